"""One reader of numbers: what people type is judged alike wherever they type it."""

import json
import re
import time
from contextlib import suppress
from functools import partial

import learner
import pytest
from click.testing import CliRunner

import casestudy as cs
from casestudy.app.cli import cli
from casestudy.errors import InputError, is_number, number_hint
from casestudy.learning import checking, predictions
from casestudy.learning.kinds import Number, relative
from casestudy.learning.progress_store import ProgressStore
from casestudy.plans import sharing
from casestudy.text.numerals import parse_number
from casestudy.units import Unit

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

EURO = cs.load_case("packaging")
DOLLAR = cs.load_case("turnaround")


class Refused(Exception):
    """What was said instead of taking a number."""


# -- the places -----------------------------------------------------------------------------------
# What is typed beside a slider is read in the browser: tests/browser/test_page.py compares the two
# readers.
# Each takes a case, a unit, the size that is expected and a text, and gives the number that is in
# force afterwards, or raises `Refused`.


def answered(monkeypatch, case, unit, size, text):
    """As the answer to an exercise: right if it is read as `size`."""
    exercise = Number(
        **learner.common("99-01", lambda case: size), unit=unit, tolerance=relative(1e-9)
    )
    read = []
    spied = checking.judge

    def spy(exercise, case, answer):
        verdict = spied(exercise, case, answer)
        read.append(verdict)
        return verdict

    monkeypatch.setattr(checking, "judge", spy)
    monkeypatch.setattr(checking, "find_exercise", lambda id, case: exercise)
    said = cs.check("99-01", text, case=case)
    if not read:
        assert said.correct is None
        assert said.tries == 0  # what cannot be read is no try
        raise Refused(said.text)
    return size if said.correct else None


def predicted(monkeypatch, case, unit, size, text):
    """As a prediction: all three fields hold it."""
    prediction = predictions.Prediction("99-p1", lambda case: "?", unit, lambda case: size)
    monkeypatch.setattr(predictions, "find_prediction", lambda id: prediction)
    said = cs.commit("99-p1", text, text, text, case=case)
    if not said.accepted:
        assert not ProgressStore.of(case).read().predictions
        raise Refused(said.text)
    assert said.low == said.value == said.high
    return said.value


def set_by_command(monkeypatch, case, unit, size, text):
    """As a lever on the command line."""
    lever = {Unit.FRACTION: "retired_share", Unit.INTENSITY: "selling"}[unit]
    if size < 0:
        lever = "price_change"  # the only one that may be below nothing
    command = ["evaluate", "--scenario", case.name, "--set", f"{lever}={text}", "--json"]
    result = CliRunner().invoke(cli, command)
    if result.exit_code:
        raise Refused(result.stderr)
    return json.loads(result.stdout)["levers"][lever]


def calibrated(monkeypatch, case, unit, size, text):
    """As a target on the command line."""
    targets = []

    def fit(case, wanted):
        targets.append(wanted["revenue_growth"])
        raise InputError("seen")

    monkeypatch.setattr("casestudy.analysis.calibration.calibrate", fit)
    command = ["calibrate", "--scenario", case.name, "--target", f"revenue_growth={text}"]
    result = CliRunner().invoke(cli, command)
    assert result.exit_code
    if not targets:
        raise Refused(result.stderr)
    return targets[0]


PLACES = {
    Unit.FRACTION: (answered, predicted, set_by_command, calibrated),
    Unit.MONEY: (answered, predicted),
    Unit.PER_YEAR: (answered, predicted),
    Unit.INTENSITY: (answered, set_by_command),
    Unit.WEEKS: (answered, predicted),
    Unit.MONTHS: (answered, predicted),
    Unit.COUNT: (answered, predicted),
    Unit.RATIO: (answered, predicted),
}
COMMANDS = (set_by_command, calibrated)

# -- what is typed --------------------------------------------------------------------------------
# (text, value): read so. (text, str): refused, and this is said. (text, ASKED): asked about.

ASKED = object()
ONE = "one number is asked for"
NO = "expected a number"

FRACTIONS = {
    "grouping": (0.125, [
        ("12.5%", 0.125), ("12,5%", 0.125), ("12,500 %", 0.125), ("12.500%", 0.125),
        ("0,125", 0.125), ("0.125", 0.125), (".125", 0.125), (",125", 0.125), ("12.50 %", 0.125),
        ("0.12500", 0.125), ("0,1250", 0.125), ("12,5,0%", NO), ("1.2.5%", NO), ("12 5%", NO),
        ("12'5%", NO), ("12,500,00%", NO),
    ]),
    "percent or fraction": (0.17, [
        ("17%", 0.17), ("17 %", 0.17), ("0.17", 0.17), ("17 percent", 0.17), ("17 per cent", 0.17),
        ("17 PERCENT", 0.17), ("17 pct", 0.17), ("17pp", 0.17), ("17 points", 0.17),
        ("17 percentage points", 0.17), ("17％", 0.17), ("17.0 %", 0.17), ("17%.", 0.17),
        ("17 % a year", 0.17), ("17 ‰", NO), ("17 %%", NO), ("%17", NO), ("17 weeks", NO),
    ]),
    "sign": (-0.02, [
        ("-2%", -0.02), ("- 2%", -0.02), ("−2 %", -0.02), ("–2%", -0.02), ("—2%", -0.02),
        ("‐2%", -0.02), ("‑2%", -0.02), ("－2％", -0.02), ("minus 2%", -0.02), ("Minus 2 %", -0.02),
        ("-0.02", -0.02), ("-.02", -0.02), ("−0,02", -0.02), ("--2%", NO), ("2%-", NO),
        ("(2%)", ASKED), ("-+2%", NO), ("-", NO),
    ]),
    "words around": (0.17, [
        ("about 17 %", 0.17), ("About 17%", 0.17), ("around 17%", 0.17), ("roughly 17%", 0.17),
        ("approx. 17%", 0.17), ("approximately 17 percent", 0.17), ("circa 17%", 0.17),
        ("ca. 17 %", 0.17), ("nearly 17%", 0.17), ("almost 17%", 0.17), ("= 17%", 0.17),
        ("≈17%", 0.17), ("~ 17 %", 0.17), ("it is 17%", NO), ("17% of revenue", NO),
        ("seventeen", NO), ("more than 17%", NO), ("17 apples", NO),
    ]),
    "two numbers": (0.11, [
        ("10-12%", ONE), ("10–12 %", ONE), ("10 to 12%", ONE), ("10% 12%", ONE), ("11%, 12%", ONE),
        ("11/100", ONE), ("11 ± 1 %", ONE), ("11% or 12%", ONE), ("11 % (12 %)", ONE),
        ("11;12", ONE), ("1 of 9", ONE), ("1:9", ONE), ("11%/12%", ONE), ("0.1 0.2", NO),
    ]),
    "scientific notation": (0.17, [
        ("1.7e-1", 0.17), ("1.7E-1", 0.17), ("1,7e-1", 0.17), ("17e-2", 0.17), ("0.17e0", 0.17),
        ("1.7e1%", 0.17), ("170e-3", 0.17), ("1.7e−1", 0.17), (".017e+1", 0.17), ("1.7 e-1", 0.17),
        ("1.7e", NO), ("e-1", NO), ("1.7×10^-1", ONE), ("1e400", NO), ("0x1p-3", ONE), ("nan", NO),
        ("inf", NO), ("1e99999", ONE),
    ]),
    "digits and spaces of other scripts": (0.17, [
        ("１７％", 0.17), ("١٧٪", 0.17), ("۱۷٪", 0.17), ("१७%", 0.17), ("১৭%", 0.17), ("๑๗%", 0.17),
        ("𝟏𝟕%", 0.17), ("٠٫١٧", 0.17), ("０．１７", 0.17), ("17\u00a0%", 0.17), ("17\u202f%", 0.17),
        ("17\u2009%", 0.17), ("\u200e17%", 0.17), ("\ufeff17%\u200b", 0.17), ("\t17 %\n", 0.17),
        ("①⑦%", NO), ("¹⁷%", NO), ("十七%", NO), ("Ⅻ%", NO), ("½", NO),
    ]),
    "nothing": (0.17, [
        ("%", NO), (" % ", NO), ("-", NO), (".5.", 0.5), (",", NO), ("'", NO), ("+", NO), ("=", NO),
        ("~", NO), ("about", NO), ("percent", NO), ("€", NO), ("/", NO), ("e", NO),
    ]),
    "another unit": (0.17, [
        ("€0.17", NO), ("0.17 €", NO), ("$0.17", NO), ("0.17 EUR", NO), ("0.17 weeks", NO),
        ("0.17 months", NO), ("17 quarters", NO), ("17 products", NO), ("0.17 kg", NO),
        ("17 %/week", NO), ("0.17:1", ONE), ("17°", NO),
    ]),
}  # fmt: skip

AMOUNTS = {
    "grouping": (61_998_328.5, [
        ("61,998,328.5", 61998328.5), ("61.998.328,5", 61998328.5), ("61 998 328,5", 61998328.5),
        ("61 998 328.50", 61998328.5), ("61'998'328.5", 61998328.5), ("61’998’328,5", 61998328.5),
        ("61_998_328.5", 61998328.5), ("61\u202f998\u202f328,5", 61998328.5),
        ("61998328.5", 61998328.5), ("61998328,5", 61998328.5), ("61,998,328.500", 61998328.5),
        ("61 998 328,500", 61998328.5), ("6,19,98,328.5", NO), ("61,998,32", NO),
        ("61.998,328.5", NO), ("61,998.328,5", NO),
    ]),
    "thousand or million": (3e6, [
        ("3m", 3e6), ("3M", 3e6), ("3 m", 3e6), ("3mn", 3e6), ("3 mln", 3e6), ("3 Mio", 3e6),
        ("3 Mio.", 3e6), ("3 million", 3e6), ("3 millions", 3e6), ("3000k", 3e6),
        ("3,000 thousand", 3e6), ("0.003bn", 3e6), ("0,003 billion", 3e6), ("3.000 million", 3e6),
        ("3,0 million", 3e6), ("3 million a year", 3e6), ("3m p.a.", 3e6), ("3", ASKED),
        ("3 ", ASKED), ("3,000", ASKED), ("3.000", ASKED), ("3 zillion", NO),
    ]),
    "which mark parts what": (750_000.0, [
        ("750.000", 750e3), ("750,000", 750e3), ("750 000", 750e3), ("750'000", 750e3),
        ("750.000,00", 750e3), ("750,000.00", 750e3), ("750.000 €", 750e3), ("€ 750,000", 750e3),
        ("0.750m", 750e3), ("0,750m", 750e3), (".75 million", 750e3), ("750k", 750e3),
        ("750", ASKED), ("0.75", ASKED), ("750.00", ASKED), ("750.0000", ASKED),
    ]),
    "sign": (-3e6, [
        ("-3m", -3e6), ("−3m", -3e6), ("–3 million", -3e6), ("- 3m", -3e6), ("minus 3m", -3e6),
        ("−€3m", -3e6), ("€−3m", -3e6), ("-€ 3 million", -3e6), ("-3,000,000", -3e6),
        ("−3.000.000 €", -3e6), ("-3e6", -3e6), ("-3", ASKED), ("(3m)", ASKED), ("3m-", NO),
    ]),
    "the currency": (3e6, [
        ("€3m", 3e6), ("€ 3m", 3e6), ("3m €", 3e6), ("3m€", 3e6), ("3€m", 3e6), ("EUR 3m", 3e6),
        ("3m EUR", 3e6), ("3 million eur", 3e6), ("€3,000,000", 3e6), ("3.000.000 EUR", 3e6),
        ("€\u00a03\u00a0million", 3e6), ("€ 3m a year", 3e6),
    ]),
    "another currency": (3e6, [
        (text, "counted in € here")
        for text in ("$3m", "3m $", "US$ 3m", "3m USD", "USD 3 million", "£3m", "3m GBP", "¥3m",
                     "₹3m", "3 million CHF", "₩3,000,000", "＄3m", "3 Mio. SEK")
    ]),
    "words around": (3e6, [
        ("about 3m", 3e6), ("about € 3m", 3e6), ("around 3 million", 3e6), ("~3m", 3e6),
        ("≈ €3m", 3e6), ("circa 3 million EUR", 3e6), ("= 3m", 3e6), ("approx. 3m", 3e6),
        ("three million", NO), ("3 million or so", NO), ("3 and a half million", NO),
        ("it costs 3m", NO), ("3m more", NO),
    ]),
    "two numbers": (3e6, [
        ("2-3m", ONE), ("2–3 million", ONE), ("2m to 3m", ONE), ("3m / 4m", ONE), ("3m or 4m", ONE),
        ("3m 4m", ONE), ("3m (4m)", ONE), ("3m ± 1m", ONE), ("3*10^6", ONE), ("3m+4m", ONE),
        ("3,000,000; 4,000,000", ONE), ("3m & 4", ONE),
    ]),
    "scientific notation and other digits": (3e6, [
        ("3e6", 3e6), ("3E6", 3e6), ("3E+6", 3e6), ("3.0e6", 3e6), ("0,3e7", 3e6), ("30e5", 3e6),
        ("３ｍ", 3e6), ("３００００００", 3e6), ("٣٠٠٠٠٠٠", 3e6), ("٣٬٠٠٠٬٠٠٠", 3e6),
        ("३ million", 3e6),
        ("3\u2009000\u2009000", 3e6), ("\u200f3m", 3e6), ("3e400", NO), ("3e-400", 0.0),
    ]),
}  # fmt: skip

OTHERS = {
    (Unit.WEEKS, "time"): (12.0, [
        ("12", 12), ("12 weeks", 12), ("12 week", 12), ("12w", 12), ("12,0", 12), ("12,000", 12),
        ("12.5 weeks", 12.5), ("12,5", 12.5), ("about 12 weeks", 12), ("12 weeks.", 12),
        ("１２ weeks", 12), ("12 months", "(weeks)"), ("3 quarters", "(weeks)"),
        ("12 m", "(weeks)"),
        ("12 days", "(weeks)"), ("12%", "(weeks)"), ("€12", "(weeks)"), ("12 weeks 3 days", ONE),
    ]),
    (Unit.MONTHS, "time"): (6.0, [
        ("6", 6), ("6 months", 6), ("6 month", 6), ("6m", 6), ("6 mo", 6), ("6,5", 6.5),
        ("6.500", 6.5), ("−6 months", -6), ("circa 6 months", 6), ("6 weeks", "(months)"),
        ("6 q", "(months)"), ("0.5 years", "(months)"), ("half a year", "(months)"),
        ("6k", "(months)"), ("5-7 months", ONE),
    ]),
    (Unit.COUNT, "products"): (1200.0, [
        ("1200", 1200), ("1,200", 1200), ("1.200", 1200), ("1 200", 1200), ("1'200", 1200),
        ("1200 products", 1200), ("1.2k", 1200), ("1,2 thousand", 1200), ("1.2e3", 1200),
        ("about 1,200", 1200), ("１２００", 1200), ("1200%", NO), ("1200 €", NO),
        ("1200-1300", ONE),
        ("a dozen", NO),
    ]),
    (Unit.PER_YEAR, "turns"): (4.5, [
        ("4.5", 4.5), ("4,5", 4.5), ("4.500", 4.5), ("4,500", 4.5), ("4.5 per year", 4.5),
        ("4.5 a year", 4.5), ("4.5/year", 4.5), ("4.5x", 4.5), ("4.5 times", 4.5), ("~4.5", 4.5),
        ("٤٫٥", 4.5), ("4.5%", NO), ("4.5 weeks", NO), ("€4.5", NO), ("4-5", ONE),
    ]),
    (Unit.INTENSITY, "times the programme"): (1.5, [
        ("1.5", 1.5), ("1,5", 1.5), ("1.500", 1.5), ("1,500", 1.5), ("1.5x", 1.5), ("1.5 X", 1.5),
        ("1.5 times", 1.5), ("１．５", 1.5), ("about 1.5", 1.5), ("15e-1", 1.5), ("150 weeks", NO),
        ("€1.5", NO), ("1-2", NO), ("one and a half", NO), ("150%", "1.5"), ("150 percent", "1.5"),
    ]),
    (Unit.RATIO, "a ratio"): (-1.8, [
        ("-1.8", -1.8), ("−1.8", -1.8), ("-1,8", -1.8), ("–1,80", -1.8), ("-1.800", -1.8),
        ("minus 1.8", -1.8), ("-18e-1", -1.8), ("about -1.8", -1.8), ("−١٫٨", -1.8),
        ("-1.8x", -1.8),
        ("-1.8%", NO), ("-1.8 €", NO), ("-1.8/2", ONE), ("-1.8 weeks", NO),
    ]),
}  # fmt: skip

TABLE = {
    **{(Unit.FRACTION, kind): rows for kind, rows in FRACTIONS.items()},
    **{(Unit.MONEY, kind): rows for kind, rows in AMOUNTS.items()},
    **OTHERS,
}
CASES = [
    pytest.param(place, unit, size, text, meant, id=f"{place.__name__}-{unit.value}-{text!r}")
    for (unit, _), (size, rows) in TABLE.items()
    for place in PLACES[unit]
    for text, meant in rows
]


def test_each_kind_has_a_dozen_inputs():
    assert all(len(rows) >= 12 for _, rows in TABLE.values())


@pytest.mark.parametrize(("place", "unit", "size", "text", "meant"), CASES)
def test_what_is_typed_is_judged_alike_everywhere(monkeypatch, place, unit, size, text, meant):
    take = partial(place, monkeypatch, EURO, unit)
    if isinstance(meant, str) or meant is ASKED:
        with pytest.raises(Refused) as refused:
            take(size, text)
        said = str(refused.value)
        if meant is ASKED:
            assert re.search(r"write the one that you mean|alone is", said)
        elif place in COMMANDS:
            # The command line says what it accepts, and repeats what was given.
            assert re.search(r"expected|can be", said), said
        else:
            assert meant in said, said
    else:
        read = take(meant if place is answered and meant else size, text)
        if place is answered and not meant:
            return  # nothing is right to within a part of nothing
        assert read == pytest.approx(meant, rel=1e-12)


@pytest.mark.parametrize("text", ["", " ", "\u3000", "\n", "...", "…", "\u00a0"])
def test_what_is_empty_is_no_answer_and_changes_nothing(monkeypatch, text):
    assert cs.check("05-02", text, case=EURO).reason == "unanswered"
    assert not cs.commit("05-p1", text, text, text, case=EURO).accepted
    for place in (set_by_command, calibrated):
        with pytest.raises(Refused):
            place(monkeypatch, EURO, Unit.FRACTION, 0.17, text)


@pytest.mark.parametrize("text", ["25", "25.0", "1700", "17,5", "-25"])
def test_percent_without_its_sign_gets_the_same_explanation(monkeypatch, text):
    with pytest.raises(Refused, match=r"percent and fraction are mixed up|too large|expected"):
        predicted(monkeypatch, EURO, Unit.FRACTION, 0.17, text)
    assert answered(monkeypatch, EURO, Unit.FRACTION, 0.17, text) is None  # read, and wrong
    with pytest.raises(Refused, match=r"expected a number from 0 to 0\.9"):
        set_by_command(monkeypatch, EURO, Unit.FRACTION, 0.17, text)


@pytest.mark.parametrize("text", ["150%", "95.5 %", "200 percent", "１５０％", "150 pct", "150٪"])
def test_percent_beyond_what_a_lever_accepts_is_told_as_it_was_given(text):
    command = ["evaluate", "--scenario", "packaging", "--set", f"retired_share={text}"]
    said = CliRunner().invoke(cli, command).stderr
    assert "expected a number from 0 to 0.9" in said
    assert "fraction" not in said
    assert text in said


def test_the_context_of_decimals_is_the_learners_own():
    import decimal

    with decimal.localcontext(prec=2):
        assert parse_number("61,998,328.5", Unit.MONEY, EURO.scenario.currency) == 61998328.5
        assert parse_number("12.345%", Unit.FRACTION) == 0.12345


# -- long input -----------------------------------------------------------------------------------


def seconds(read, text):
    """The shortest of several times: what else the machine does only adds."""
    best = float("inf")
    for _ in range(7):
        started = time.perf_counter()
        with suppress(InputError):
            read(text)
        best = min(best, time.perf_counter() - started)
        if best > 1.0:
            break
    return best


LONG = {
    "digits": lambda n: "9" * n,
    "digits and a letter": lambda n: "9" * n + "x",
    "digits and a sign": lambda n: "9" * n + "%",
    "digits and an exponent": lambda n: "9" * n + "e",
    "decimals and a letter": lambda n: "." + "9" * n + "x",
    "groups": lambda n: "1,111" * (n // 5),
    "spaces": lambda n: "1 " * (n // 2),
    "points": lambda n: "." * n,
}
READERS = {
    "an address": lambda text: sharing.from_query(f"mentoring={text}", DOLLAR),
    "a link": lambda text: sharing.find_shared(DOLLAR, f"http://x/?mentoring={text}"),
    "a code": lambda text: sharing.decode(f"CS1-{text}", DOLLAR),
    "a name": lambda text: sharing.from_query(f"{text}=1", DOLLAR),
    "a hint": number_hint,
    "a number": is_number,
    "what people type": lambda text: parse_number(text, Unit.MONEY, EURO.scenario.currency),
}


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("kind", LONG)
def test_ten_times_the_length_takes_about_ten_times_the_time(reader, kind):
    short, long = (seconds(READERS[reader], LONG[kind](n)) for n in (2_000, 20_000))
    # A square of it would take a hundred times; very short times say nothing.
    assert long < 40 * max(short, 2e-4)
