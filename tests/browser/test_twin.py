"""The model that prints itself says in a browser what it says in Python."""

import numpy as np
import pytest
from strategies import HEADLINES, SERIES, draws, on_both, scale

from casestudy.analysis.variants import load_case
from casestudy.levers import Assumptions, Levers, PruningRule, names
from casestudy.model.printing import PRINTED, number, print_functions
from casestudy.model.simulate import simulate
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
# plan of the next setting: what is kept of a world must not keep anything of a plan. Settings and
# what is expected come as a file, and only the largest differences go back: as text, the numbers
# would take most of the time. What is no number is infinitely far off.
RUN = """async ([text, count, sizes, levers]) => {
  const url = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
  const twin = await import(url);
  const all = new Float64Array(await document.querySelector("input").files[0].arrayBuffer());
  let at = 0;
  const [inputs, rules, series, headlines, alone] = [
    twin.inputs.length, 1, twin.series.length * twin.quarters, twin.headlines.length,
    twin.headlines.length,
  ].map((size) => {
    const part = all.subarray(at, (at += count * size));
    return (i) => part.subarray((i % count) * size, ((i % count) + 1) * size);
  });
  const worst = new Float64Array(sizes.length);
  const compare = (got, expected, first, each) => {
    for (let i = 0; i < got.length; i++) {
      const row = first + Math.floor(i / each);
      const off = Math.abs(got[i] - expected[i]) / (Math.abs(expected[i]) + sizes[row]);
      if (!(off <= worst[row])) worst[row] = off >= 0 ? off : Infinity;
    }
  };
  const x = inputs(0).slice(), s = series(0).slice(), h = headlines(0).slice();
  const returned = new Set();
  for (let i = 0; i < count; i++) {
    x.set(inputs(i));
    returned.add(twin.evaluate(x, rules(i)[0], s, h));
    compare(s, series(i), 0, twin.quarters);
    compare(h, headlines(i), twin.series.length, 1);
    x.set(inputs(i + 1).subarray(0, levers));
    returned.add(twin.evaluateHeadlines(x, rules(i + 1)[0], h));
    compare(h, alone(i), twin.series.length + h.length, 1);
  }
  return [[...returned].map(String), at === all.length, [...worst].map(String)];
}"""


@pytest.fixture(scope="module")
def page(browser, tmp_path_factory):
    """A page from the disk, as somebody would open it, that takes a file."""
    file = tmp_path_factory.mktemp("twin") / "page.html"
    file.write_text("<!doctype html><title>.</title><input type=file>", "utf-8")
    page = browser.new_page()
    page.goto(file.as_uri())
    yield page
    page.close()


def settings_of(case, count, seed):
    """Random levers and assumptions, the ends of their ranges and the usual values among them."""
    rng = np.random.default_rng(seed)
    drawn = draws(case, Levers, rng, count) | draws(case, Assumptions, rng, count)
    table = np.stack([drawn[name] for name in INPUTS], axis=1)
    table[0], table[1] = table.min(axis=0), table.max(axis=0)
    return table, rng.integers(len(RULES), size=count)


def expected_of(case, table, rules):
    """Series and headlines of many settings by the model, each with the settings first."""
    series = np.empty((len(table), len(SERIES), QUARTERS))
    headlines = np.empty((len(table), len(HEADLINES)))
    for place, rule in enumerate(RULES):
        chosen = rules == place
        columns = dict(zip(INPUTS, table[chosen].T, strict=True))
        plan = Levers(**{n: columns[n] for n in LEVERS}, pruning_rule=rule)
        got = simulate(case, plan, Assumptions(**{n: columns[n] for n in names(Assumptions)}))
        series[chosen] = np.stack([getattr(got.series, n) for n in SERIES], axis=1)
        headlines[chosen] = np.stack([getattr(got.headlines, n) for n in HEADLINES], axis=1)
    return series, headlines


def differences(page, case, text, count, seed, folder):
    """How far the twin is off, by series, headlines, and headlines alone, in many settings."""
    table, rules = settings_of(case, count, seed)
    series, headlines = expected_of(case, table, rules)
    crossed = np.hstack([np.roll(table, -1, axis=0)[:, : len(LEVERS)], table[:, len(LEVERS) :]])
    alone = expected_of(case, crossed, np.roll(rules, -1))[1]
    file = folder / "expected.bin"
    file.write_bytes(
        b"".join(a.astype("<f8").tobytes() for a in (table, rules, series, headlines, alone))
    )
    page.set_input_files("input", file)
    parts = (("series", SERIES), ("headlines", HEADLINES), ("headlines alone", HEADLINES))
    keys = [(part, name) for part, every in parts for name in every]
    sizes = [SMALL * scale(case, name) for _, name in keys]
    returned, whole, worst = page.evaluate(RUN, [text, count, sizes, len(LEVERS)])
    assert (returned, whole) == (["undefined"], True)
    return dict(zip(keys, map(float, worst), strict=True))


@on_both
@pytest.mark.parametrize("variant", VARIANTS)
def test_the_twin_is_the_model(page, tmp_path, name, variant):
    case = load_case(name, variant)
    found = differences(page, case, print_twin(case), SETTINGS, variant, tmp_path)
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
def test_a_broken_operation_is_found(page, monkeypatch, tmp_path, op):
    case = load_case("packaging", 0)
    monkeypatch.setitem(PRINTED, op, BROKEN[op])
    found = differences(page, case, print_twin(case), 50, 1, tmp_path)
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
    steady = np.sqrt(y * t)  # of the world
    later, other = np.empty_like(rising), np.empty_like(rising)
    later[:2], later[2:] = x, rising[:-2]
    other[:1], other[1:] = y, rising[:-1]  # the same series behind another start
    moved, still = np.empty_like(steady), np.empty_like(steady)
    moved[:1], moved[1:] = x, steady[:-1]  # of the world, behind a start that is not
    still[:1], still[1:] = y * y, steady[:-1]
    chosen = np.where(t > 5.0, rising, steady) * 2.0
    summed = np.maximum.accumulate(-((rising - 8.0) ** 2))
    lowest, total = np.minimum.accumulate(odd), np.add.accumulate(rising)
    ahead = np.log(rising) @ np.tril(np.full((QUARTERS, QUARTERS), 0.5))
    clipped = np.clip(np.reciprocal(rising), 0.1, 0.2)
    looking_back = [later * other, rising - later, moved + x, still + steady]
    series = [*one, odd, *looking_back, summed, lowest, total, ahead, clipped, chosen]
    quick = np.expm1(rising / 10.0)
    slow = np.sqrt(t + quick[3])  # a series that needs a quarter of another one
    ends = [quick[3] * 1.5, quick.sum(), slow.sum(), (odd * later).sum(), odd[4] + ahead[0]]
    return series, [*ends, (0.0 * x + 3.0).sum(), steady[2] * y[0], still.mean()]


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
          twin.world([NaN, x[1]]);  // what moves is no matter of the world
          twin.headlines(x, alone);
          twin.evaluate(x, s, h);
          return [[...s], [...h], [...alone]];
        }""",
        [text, [0.7, 1.3], len(series) * QUARTERS, len(headlines)],
    )
    series, headlines = everything(np.array([0.7]), np.array([1.3]))
    expected = [np.broadcast_to(row, QUARTERS) for row in series]
    np.testing.assert_allclose(np.reshape(got[0], (-1, QUARTERS)), expected, rtol=1e-13)
    for found in got[1:]:
        np.testing.assert_allclose(found, np.ravel(headlines), rtol=1e-13)
