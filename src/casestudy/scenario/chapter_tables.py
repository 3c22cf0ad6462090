"""Tables that single chapters look at: interviews, choices, prices, partners, tasks, features.

Each table has a source of chance of its own, so that a new table never moves an old one.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from casestudy.scenario.schema import Differentiator, Scenario
from casestudy.scenario.tables import PRICE, SOURCES
from casestudy.units import MONTHS, MONTHS_A_QUARTER

if TYPE_CHECKING:
    import pandas as pd

PRICE_LEVELS = (0.90, 1.00, 1.10)  # around today's price
LEVELS = (0.2, 0.5, 0.8)  # of each attribute on the cards: low, middle, high
CARDS = 30  # different ones, of which each respondent sees some
LOGGED_WEEKS = 8  # of the time log
MONTHS_A_ROUND = 6  # list prices change twice a year
# The shape of the tables. None of it says anything about the company that a reader could use: it
# keeps made-up tables from looking made up.
THEMES = (2, 4)  # an interview names at least, and fewer than
PRICE_NOISE, VOLUME_NOISE = 0.005, 0.02  # spread of what neither list price nor demand explains
MOST_USES = 200.0  # a week, of the feature that is used most
MOST_USERS, FEWEST_USERS, FALL, USER_NOISE = 0.95, 0.01, 0.4, 0.03  # the share falls with the uses
SATISFACTION, ITS_SPREAD, BEST, WORST = (2.5, 2.0), 0.4, 5, 1  # marks rise with the users
UPKEEP_SPREAD = 0.4  # of its logarithm, among features
HOURS_SPREAD, HALVES = 0.15, 2  # of a week's hours, logged in halves
MODEL_SPREAD = 0.6  # of the number of devices of a model
MIDDLE = 0.5  # of a rank
SHOWN, SHARE_DIGITS = 4, 3  # decimals of a price, and of a share


def make_evidence(scenario: Scenario, skus: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """The chapter tables of a scenario.

    Parameters
    ----------
    scenario : Scenario
    skus : pandas.DataFrame
        The table of products, for today's price and volume of each platform.

    Returns
    -------
    dict of str to pandas.DataFrame
    """
    cards = _choice_cards(scenario)
    return {
        "interviews": _interviews(scenario),
        "choice_cards": cards,
        "choices": _choices(scenario, cards),
        "price_panel": _price_panel(scenario, skus),
        "features": _features(scenario),
        "time_log": _time_log(scenario),
        "devices": _devices(scenario),
        **copies(scenario),
    }


COPIED_FROM = {
    "capabilities": "positioning.differentiators",
    "partners": "partners.candidates",
    "tasks": "development.tasks",
}


def copies(scenario: Scenario) -> dict[str, pd.DataFrame]:
    """The tables that say again, row by row, what a part of the scenario says.

    Parameters
    ----------
    scenario : Scenario

    Returns
    -------
    dict of str to pandas.DataFrame
        By the names in `COPIED_FROM`, which says where it stands in the scenario.
    """
    return {
        "capabilities": _capabilities(scenario),
        "partners": _partners(scenario),
        "tasks": _tasks(scenario),
    }


def _rng(scenario: Scenario, table: str) -> np.random.Generator:
    return np.random.default_rng([scenario.order_file.seed, zlib.crc32(table.encode())])


def attributes(scenario: Scenario) -> list[str]:
    """Attributes of the choice study: the differentiators, and the price."""
    return [*(d.name for d in scenario.positioning.differentiators), PRICE]


def true_part_worths(scenario: Scenario) -> NDArray:
    """Part-worths with which the choices are made.

    The differentiators' stand in the scenario; that of the logarithm of price follows from the
    own-price elasticity at today's share, as in the model.
    """
    world, share = scenario.assumptions, scenario.market.share.value
    worths = [d.part_worth for d in scenario.positioning.differentiators]
    return np.array([*worths, world.price_elasticity.value / (1.0 - share)])


def _interviews(scenario: Scenario) -> pd.DataFrame:
    """Notes in customers' words; what matters is said more often, and price always comes up."""
    import pandas as pd

    rng, parts = _rng(scenario, "interviews"), scenario.positioning.differentiators
    weight = np.array([d.part_worth for d in parts])
    chance = np.append(weight, scenario.research_study.price_mentions * weight.sum())
    speakers, rows = scenario.vocabulary.speakers, []
    for number in range(1, scenario.research_study.interviews + 1):
        customer = int(rng.integers(1, scenario.order_file.customers + 1))
        speaker = speakers[int(rng.integers(len(speakers)))]
        # Everybody names two or three things, each once.
        themes = rng.choice(len(chance), size=int(rng.integers(*THEMES)), replace=False,
                            p=chance / chance.sum())  # fmt: skip
        for theme in themes:
            if theme == len(parts):
                note = ("The price is always a topic.", "Others are cheaper on paper.")[
                    int(rng.integers(2))
                ]
                rows.append((number, f"C{customer:03d}", speaker, note, PRICE))
            else:
                voice = parts[theme].voice
                note = voice[int(rng.integers(len(voice)))]
                rows.append((number, f"C{customer:03d}", speaker, note, parts[theme].name))
    columns = ["interview", "customer", "speaker", "note", "theme"]
    return pd.DataFrame(rows, columns=columns)


def _choice_cards(scenario: Scenario) -> pd.DataFrame:
    """Cards with alternatives; levels are drawn balanced and independently of one another."""
    import pandas as pd

    rng, names = _rng(scenario, "choice_cards"), attributes(scenario)
    places = CARDS * scenario.research_study.alternatives
    columns = {}
    for name in names:
        levels = PRICE_LEVELS if name == PRICE else LEVELS
        columns[name] = rng.permutation(np.resize(levels, places))
    wide = pd.DataFrame(columns)
    wide["card"] = np.repeat(np.arange(1, CARDS + 1), scenario.research_study.alternatives)
    wide["alternative"] = np.tile(np.arange(1, scenario.research_study.alternatives + 1), CARDS)
    long = wide.melt(["card", "alternative"], names, "attribute", "level")
    order = {name: i for i, name in enumerate(names)}
    long["place"] = long["attribute"].map(order)
    long = long.sort_values(["card", "alternative", "place"], ignore_index=True)
    return long[["card", "alternative", "attribute", "level"]]


def _choices(scenario: Scenario, cards: pd.DataFrame) -> pd.DataFrame:
    """What each respondent chose on the cards that were shown: the logit with its noise."""
    import pandas as pd

    rng, study, names = _rng(scenario, "choices"), scenario.research_study, attributes(scenario)
    levels = cards["level"].to_numpy().reshape(CARDS, study.alternatives, len(names)).copy()
    levels[..., -1] = np.log(levels[..., -1])
    utility = levels @ true_part_worths(scenario)
    rows = []
    for respondent in range(1, study.respondents + 1):
        shown = rng.choice(CARDS, size=study.tasks, replace=False)
        noise = rng.gumbel(size=(study.tasks, study.alternatives))
        chosen = (utility[shown] + noise).argmax(axis=1) + 1
        rows += [(respondent, int(c) + 1, int(a)) for c, a in zip(shown, chosen, strict=True)]
    return pd.DataFrame(rows, columns=["respondent", "card", "chosen"])


def _capabilities(scenario: Scenario) -> pd.DataFrame:
    """Performance of each supplier on each attribute, as measured on bought products."""
    import pandas as pd

    rows = []
    for part in scenario.positioning.differentiators:
        rows.append((scenario.line.name, 1, part.name, part.ours))
        rows += [(name, 0, part.name, level) for name, level in part.rivals.items()]
    return pd.DataFrame(rows, columns=["supplier", "is_us", "attribute", "level"])


def _price_panel(scenario: Scenario, skus: pd.DataFrame) -> pd.DataFrame:
    """Months of prices and units by platform.

    Prices move with rounds of the list price, which have nothing to do with demand, and with
    sellers who ask for more when demand is high: that is what misleads a plain regression.
    """
    import pandas as pd

    rng, panel = _rng(scenario, "price_panel"), scenario.price_history
    elasticity = scenario.assumptions.price_elasticity.value
    now = skus.assign(revenue=skus["price"] * skus["volume"]).groupby("platform")
    price, units = now["revenue"].sum() / now["volume"].sum(), now["volume"].sum() / MONTHS
    season = np.repeat(scenario.history.seasonality, MONTHS_A_QUARTER)
    month = np.arange(panel.months)
    frames = []
    for platform in sorted(price.index):
        # A round of the list price every half year, another one for each platform.
        steps = rng.normal(0.0, panel.list_spread, panel.months // MONTHS_A_ROUND + 1)
        level = np.cumsum(steps)[month // MONTHS_A_ROUND]
        list_index = np.exp(level - level.mean())
        demand = rng.normal(0.0, panel.demand_spread, panel.months)
        paid = np.log(list_index) + panel.reaction * demand
        paid = paid + rng.normal(0.0, PRICE_NOISE, panel.months)
        log_units = elasticity * paid + demand + rng.normal(0.0, VOLUME_NOISE, panel.months)
        sold = units[platform] * season[month % MONTHS] * np.exp(log_units)
        frames.append(
            pd.DataFrame(
                {
                    "month": month + 1,
                    "platform": platform,
                    "list_index": np.round(list_index, SHOWN),
                    "price": np.round(price[platform] * np.exp(paid), SHOWN),
                    "units": np.maximum(1, np.round(sold)).astype(np.int64),
                }
            )
        )
    return pd.concat(frames, ignore_index=True)


def _partners(scenario: Scenario) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame([p.model_dump() for p in scenario.partners.candidates])


def _tasks(scenario: Scenario) -> pd.DataFrame:
    """The development tasks, with what it costs to shorten one by a month."""
    import pandas as pd

    rows = []
    for t in scenario.development.tasks:
        rows.append(
            {
                "task": t.name,
                "label": t.label,
                "after": " ".join(t.after),
                "optimistic": t.optimistic,
                "likely": t.likely,
                "pessimistic": t.pessimistic,
                "mentoring_saves": t.mentoring_saves,
                "partner_saves": t.partner_saves,
                "shortest": t.shortest,
                "cost_per_month": t.cost_per_month,
            }
        )
    return pd.DataFrame(rows)


def _features(scenario: Scenario) -> pd.DataFrame:
    """Usage, satisfaction and upkeep of the product's features, most used first."""
    import pandas as pd
    from scipy.special import ndtri

    rng, asked = _rng(scenario, "features"), scenario.feature_usage
    quantiles = (np.arange(asked.count, 0, -1) - MIDDLE) / asked.count
    weight = np.exp(asked.concentration * ndtri(quantiles))
    uses = MOST_USES * weight / weight.max()
    differentiators = scenario.positioning.differentiators
    groups = rng.choice([d.name for d in differentiators], asked.count)
    names = {d.name: iter(_feature_names(d, asked.count)) for d in differentiators}
    users = np.clip(
        MOST_USERS * (weight / weight.max()) ** FALL + rng.normal(0, USER_NOISE, asked.count),
        FEWEST_USERS,
        1,
    )
    level, slope = SATISFACTION
    upkeep = scenario.assumptions.development_cost.value * asked.upkeep / asked.count
    return pd.DataFrame(
        {
            "feature": [next(names[group]) for group in groups],
            "attribute": groups,
            "users": np.round(users, SHARE_DIGITS),
            "uses_per_week": np.round(uses, 2),
            "satisfaction": np.round(
                np.clip(
                    level + slope * users + rng.normal(0, ITS_SPREAD, asked.count), WORST, BEST
                ),
                1,
            ),
            "upkeep": np.round(upkeep * np.exp(rng.normal(0, UPKEEP_SPREAD, asked.count)), -2),
        }
    )


def _feature_names(differentiator: Differentiator, count: int) -> list[str]:
    """Those that the scenario gives, then numbers behind what they serve."""
    given = differentiator.features
    return [*given, *(f"{differentiator.name} {i + 1}" for i in range(len(given), count))]


def _time_log(scenario: Scenario) -> pd.DataFrame:
    """Eight weeks of a product manager's time log, in half hours."""
    import pandas as pd

    rng = _rng(scenario, "time_log")
    rows = []
    for week in range(1, LOGGED_WEEKS + 1):
        for a in scenario.leadership.week:
            hours = a.hours * np.exp(rng.normal(0.0, HOURS_SPREAD))
            rows.append((week, a.name, round(hours * HALVES) / HALVES))
    return pd.DataFrame(rows, columns=["week", "activity", "hours"])


def _devices(scenario: Scenario) -> pd.DataFrame:
    """Device models of the sourcing trap, from own development and from third parties."""
    import pandas as pd

    rng, trap = _rng(scenario, "devices"), scenario.sourcing_trap
    frames = []
    for source, made in zip(SOURCES, (trap.own, trap.third_party), strict=True):
        weight = np.sort(rng.lognormal(0.0, MODEL_SPREAD, made.models))[::-1]
        devices = np.maximum(1, np.round(made.devices * weight / weight.sum())).astype(np.int64)
        devices[0] += made.devices - devices.sum()
        # Whole models work or do not; the order is drawn until the share comes near.
        order = rng.permutation(made.models)
        share = np.cumsum(devices[order]) / devices.sum()
        cut = int(np.abs(np.concatenate([[0.0], share]) - made.working).argmin())
        works = np.zeros(made.models, dtype=np.int64)
        works[order[:cut]] = 1
        frames.append(
            pd.DataFrame(
                {
                    "source": source,
                    "devices": devices,
                    "revenue_per_device": made.revenue_per_device,
                    "cost_per_device": made.cost_per_device,
                    "works": works,
                }
            )
        )
    table = pd.concat(frames, ignore_index=True)
    table.insert(0, "model", [f"D{i + 1:02d}" for i in range(len(table))])
    return table
