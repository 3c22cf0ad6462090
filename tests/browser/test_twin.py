"""The model that prints itself says in a browser what it says in Python."""

import base64

import numpy as np
import pytest
from strategies import HEADLINES, SERIES, draws, on_both, scale

from casestudy.analysis.variants import load_case
from casestudy.levers import Assumptions, Levers, PruningRule, names
from casestudy.model.printing import PRINTED, number, print_functions
from casestudy.model.simulate import simulate, simulate_many
from casestudy.model.tracing import UFUNCS, Graph
from casestudy.model.twin import print_twin
from casestudy.scenario.schema import QUARTERS

LEVERS, INPUTS = names(Levers), (*names(Levers), *names(Assumptions))
RULES = list(PruningRule)
VARIANTS = (0, 1, 2, 3)
SETTINGS = 10_000
TOLERANCE = 1e-9
# What is so small a part of the line's revenue, or of one, is compared as if it were so large: a
# difference of two large numbers that comes to nothing is nothing but rounding.
SMALL = 1e-3

# Every setting is evaluated in a world of its own; then, in the same world, the headlines of the
# plan of the next setting: what is kept of a world must not keep anything of a plan.
RUN = """async ([text, packed, rules, levers]) => {
  const url = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
  const twin = await import(url);
  const bytes = await (await fetch(`data:application/octet-stream;base64,${packed}`)).arrayBuffer();
  const all = new Float64Array(bytes);
  const size = twin.inputs.length, count = rules.length;
  const series = twin.series.length * twin.quarters, headlines = twin.headlines.length;
  const s = new Float64Array(count * series), h = new Float64Array(count * headlines);
  const next = new Float64Array(count * headlines), x = new Float64Array(size);
  const returned = new Set();
  for (let i = 0; i < count; i++) {
    const j = (i + 1) % count;
    x.set(all.subarray(i * size, (i + 1) * size));
    const to = h.subarray(i * headlines, (i + 1) * headlines);
    returned.add(twin.evaluate(x, rules[i], s.subarray(i * series, (i + 1) * series), to));
    x.set(all.subarray(j * size, j * size + levers));
    const after = next.subarray(i * headlines, (i + 1) * headlines);
    returned.add(twin.evaluateHeadlines(x, rules[j], after));
  }
  const pack = (array) => new Promise((done) => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result.split(",")[1]);
    reader.readAsDataURL(new Blob([array]));
  });
  return [[...returned].map(String), await pack(s), await pack(h), await pack(next)];
}"""


@pytest.fixture(scope="module")
def page(browser, tmp_path_factory):
    """An empty page from the disk, as somebody would open it."""
    file = tmp_path_factory.mktemp("twin") / "empty.html"
    file.write_text("<!doctype html><title>.</title>", "utf-8")
    page = browser.new_page()
    page.goto(file.as_uri())
    yield page
    page.close()


def packed(array):
    return base64.b64encode(np.ascontiguousarray(array, "<f8").tobytes()).decode("ascii")


def unpacked(text, *shape):
    return np.frombuffer(base64.b64decode(text), "<f8").reshape(shape)


def settings_of(case, count, seed):
    """Random levers and assumptions, the ends of their ranges and the usual values among them."""
    rng = np.random.default_rng(seed)
    drawn = draws(case, Levers, rng, count) | draws(case, Assumptions, rng, count)
    table = np.stack([drawn[name] for name in INPUTS], axis=1)
    table[0], table[1] = table.min(axis=0), table.max(axis=0)
    return table, rng.integers(len(RULES), size=count)


def by_rule(table, rules):
    """Records of levers and assumptions for each rule, and which settings they are."""
    for number_, rule in enumerate(RULES):
        chosen = np.flatnonzero(rules == number_)
        columns = dict(zip(INPUTS, table[chosen].T, strict=True))
        plan = Levers(**{n: columns[n] for n in LEVERS}, pruning_rule=rule)
        yield chosen, plan, Assumptions(**{n: columns[n] for n in names(Assumptions)})


def off(case, name, got, expected):
    """The largest relative difference, what is near zero by its scale; no number is far off."""
    size = np.abs(expected) + SMALL * scale(case, name)
    return float(np.nan_to_num(np.abs(got - expected) / size, nan=np.inf).max())


def differences(page, case, text, count, seed):
    """How far the twin is off, by series and headline, in many settings."""
    table, rules = settings_of(case, count, seed)
    returned, s, h, after = page.evaluate(RUN, [text, packed(table), rules.tolist(), len(LEVERS)])
    assert returned == ["undefined"]
    s = unpacked(s, count, len(SERIES), QUARTERS)
    h, after = unpacked(h, count, len(HEADLINES)), unpacked(after, count, len(HEADLINES))
    crossed = np.hstack([np.roll(table, -1, axis=0)[:, : len(LEVERS)], table[:, len(LEVERS) :]])
    found = {}
    for chosen, plan, world in by_rule(table, rules):
        expected = simulate(case, plan, world)
        for i, name in enumerate(SERIES):
            found["series", name, plan.pruning_rule] = off(
                case, name, s[chosen, i], getattr(expected.series, name)
            )
        for i, name in enumerate(HEADLINES):
            found["headline", name, plan.pruning_rule] = off(
                case, name, h[chosen, i], getattr(expected.headlines, name)
            )
    for chosen, plan, world in by_rule(crossed, np.roll(rules, -1)):
        expected = simulate_many(case, plan, world)[0]
        for i, name in enumerate(HEADLINES):
            found["headline alone", name, plan.pruning_rule] = off(
                case, name, after[chosen, i], getattr(expected, name)
            )
    return found


@on_both
@pytest.mark.parametrize("variant", VARIANTS)
def test_the_twin_is_the_model(page, name, variant):
    case = load_case(name, variant)
    found = differences(page, case, print_twin(case), SETTINGS, seed=variant)
    assert {key: worst for key, worst in found.items() if worst > TOLERANCE} == {}


BROKEN = {
    "add": "({} - {})",
    "subtract": "({} + {})",
    "multiply": "({} / {})",
    "divide": "({} * {})",
    "power": "Math.pow({1}, {0})",
    "absolute": "(- {})",
    "floor": "Math.ceil({})",
    "maximum": "Math.min({}, {})",
    "minimum": "Math.max({}, {})",
    "expm1": "Math.exp({})",
    "log": "Math.log2({})",
    "log1p": "Math.log({})",
    "log2": "Math.log({})",
    "negative": "({})",
    "sqrt": "Math.cbrt({})",
    "whole": "({} + 0.5)",
}


@pytest.mark.parametrize("op", BROKEN)
def test_a_broken_operation_is_found(page, monkeypatch, op):
    case = load_case("packaging", 0)
    monkeypatch.setitem(PRINTED, op, BROKEN[op])
    found = differences(page, case, print_twin(case), 50, seed=1)
    assert max(found.values()) > TOLERANCE


# -- operations that the model does not use today


def everything(x, y):
    """Series and a headline in which every operation stands, and every way to look back."""
    t = np.arange(1.0, QUARTERS + 1)
    rising = x * t + y
    two = (rising, y + 0.25 * t)
    one = [getattr(np, op)(*two[: getattr(np, op).nin]) for op in sorted(UFUNCS)]
    odd = np.sqrt(rising)
    odd[3:5] = np.exp(-rising[3:5])  # quarters of their own
    later, other = np.empty_like(rising), np.empty_like(rising)
    later[:2], later[2:] = x, rising[:-2]
    other[:1], other[1:] = y, rising[:-1]  # the same series behind another start
    summed = np.maximum.accumulate(-((rising - 8.0) ** 2))
    lowest, total = np.minimum.accumulate(odd), np.add.accumulate(rising)
    ahead = np.log(rising) @ np.tril(np.full((QUARTERS, QUARTERS), 0.5))
    clipped = np.clip(np.reciprocal(rising), 0.1, 0.2)
    series = [*one, odd, later * other, summed, lowest, total, ahead, clipped, rising - later]
    return series, [(odd * later).sum(), odd[4] + ahead[0], (0.0 * x + 3.0).sum()]


def test_every_operation_is_that_of_numpy(page):
    graph = Graph()
    series, headlines = everything(*graph.inputs(2, moving=1))
    rows = [tuple(graph.lift(np.broadcast_to(row, QUARTERS))) for row in series]
    made = print_functions(graph, rows, [graph.lift(h).item() for h in headlines])
    text = f"""
      const quarters = {QUARTERS}, v = new Float64Array({made.kept});
      const k = new Float64Array([{", ".join(map(number, made.known))}]);
      export const evaluate = (x, s, h) => {{ {made.evaluate} }};
      export const headlines = (x, h) => {{ {made.headlines} }};
      export const world = (x) => {{ {made.world} }};
    """
    got = page.evaluate(
        """async ([text, x, series, headlines]) => {
          const url = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
          const twin = await import(url);
          const s = new Float64Array(series), h = new Float64Array(headlines), alone = h.slice();
          twin.world(x);
          twin.evaluate(x, s, h);
          twin.headlines(x, alone);
          return [[...s], [...h], [...alone]];
        }""",
        [text, [0.7, 1.3], len(series) * QUARTERS, len(headlines)],
    )
    series, headlines = everything(np.array([0.7]), np.array([1.3]))
    expected = [np.broadcast_to(row, QUARTERS) for row in series]
    np.testing.assert_allclose(np.reshape(got[0], (-1, QUARTERS)), expected, rtol=1e-13)
    for found in got[1:]:
        np.testing.assert_allclose(found, np.ravel(headlines), rtol=1e-13)
