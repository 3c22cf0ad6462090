"""The first half of the board paper: what is asked, the situation, the choice, the plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casestudy.analysis.board import ON_TARGET, Board, Option
from casestudy.case import Case
from casestudy.formats import listing, money, number, percent, points, quantity
from casestudy.levers import Levers, PruningRule, Unit, declaration, names
from casestudy.narrative.board_risk import (
    TARGETS,
    Table,
    inside,
    label,
    payback,
    risk_in_short,
    several,
)
from casestudy.text.figures import headline, lever_label
from casestudy.text.prose import count

if TYPE_CHECKING:
    from casestudy.chapters.history.facts import Decline, Outlook

PLANS = {"do_nothing": "Doing nothing", "as_it_happened": "As it happened"}
COLUMNS = {
    "revenue_growth": "revenue",
    "complexity_reduction": "products",
    "margin_points": "gross margin",
    "share": "market share",
    "programme_cost": "cost",
    "npv": "present value",
}
MOST_PLANS = 6


def plan_name(option: Option) -> str:
    """How a plan is called in a sentence or a table."""
    if option.kept:
        return _quoted(option.name)
    return PLANS.get(option.name, option.name.replace("_", " ").capitalize())


def _the_plan(option: Option) -> str:
    """A plan in the middle of a sentence."""
    if option.kept:
        return f"the plan {_quoted(option.name)}"
    return {"do_nothing": "doing nothing", "as_it_happened": "the plan as it happened"}.get(
        option.name, f"the plan “{option.name.replace('_', ' ')}”"
    )


def _quoted(name: str) -> str:
    # An asterisk of a name is none of the paper's own marks for bold.
    return f"“{name.replace('*', '∗')}”"


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


# -- head -----------------------------------------------------------------------------------------


def title(case: Case) -> str:
    """Title of the paper."""
    return f"Board paper: the future of {case.scenario.line.name}"


def notice(case: Case) -> str:
    """That nothing of it is real."""
    return (
        f"{case.scenario.company.name} is fictional and its tables are synthetic. All figures about the future come "
        "from a model; what they rest on stands in the appendix."
    )


def in_short(case: Case, found: Board) -> list[str]:
    """What is asked, what it brings, what it costs, how safe it is.

    Parameters
    ----------
    case : Case
    found : Board

    Returns
    -------
    list of str
    """
    option, c = found.chosen, case.scenario.currency
    h = option.outcome.headlines
    cost = float(h.programme_cost)
    if found.comparison.same_as_idle:
        return [
            "**The request.** None: what is put forward is to do nothing, and it asks for no money.",
            f"**What it brings.** {_brings(case, option)}",
        ]
    asked = f"{money(cost, c)} over five years for {_the_plan(option)}"
    return [
        f"**The request.** {_upper(asked)}."
        if option.npv >= 0
        else f"**The request.** {_upper(asked)}, which does not earn its money within five years.",
        f"**What it brings.** {_brings(case, option)}",
        f"**The money.** {payback(found)}. Present value {money(option.npv, c, sign=True)}.",
        f"**The risk.** {risk_in_short(found.risk)}",
    ]


def _brings(case: Case, option: Option) -> str:
    w, h = case.scenario.window, option.outcome.headlines.as_dict()
    return (
        f"In programme quarters {w.first} to {w.last}, against the year before: revenue "
        f"{headline(case, 'revenue_growth', h['revenue_growth'])}, active products "
        f"{headline(case, 'complexity_reduction', h['complexity_reduction'])}, gross margin "
        f"{headline(case, 'margin_points', h['margin_points'])}, market share "
        f"{headline(case, 'share', h['share'])} ({percent(case.scenario.market.share.value, 1)} today)."
    )


# -- the situation --------------------------------------------------------------------------------


def situation(case: Case, past: Decline, ahead: Outlook) -> list[str]:
    """What happened to the line, and where doing nothing leads.

    Parameters
    ----------
    case : Case
    past : Decline
    ahead : Outlook

    Returns
    -------
    list of str
    """
    s, c, y = case.scenario, case.scenario.currency, past.yearly
    line, market = past.growth("revenue"), past.growth("market")
    share, margin, profit = (
        y[k].iloc[[0, -1]].tolist() for k in ("share", "gross_margin", "profit")
    )
    moved = "lost" if line < 0 else "gained"
    kept = "fell" if share[1] < share[0] else "rose"
    change = ahead.future.iloc[-1] / ahead.past.iloc[-1] - 1.0
    next_margin = ahead.margin_next - ahead.margin_now
    return [
        f"{s.company.name} makes {s.company.industry}: {money(s.company.revenue.value, c)} a year. Its largest line, "
        f"{s.line.name}, brings {money(case.line_revenue, c)} of it. In the {count(past.years)} years to {y.index[-1]} "
        f"the line {moved} {percent(abs(line), 1)} of its revenue a year, while the market for {s.market.name} "
        f"{'grew' if market > 0 else 'shrank'} by {percent(abs(market), 1)} a year. Our share of that market {kept} "
        f"from {percent(share[0])} to {percent(share[1])}, the gross margin "
        f"{'fell' if margin[1] < margin[0] else 'rose'} from {percent(margin[0], 1)} to {percent(margin[1], 1)}, and "
        f"profit after the cost of variety went from {money(profit[0], c)} to {money(profit[1], c)}.",
        f"If nothing is done, {ahead.future.index[-1]} brings {money(ahead.future.iloc[-1], c)}, "
        f"{percent(abs(change))} {'less' if change < 0 else 'more'} than today; with today's share kept it would be "
        f"{money(ahead.at_same_share.iloc[-1], c)}. The gross margin of next year alone would "
        f"{'fall' if next_margin < 0 else 'rise'} by {points(abs(next_margin), sign=False)}.",
    ]


# -- the choice -----------------------------------------------------------------------------------


def choice(case: Case, found: Board) -> list[str]:
    """What was considered, which plan is put forward, and why.

    Parameters
    ----------
    case : Case
    found : Board

    Returns
    -------
    list of str
    """
    kept = [o for o in found.options if o.kept]
    ready = listing([_the_plan(o) for o in found.options if not o.kept])
    text = f"We compared {ready}"
    text += (
        f", and {several(len(kept), 'plan')} of our own. "
        if kept
        else ". No plan of our own is kept yet. "
    )
    text += "All are judged in the same world, over five years, against doing nothing."
    if len(kept) > MOST_PLANS:
        text += f" The table leaves out {count(len(kept) - MOST_PLANS)} of our own plans, those with the lowest present value."
    paragraphs = [text, _why(case, found)]
    if odd := [o for o in _shown(found) if o.world]:
        names_ = listing([_quoted(o.name) for o in odd])
        world = sorted({inside(label(n)) for o in odd for n in o.world})
        many = len(odd) > 1
        paragraphs.append(
            f"{names_} {'were' if many else 'was'} kept in {'worlds' if many else 'a world'} of "
            f"{'their' if many else 'its'} own ({listing(world)}). Here {'they are' if many else 'it is'} judged like "
            "all others: a rosier world makes no better plan."
        )
    return paragraphs


def _why(case: Case, found: Board) -> str:
    c, option = case.scenario.currency, found.chosen
    mine = [o for o in found.options if o.kept and o is not option]
    name = _the_plan(option)
    text = {
        "named": f"We put forward {name}: it was kept under the name that marks it for this paper.",
        "only": f"We put forward {name}, the one plan of our own.",
        "best": f"We put forward {name}: of the {several(len(mine) + 1, 'plan')} of our own it has the highest present "
        f"value, {money(option.npv, c)}.",
        "happened": f"We put forward {name}, since there is no plan of our own to set beside it.",
    }[found.reason]
    happened = found.option("as_it_happened")
    better = [o for o in (*mine, happened) if o.npv > option.npv + 1.0]
    if option.npv < 0:
        text += (
            f" On its money alone, doing nothing is better: within five years the plan costs {money(-option.npv, c)} "
            "of present value. Whoever approves it does so for another reason, and should name it."
        )
    if better and option is not happened:
        best = max(better, key=lambda o: o.npv)
        text += f" {_upper(_the_plan(best))} would be worth {money(best.npv - option.npv, c)} more."
    return " ".join([text, _targets_met(case, option), _turned(case, option)]).strip()


def _turned(case: Case, option: Option) -> str:
    """Whether growth is a turnaround of share."""
    before, share = case.scenario.market.share.value, float(option.outcome.headlines.share)
    if share >= before:
        return f"It also wins back share: {percent(share, 1)} of the market after {percent(before, 1)}."
    if float(option.outcome.headlines.revenue_growth) > 0:
        return (
            f"Revenue grows, and the market grows faster: our share goes from {percent(before, 1)} to "
            f"{percent(share, 1)}. That is growth, and no turnaround of share."
        )
    return ""


def _targets_met(case: Case, option: Option) -> str:
    h = option.outcome.headlines.as_dict()
    wanted = {n: getattr(case.scenario.targets, n).value for n in TARGETS}
    missed = {n: h[n] - t for n, t in wanted.items() if h[n] < t - ON_TARGET}
    if not missed:
        exact = all(h[n] - t < ON_TARGET for n, t in wanted.items())
        return "It meets all three targets" + (
            ", each of them with nothing to spare." if exact else "."
        )
    said = listing([f"{TARGETS[n]} by {points(-gap, sign=False)}" for n, gap in missed.items()])
    start = (
        "It misses all three targets: " if len(missed) == len(wanted) else "It misses a target: "
    )
    return (start if len(missed) != 2 else "It misses two targets: ") + said + "."


def _shown(found: Board) -> list[Option]:
    """The options of the table: those of the scenario, the best of one's own, the chosen one."""
    mine = [o for o in found.options if o.kept]
    first = mine[:MOST_PLANS]
    if found.chosen.kept and found.chosen not in first:
        first[-1] = found.chosen
    return [*(o for o in found.options if not o.kept), *first]


def choice_table(case: Case, found: Board) -> Table:
    """Head and rows: the headlines of every plan, and the targets.

    Parameters
    ----------
    case : Case
    found : Board

    Returns
    -------
    head, rows : list
    """
    targets = case.scenario.targets
    rows = [
        ["*targets*", *(headline(case, n, getattr(targets, n).value) for n in TARGETS), "", "", ""]
    ]
    for option in _shown(found):
        h = option.outcome.headlines.as_dict()
        name = plan_name(option)
        cells = [headline(case, n, h[n]) for n in COLUMNS]
        if option is found.chosen:
            name = f"**{name}** (put forward)"
        rows.append([name, *cells])
    return ["plan", *COLUMNS.values()], rows


# -- the plan -------------------------------------------------------------------------------------


def plan(case: Case, found: Board) -> list[str]:
    """What is done, and when the new product is there."""
    s, levers = case.scenario, found.chosen.levers
    if found.comparison.same_as_idle:
        return ["Nothing is done: every lever stays where it is."]
    groups = [
        g.label for g in s.action_groups
        if any(float(getattr(levers, n)) for n in g.levers if n in names(Levers))
    ]  # fmt: skip
    idle = [g.label for g in s.action_groups if g.label not in groups]
    text = f"The plan acts in {several(len(groups), 'field')}: {'; '.join(map(inside, groups))}."
    if idle:
        text += f" It leaves alone: {'; '.join(map(inside, idle))}."
    if float(levers.launch) > 0:
        text += f" The new product is launched after {number(found.months, 1)} months."
    if retired := float(levers.retired_share):
        cut = round(retired * s.line.products.value)
        rule = inside(PruningRule(levers.pruning_rule).label)
        text += f" Of {number(s.line.products.value)} products {number(cut)} are retired, in the order: {rule}."
    return [text]


def plan_table(case: Case, found: Board) -> Table:
    """Head and rows: every lever that the plan moves, beside the plan as it happened.

    Parameters
    ----------
    case : Case
    found : Board

    Returns
    -------
    head, rows : list
    """
    mine, happened = found.chosen.levers, found.option("as_it_happened").levers
    beside = not found.comparison.same_as_happened
    head = ["decision", "setting", *(["as it happened"] if beside else []), "what it means"]
    rows = []
    for name in names(Levers):
        values = [float(getattr(mine, name)), float(getattr(happened, name))]
        if not any(values if beside else values[:1]):
            continue
        declared = declaration(Levers, name)
        shown = [_setting(case, v, declared.unit) for v in values[: 1 + beside]]
        rows.append(
            [lever_label(case, name), *shown, declared.help.partition(". ")[0].rstrip(".") + "."]
        )
    return head, rows


def _setting(case: Case, value: float, unit: Unit) -> str:
    if unit is Unit.INTENSITY:
        return f"{number(value, 2).rstrip('0').rstrip('.')} × the programme"
    return quantity(value, unit, case.scenario.currency)
