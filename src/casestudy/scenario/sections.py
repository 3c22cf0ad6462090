"""What a scenario file says for single chapters: who leads, partners, features, the trap."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from casestudy.scenario.entry import Entry, Name, Text, Word, because, readable, trimmed
from casestudy.units import Mark

NO_ACTION = "none"
Action = Annotated[
    Name, Field(description=f"The name of an action group; for a duty also {NO_ACTION!r}.")
]
Share = Annotated[float, Field(strict=True, ge=0, le=1)]
Amount = Annotated[float, Field(strict=True, ge=0, le=1e12)]
Size = Annotated[int, Field(strict=True, ge=1, le=1_000_000)]


class Criterion(Entry):
    """One question about the situation that speaks for one role or for the other.

    `score` runs from -2, which speaks for a product owner, to +2, for a product manager.
    """

    name: Word
    weight: Annotated[float, Field(strict=True, gt=0, le=1)]
    score: Annotated[float, Field(strict=True, ge=-2, le=2)]
    owner: Text
    manager: Text


class Duty(Entry):
    """One duty and how far each role covers it, 0 to 1."""

    name: Word
    owner: Share
    manager: Share
    action: Action


class Activity(Entry):
    """One use of a product manager's week.

    `value` is what the activity is worth against others when nothing of it is left undone, `half`
    the hours after which half of that is reached, `hours` what the week in the log gives it, and
    `serves` the actions of the programme that it carries.
    """

    name: Word
    value: Annotated[float, Field(strict=True, gt=0, le=100)]
    half: Annotated[float, Field(strict=True, gt=0, le=40)]
    hours: Annotated[float, Field(strict=True, ge=0, le=60)]
    advice: Literal["more", "less", "neither"]
    serves: list[Action] = Field(default_factory=list)
    why: Text


class Leadership(Entry):
    """Who should lead, what each role covers, and where a week goes."""

    mark: Mark
    source: Text
    answers_from: Annotated[
        float,
        Field(
            strict=True,
            gt=0,
            le=1,
            description="How far a role has to cover a duty to answer for it.",
        ),
    ]
    takes_part_from: Annotated[
        float,
        Field(
            strict=True, gt=0, le=1, description="How far a role has to cover a duty to take part."
        ),
    ]
    criteria: Annotated[list[Criterion], Field(min_length=2, max_length=12)]
    duties: Annotated[list[Duty], Field(min_length=2, max_length=20)]
    week: Annotated[list[Activity], Field(min_length=2, max_length=12)]


class Research(Entry):
    """Size of the choice study and of the interviews."""

    mark: Mark
    source: Text
    interviews: Annotated[int, Field(strict=True, ge=4, le=200)]
    respondents: Annotated[int, Field(strict=True, ge=20, le=1000)]
    tasks: Annotated[int, Field(strict=True, ge=4, le=20)]
    alternatives: Annotated[int, Field(strict=True, ge=2, le=5)]
    price_mentions: Annotated[
        float,
        Field(strict=True, gt=0, le=3, description="How often price comes up, against all else."),
    ]


class Panel(Entry):
    """How the price history of the line came about.

    `list_spread` is the spread of price changes that have nothing to do with demand, `reaction`
    how far the seller raises the price when demand is high.
    """

    mark: Mark
    source: Text
    months: Annotated[int, Field(strict=True, ge=12, le=120)]
    list_spread: Annotated[
        float,
        Field(
            strict=True,
            ge=0.005,
            le=0.3,
            json_schema_extra=because("the elasticity is read off what moves the list price"),
        ),
    ]
    demand_spread: Annotated[float, Field(strict=True, gt=0, le=0.5)]
    reaction: Annotated[float, Field(strict=True, ge=0, le=0.9)]


class Partner(Entry):
    """One candidate. Costs are shares of the quoted price; scores run from 0 to 10."""

    name: Word
    place: Word
    quoted_saving: Annotated[float, Field(strict=True, ge=-0.5, le=0.9)]
    freight: Share
    duty: Share
    quality_cost: Share
    management: Share
    lead_time: Annotated[float, Field(strict=True, ge=0, le=104)]
    lead_time_sd: Annotated[float, Field(strict=True, ge=0, le=52)]
    order_quantity: Amount
    months_optimistic: Annotated[float, Field(strict=True, gt=0, le=120)]
    months_likely: Annotated[float, Field(strict=True, gt=0, le=120)]
    months_pessimistic: Annotated[float, Field(strict=True, gt=0, le=120)]
    quality: Annotated[float, Field(strict=True, ge=0, le=10)]
    technology: Annotated[float, Field(strict=True, ge=0, le=10)]
    stability: Annotated[float, Field(strict=True, ge=0, le=10)]


SCORES = ("quality", "technology", "stability")  # criteria that are scored; the others are reckoned


class Weight(Entry):
    """Weight of one criterion of the choice of a partner."""

    criterion: Literal["landed cost", "time", "quality", "technology", "stability"]
    weight: Annotated[float, Field(strict=True, gt=0, le=1)]


class Partners(Entry):
    """The candidates, the weights of the choice, and the date to be met."""

    mark: Mark
    source: Text
    deadline: Annotated[float, Field(strict=True, gt=0, le=120)]
    weights: Annotated[list[Weight], Field(min_length=2, max_length=5)]
    candidates: Annotated[list[Partner], Field(min_length=2, max_length=10)]


class DeviceSource(Entry):
    """Devices from one source: own development, or third parties."""

    models: Annotated[int, Field(strict=True, ge=1, le=200)]
    devices: Size
    revenue_per_device: Amount
    cost_per_device: Amount
    working: Share


class Trap(Entry):
    """The sourcing trap: a transport company that bought devices instead of making them."""

    mark: Mark
    source: Text
    integration_cost: Amount
    own: DeviceSource
    third_party: DeviceSource


class Features(Entry):
    """Usage data of the product's features."""

    mark: Mark
    source: Text
    count: Annotated[int, Field(strict=True, ge=5, le=500)]
    concentration: Annotated[float, Field(strict=True, gt=0, le=4)]
    upkeep: Annotated[
        float,
        Field(strict=True, gt=0, le=1, description="Of all in a year, over the development cost."),
    ]


class Person(Entry):
    """One of the people who speak in the notebooks."""

    role: Name = Field(
        description="What they are in the case: product_manager, marketing, development, plant, "
        "sales, finance, partner or customer (the one who left); others are only introduced."
    )
    name: Annotated[
        str, Field(min_length=1, max_length=80), AfterValidator(readable), AfterValidator(trimmed)
    ]
    title: Word = Field(description="How they are introduced, as in: head of sales.")
    wants: Text = Field(description="What they want from the line, in a sentence of their own.")
    fears: Text = Field(description="What they fear, in a sentence of their own.")


class Cast(Entry):
    """The people of the case. They are made up, and nothing that they say is a figure."""

    mark: Mark = Mark.ASSUMED
    source: Text = "People and what they say are made up"
    people: Annotated[list[Person], Field(max_length=40)] = Field(default_factory=list)

    def find(self, role: str) -> Person | None:
        """The first person in a role, or None."""
        return next((person for person in self.people if person.role == role), None)


class ActionWords(Entry):
    """What the pages say of one action group."""

    done: Text | None = Field(
        None, description="What was done, behind the group's label: a sentence without a full stop."
    )
    about: Word | None = Field(
        None, description="What it is about, in the middle of a sentence, as in: partner and cost."
    )


class Vocabulary(Entry):
    """What things are called in the trade of the case; what is left out is said as always.

    Words stand in the middle of a sentence: in small letters, without an article.
    """

    plant: Word | None = Field(None, description="Where the company makes the line.")
    machine: Word | None = Field(None, description="What makes the products there.")
    machines: Word | None = Field(None, description="More than one machine.")
    set_up: Word | None = Field(None, description="Making ready for another product.")
    set_ups: Word | None = Field(None, description="More than one set-up.")
    warehouse: Word | None = Field(None, description="Where stock lies.")
    partner: Word | None = Field(None, description="Who takes over development and making.")
    offshore: Word | None = Field(None, description="Of the partner's work and goods: where.")
    abroad: Word | None = Field(None, description="Where the partner is, as in: a partner abroad.")
    shipment: Word | None = Field(
        None, description="What goods of several products travel in together: a container, a truck."
    )
    customers_machine: Word | None = Field(
        None, description="What customers build the product into, or use it on."
    )
    sponsors: Text | None = Field(None, description="Who asked for the programme.")
    source: Word | None = Field(
        None, description="Where the case comes from, with an article: the source."
    )
    article: Word | None = Field(None, description="What that is, without an article.")
    origin: Text | None = Field(
        None, description="Where the case comes from, in one or two whole sentences."
    )
    roles: dict[Name, Word] = Field(
        default_factory=dict,
        description="What roles are called while nobody in the cast has them, by the role.",
    )
    speakers: Annotated[list[Word], Field(min_length=2, max_length=12)] = Field(
        default=["head of engineering", "purchasing", "plant manager", "service technician",
                 "owner"],
        description="Who was interviewed at the customers.",
    )  # fmt: skip
    actions: dict[Name, ActionWords] = Field(
        default_factory=dict, description="What the pages say of an action group, by its name."
    )

    @model_validator(mode="after")
    def _both_numbers(self) -> Vocabulary:
        for one, many in (("machine", "machines"), ("set_up", "set_ups")):
            if (getattr(self, one) is None) != (getattr(self, many) is None):
                raise ValueError(f"give both {one!r} and {many!r}, or neither")
        return self

    def words(self) -> dict[str, str]:
        """The words that the scenario gives, by name."""
        given = ((name, getattr(self, name)) for name in TERMS)
        return {name: word for name, word in given if word is not None}

    def done(self, action: str) -> str | None:
        """What the scenario says was done under an action."""
        return self.actions[action].done if action in self.actions else None

    def about(self, action: str) -> str | None:
        """What the scenario says that an action is about."""
        return self.actions[action].about if action in self.actions else None


# The words of a vocabulary that templates ask for as `word.plant`.
TERMS = tuple(n for n in Vocabulary.model_fields if n not in ("roles", "speakers", "actions"))


# Headlines of a plan, and its share in the last quarter.
Reached = Literal[
    "revenue_growth",
    "revenue_cagr",
    "complexity_reduction",
    "margin_points",
    "share",
    "last_share",
    "inventory_turns",
    "programme_cost",
    "npv",
]
AIMED = ("revenue_growth", "complexity_reduction", "margin_points")
Measure = (
    Annotated[float, Field(strict=True)]
    | Literal["as_it_happened", "do_nothing", "target", "today"]
)


class CockpitTask(Entry):
    """Something to reach in the cockpit, which ticks itself off.

    A limit is a number, or stands for what another plan reaches in the same world; `target` is what
    was asked, and `today` the share of the market before the programme.
    """

    words: Text
    targets: bool = Field(False, description="All targets are met.")
    other_world: bool = Field(False, description="Some assumption is not the scenario's own.")
    above: dict[Reached, Measure] = Field(default_factory=dict)
    below: dict[Reached, Measure] = Field(default_factory=dict)
    at_least: dict[Reached, Measure] = Field(default_factory=dict)
    at_most: dict[Reached, Measure] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _asks_for_something(self) -> CockpitTask:
        limits = (self.above, self.below, self.at_least, self.at_most)
        if not (self.targets or self.other_world or any(limits)):
            raise ValueError(
                "expected a condition: targets, other_world, above, below, at_least or at_most"
            )
        for name, limit in (pair for given in limits for pair in given.items()):
            if limit == "today" and name not in ("share", "last_share"):
                raise ValueError(f"{name}: 'today' is for share and last_share; give a number")
            if limit == "target" and name not in AIMED:
                raise ValueError(f"{name}: 'target' is for {', '.join(AIMED)}; give a number")
        return self


class Correlation(Entry):
    """Two assumptions that go together, by the correlation of their normal scores."""

    between: Annotated[list[Name], Field(min_length=2, max_length=2)]
    value: Annotated[float, Field(strict=True, ge=-0.99, le=0.99)]


Shape = Literal["triangular", "pert", "uniform", "normal"]


class Uncertainty(Entry):
    """How the assumptions are spread over their ranges, and which of them go together."""

    mark: Mark = Mark.ASSUMED
    source: Text = "Ranges are judged; nothing is known of their shape, or of what goes together"
    shape: Shape = Field(
        "triangular",
        description="Of every range, with its top at the assumption's value: triangular, pert, "
        "uniform, which knows no top, or normal, cut at the ends.",
    )
    shapes: dict[Name, Shape] = Field(
        default_factory=dict, description="Of single assumptions, where it is another one."
    )
    correlations: Annotated[list[Correlation], Field(max_length=200)] = Field(
        default_factory=list, description="All other pairs are independent."
    )
