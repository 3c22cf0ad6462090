"""What is drawn is what was computed, with labels and units, and the finding as the title."""

import base64
import dataclasses
import re
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from matplotlib import rcParams

import casestudy as cs
from casestudy import plots
from casestudy.analysis.room import play, reach
from casestudy.analysis.variants import load_case as variant_of
from casestudy.learning.judgement import Judged, calibration_of
from casestudy.model.outcome import QUARTER
from casestudy.plots import style
from casestudy.text.formats import money_axis
from casestudy.text.words import thing


@pytest.fixture(params=["turnaround", "packaging"], scope="module")
def case(request):
    return cs.load_case(request.param)


@pytest.fixture(scope="module")
def pictures(case):
    """Every picture once; the tests that take it only look."""
    return drawings(case)


def title(ax):
    return ax.get_title(loc="left").replace("\n", " ")


def drawings(case):
    """Every picture of the workbook with the finding that should be its title."""
    target = case.scenario.targets.complexity_reduction.value
    history, compared = cs.history.decline(case), cs.compare(case)
    contest, pool = cs.assortment.contest(case, target), cs.history.profit_pool(case)
    return {
        "margin": (plots.draw(history, "margin"), cs.say(history, "margin.title")),
        **{
            name: (plots.draw(result), cs.say(result, "title"))
            for name, result in {
                "decline": history,
                "revenue bridge": cs.history.revenue_bridge(case),
                "profit bridge": cs.history.gross_profit_bridge(case),
                "pool": pool,
                "reasons": cs.history.reasons(case),
                "outlook": cs.history.outlook(case),
                "concentration": cs.assortment.concentration(case),
                "whale": cs.assortment.whale(case),
                "complexity": cs.assortment.complexity(case),
                "rules": contest,
            }.items()
        },
        **{
            name: (plots.draw(compared, name), cs.say(compared, f"{name}.title"))
            for name in ("revenue", "gross_margin", "share")
        },
        **chapter_drawings(case),
        **partner_drawings(case),
        **leadership_drawings(case),
        **supply_drawings(case),
        **launch_drawings(case),
        "calibration": calibration_drawing(case),
        **board_drawings(case),
        **how_sure_drawings(case),
        **room_drawings(case),
    }


def room_drawings(case):
    """Pictures of a debrief."""
    teams = {"Red": case.plan("as_it_happened", launch=0.7), "Blue": case.plan("do_nothing")}
    room = play(case, teams)
    records = {"room_revenue": room, "room_cash": room, "room_frontier": reach(case, room)}
    return {
        name: (plots.draw(record, name, case=case), cs.say(record, f"{name}.title", case=case))
        for name, record in records.items()
    }


def how_sure_drawings(case):
    """Pictures of a plan in other worlds."""
    futures = cs.how_sure.futures(case)
    results = {
        "chances": futures,
        "fan": futures,
        "parts": cs.how_sure.matters(case),
        "worlds": cs.how_sure.failing(case),
        "plans": cs.how_sure.survivors(case),
        "shares": cs.how_sure.agreeing(case),
    }
    return {
        name: (plots.draw(result, name, case=case), cs.say(result, f"{name}.title", case=case))
        for name, result in results.items()
    }


def board_drawings(case):
    """Pictures of the board paper."""
    found = cs.board.board(case)
    return {
        "payback": (plots.draw(found, "payback"), cs.say(found, "payback.title")),
        "tornado": (plots.draw(found.risk, "tornado"), cs.say(found.risk, "tornado.title")),
    }


def calibration_drawing(case):
    """Picture of committed ranges, some of which held."""
    world = case.assumptions
    growth, margin = world.market_growth, case.scenario.line.gross_margin.value
    score = calibration_of(
        [
            Judged("how fast the market grows from now on", growth, 0.0, 2 * growth, growth),
            Judged("gross margin", margin, 0.9 * margin, 1.1 * margin, 1.5 * margin),
        ]
    )
    return plots.draw(score), cs.say(score, "title")


def launch_drawings(case):
    """Pictures of the development, the launch and adoption."""
    results = (
        cs.launch.task_network(case),
        cs.launch.finish_dates(case),
        cs.launch.record_time(case),
        cs.launch.delay_cost(case),
        cs.launch.crash_plan(case),
        cs.launch.incremental_sales(case),
        cs.launch.adoption_curve(case),
        cs.launch.early_forecasts(case, launches=12),
    )
    return {thing(found): (plots.draw(found), cs.say(found, "title")) for found in results}


def supply_drawings(case):
    """Pictures of the supply chain."""
    results = (
        cs.supply.stock_today(case),
        cs.supply.stock_changes(case),
        cs.supply.contracts(case),
        cs.supply.order_by_hand(case),
        cs.supply.pool(case),
    )
    return {
        f"supply {thing(found)}": (plots.draw(found), cs.say(found, "title")) for found in results
    }


def leadership_drawings(case):
    """Pictures of who leads."""
    results = {
        "situation": cs.leadership.situation(case),
        "duties": cs.leadership.duties(case),
        "appointments": cs.leadership.appointments(case),
        "week": cs.leadership.week(case),
    }
    return {name: (plots.draw(found), cs.say(found, "title")) for name, found in results.items()}


def partner_drawings(case):
    """Pictures of the choice of a partner, and of the sourcing trap."""
    results = (
        cs.partner.costs(case),
        cs.partner.scores(case),
        cs.partner.schedules(case),
        cs.partner.outcomes(case),
        cs.partner.trap(case),
    )
    return {
        f"partner {thing(found)}": (plots.draw(found), cs.say(found, "title")) for found in results
    }


def chapter_drawings(case):
    """Pictures of the price and of the positioning, and of the features."""
    fall, scatter = cs.price.waterfall(case), cs.price.discounts(case)
    rise, effect, asked = (
        cs.price.break_even(case),
        cs.price.effect(case),
        cs.price.elasticity(case),
    )
    paid, spec = cs.positioning.wants(case), cs.positioning.specification(case)
    said, matrix = cs.positioning.mentions(case), cs.positioning.capabilities(case, paid)
    place = cs.positioning.position(case, paid)
    use, gain = cs.assortment.feature_use(case), cs.price.leverage(case)
    return {
        "waterfall": (plots.draw(fall), cs.say(fall, "title")),
        "discounts": (plots.draw(scatter), cs.say(scatter, "title")),
        "leverage": (plots.draw(gain), cs.say(gain, "title")),
        "elasticity": (plots.draw(asked), cs.say(asked, "title")),
        "break even": (plots.draw(rise), cs.say(rise, "title")),
        "price effect": (plots.draw(effect), cs.say(effect, "title")),
        "mentions": (plots.draw(said), cs.say(said, "title")),
        "wants": (plots.draw(paid), cs.say(paid, "title")),
        "capabilities": (plots.draw(matrix), cs.say(matrix, "title")),
        "position": (plots.draw(place), cs.say(place, "title")),
        "specification": (plots.draw(spec), cs.say(spec, "title")),
        "features": (plots.draw(use), cs.say(use, "title")),
    }


def test_every_picture_has_its_finding_as_title_and_lowercase_labels_with_units(case, pictures):
    symbol = case.scenario.currency.symbol
    units = ("%", symbol, "products", "year", "quarter", "= 100", "cause", "utility", "number")
    units = (*units, "month", "hours", "per year", "correlation")
    for name, (ax, finding) in pictures.items():
        assert title(ax) == finding, name
        for axis, label in (("x", ax.get_xlabel()), ("y", ax.get_ylabel())):
            if axis == "y" and not ax.get_yticks().size:
                continue  # bars that carry their labels themselves
            assert label, f"{name}: no {axis} label"
            assert label[0].islower(), f"{name}: {label}"
            ticks = getattr(ax, f"get_{axis}ticklabels")()
            of_names = any(t.get_text()[:1].isalpha() for t in ticks)
            assert of_names or any(u in label for u in units), f"{name}: no unit in {label!r}"


def test_every_plot_function_is_drawn_here(pictures):
    drawn = {name for name in plots.__all__ if name.startswith("plot_")}
    folder = Path(cs.__file__).parent
    for file in (folder / "plots" / "analysis.py", *folder.rglob("plots.py")):
        drawn |= set(re.findall(r"^def ([a-z]\w+)\(ax", file.read_text(encoding="utf-8"), re.M))
    assert len(drawn) == len(pictures) - 1  # that of a bridge is drawn twice


def test_decline_draws_both_indices(case):
    history = cs.history.decline(case)
    market, line = plots.draw(history).lines
    assert np.array_equal(market.get_ydata(), history.yearly["market_index"])
    assert np.array_equal(line.get_ydata(), history.yearly["line_index"])


def test_margin_draws_gross_profit_in_the_unit_of_its_label(case):
    history = cs.history.decline(case)
    ax = plots.draw(history, "margin")
    profit = history.yearly["gross_profit"]
    unit, label = money_axis(history.currency, profit.max())
    assert label in ax.get_ylabel()
    assert np.allclose([bar.get_height() * unit for bar in ax.patches], profit)


@pytest.mark.parametrize("bridge", [cs.history.revenue_bridge, cs.history.gross_profit_bridge])
def test_bridge_draws_each_step_where_the_one_before_it_ended(case, bridge):
    result = bridge(case)
    bars = plots.draw(result).patches
    unit, _ = money_axis(result.currency, max(result.start, *map(abs, result.steps.values())))
    level = result.start
    for bar, step in zip(bars[1:-1], result.steps.values(), strict=True):
        assert bar.get_y() * unit == pytest.approx(level, rel=1e-9)
        assert bar.get_height() * unit == pytest.approx(step, rel=1e-9)
        level += step
    assert bars[-1].get_height() * unit == pytest.approx(level, rel=1e-9)


def test_profit_pool_draws_share_as_width_and_margin_as_height(case):
    pool = cs.history.profit_pool(case)
    blocks = plots.draw(pool).patches
    assert [b.get_width() for b in blocks] == pytest.approx(pool.rows["share"] * 100)
    assert [b.get_height() for b in blocks] == pytest.approx(pool.rows["margin"] * 100)


def test_outlook_draws_past_future_and_the_kept_share(case):
    result = cs.history.outlook(case)
    ax = plots.draw(result)
    unit, _ = money_axis(result.currency, max(result.past.max(), result.future.max()))
    past, future, same = ax.lines[:3]
    assert past.get_ydata() * unit == pytest.approx(result.past.to_numpy())
    assert np.array(future.get_ydata())[1:] * unit == pytest.approx(result.future.to_numpy())
    assert np.array(same.get_ydata())[1:] * unit == pytest.approx(result.at_same_share.to_numpy())


def test_concentration_and_whale_draw_their_curves(case):
    tail, whale = cs.assortment.concentration(case), cs.assortment.whale(case)
    assert plots.draw(tail).lines[0].get_ydata() == pytest.approx(tail.revenue * 100)
    drawn = plots.draw(whale).lines[0].get_ydata()
    assert drawn == pytest.approx(whale.curve.profit / whale.curve.total * 100)


def test_whale_is_drawn_in_money_where_the_total_is_not_above_zero(case):
    from casestudy.concepts.portfolio import whale_curve

    result = dataclasses.replace(cs.assortment.whale(case), curve=whale_curve([2e6, -3e6]))
    ax = plots.draw(result)
    assert "%" not in ax.get_ylabel()
    assert case.scenario.currency.symbol in ax.get_ylabel()
    assert ax.lines[0].get_ydata() == pytest.approx([0.0, 2.0, -1.0])


def test_complexity_draws_cost_and_what_stays_on_the_books(case):
    result = cs.assortment.complexity(case)
    unit, _ = money_axis(result.currency, result.cost.max())
    cost, booked = plots.draw(result).lines
    assert cost.get_ydata() * unit == pytest.approx(result.cost)
    assert booked.get_ydata() * unit == pytest.approx(result.booked)


def test_rules_draw_the_best_on_top(case):
    contest = cs.assortment.contest(case, 0.5)
    ax = plots.draw(contest)
    unit, _ = money_axis(contest.currency, max(abs(v) for v in contest.reach))
    widths = [bar.get_width() * unit for bar in ax.patches]
    assert widths == pytest.approx([c.profit_change for c in contest.cuts])
    heights = [bar.get_y() for bar in ax.patches]
    assert heights == sorted(heights, reverse=True)
    # Whatever the size of the cut, the axis is the same.
    other = plots.draw(cs.assortment.contest(case, 0.2))
    assert other.get_xlim() == ax.get_xlim()


@pytest.mark.parametrize(
    ("name", "scale"), [("revenue", None), ("gross_margin", 100.0), ("share", 100.0)]
)
def test_outcome_pictures_draw_three_plans_and_shade_the_window(case, name, scale):
    compared = cs.compare(case, case.plan("as_it_happened", mentoring=0.5))
    ax = plots.draw(compared, name)
    highest = max(float(o.series.revenue.max()) for o in (compared.plan, compared.idle,
                                                          compared.happened))  # fmt: skip
    scale = scale or 1 / money_axis(case.scenario.currency, highest)[0]
    outcomes = (compared.idle, compared.happened, compared.plan)
    for line, outcome in zip(ax.lines, outcomes, strict=False):
        assert np.array_equal(line.get_xdata(), QUARTER)
        assert line.get_ydata() == pytest.approx(getattr(outcome.series, name) * scale)
    first, last = compared.window
    box = ax.patches[0].get_extents().transformed(ax.transData.inverted())
    assert (box.x0, box.x1) == pytest.approx((first - 0.5, last + 0.5))
    words = {t.get_text().replace("\n", " ") for t in ax.texts}
    assert words == {"nothing done", "as it happened", "this plan"}


def test_a_plan_is_not_drawn_twice(case):
    happened = plots.draw(cs.compare(case), "revenue")
    idle = plots.draw(cs.compare(case, case.plan("do_nothing")), "revenue")
    assert len(happened.lines) == len(idle.lines) == 2


def test_plots_draw_on_given_axes_and_leave_the_global_style_alone(case):
    import matplotlib.pyplot as plt

    before = dict(plt.rcParams)
    figure, ax = plt.subplots()
    try:
        assert plots.draw(cs.history.decline(case), ax=ax) is ax
        assert len(plt.get_fignums()) == 1
        assert dict(plt.rcParams) == before
    finally:
        plt.close(figure)


def test_currency_signs_are_not_taken_for_formulas(case):
    ax = plots.draw(cs.history.revenue_bridge(case))
    assert not any(t.get_parse_math() for t in (ax.title, ax._left_title, *ax.texts))


def test_show_gives_the_picture_once_with_its_words(case, monkeypatch):
    shown = []
    monkeypatch.setattr("IPython.display.display", lambda *a, **k: shown.append((a, k)))
    assert cs.show(plots.draw(cs.history.decline(case)), alt='Two <"curves">.') is None
    ((picture,), options), *rest = shown
    assert not rest
    assert options == {}
    assert repr(picture) == 'Two <"curves">.'
    seen = ElementTree.fromstring(picture._repr_html_().removesuffix(">") + "/>")
    assert seen.get("alt") == 'Two <"curves">.'
    pixels = base64.b64decode(seen.get("src").removeprefix("data:image/png;base64,"))
    assert pixels == plots.png(plots.draw(cs.history.decline(case)))
    with pytest.raises(ValueError, match="alt"):
        cs.show(plots.draw(cs.history.decline(case)), alt=" ")


def test_the_same_picture_has_the_same_bytes(case):
    one, two = (plots.png(plots.draw(cs.assortment.whale(case))) for _ in range(2))
    assert one == two


def test_the_price_waterfall_draws_every_step_where_the_one_before_it_ended(case):
    fall = cs.price.waterfall(case)
    bars = plots.draw(fall).patches
    shown = [(b.get_x(), b.get_width()) for b in bars]
    steps = [pair for i, pair in enumerate(shown) if i not in (0, fall.on_invoice + 1)][:-1]
    assert [left for left, _ in steps] == pytest.approx(fall.levels[1:])
    assert [width for _, width in steps] == pytest.approx(fall.deductions)
    assert shown[-1][1] == pytest.approx(float(fall.pocket))


def test_discounts_draw_every_customer(case):
    found = cs.price.discounts(case)
    ax = plots.draw(found)
    unit, _ = money_axis(found.currency, found.size.max())
    drawn = np.asarray(ax.collections[0].get_offsets())
    assert drawn[:, 0] * unit == pytest.approx(found.size)
    assert drawn[:, 1] == pytest.approx(found.discount * 100)


def test_elasticity_and_part_worths_draw_their_intervals(case):
    asked, paid = cs.price.elasticity(case), cs.positioning.wants(case)
    ax = plots.draw(asked)
    assert list(ax.lines[0].get_xdata()) == pytest.approx(asked.plain.interval)
    assert list(ax.lines[2].get_xdata()) == pytest.approx(asked.rounds.interval)
    ax = plots.draw(paid)
    first = int(np.argmax(paid.estimates))
    assert list(ax.lines[0].get_xdata()) == pytest.approx(paid.intervals[first])
    assert ax.get_yticklabels()[0].get_text() == paid.names[first]


def test_break_even_and_effect_of_price_draw_their_curves(case):
    rise, effect = cs.price.break_even(case), cs.price.effect(case)
    allowed, expected, *_ = plots.draw(rise).lines
    assert allowed.get_ydata() == pytest.approx(rise.allowed * 100)
    assert expected.get_ydata() == pytest.approx(rise.expected * 100)
    unit, _ = money_axis(effect.currency, float(np.abs(effect.npv).max()))
    assert plots.draw(effect).lines[0].get_ydata() * unit == pytest.approx(effect.npv)


def test_leverage_mentions_and_features_draw_their_bars(case):
    gain, use = cs.price.leverage(case), cs.assortment.feature_use(case)
    said = cs.positioning.mentions(case)
    unit, _ = money_axis(gain.currency, max(gain.gains.values()))
    drawn = [b.get_width() * unit for b in plots.draw(gain).patches]
    assert drawn == pytest.approx(list(gain.gains.values()))
    assert [b.get_width() for b in plots.draw(said).patches] == list(said.interviews)
    heights = [b.get_height() for b in plots.draw(use).patches]
    assert heights == pytest.approx(use.users * 100)


def test_capabilities_and_the_value_map_draw_every_supplier(case):
    matrix, place = cs.positioning.capabilities(case), cs.positioning.position(case)
    for dots, levels in zip(plots.draw(matrix).collections, matrix.levels, strict=True):
        assert np.asarray(dots.get_offsets())[:, 0] == pytest.approx(levels * 100)
    marks = plots.draw(place).lines[1:-1]
    assert [float(m.get_xdata()[0]) for m in marks] == pytest.approx(place.benefit)
    assert [float(m.get_ydata()[0]) for m in marks] == pytest.approx(place.price * 100)


def test_no_mark_of_the_capabilities_lies_on_another(case):
    dots = plots.draw(cs.positioning.capabilities(case)).collections
    heights = np.array([np.asarray(d.get_offsets())[:, 1] for d in dots])
    assert len(np.unique(heights.round(9))) == heights.size


def test_counts_of_interviews_have_whole_numbers_on_their_axis(case):
    ticks = plots.draw(cs.positioning.mentions(case)).get_xticks()
    assert ticks == pytest.approx(np.round(ticks))


@pytest.mark.parametrize("variant", [None, 1, 2, 3, 4])
def test_no_name_on_the_value_map_lies_on_its_line_on_a_dot_or_on_a_name(case, variant):
    if variant is not None:
        case = variant_of(case.scenario.name, variant)
    ax = plots.draw(cs.positioning.position(case), case=case)
    with style._style():
        ax.figure.draw_without_rendering()
    renderer = ax.figure._get_renderer()
    boxes = [text.get_window_extent(renderer) for text in ax.texts]
    line, *dots = (ax.transData.transform(np.transpose(one.get_data())) for one in ax.lines)
    line = np.linspace(*line, 500)
    for box, other in combinations(boxes, 2):
        assert not box.overlaps(other)
    for box in boxes:
        assert not any(box.contains(*point) for point in [*line, *np.concatenate(dots)])


def test_specifications_draw_both_gains(case):
    spec = cs.positioning.specification(case)
    widths = [b.get_width() for b in plots.draw(spec).patches]
    assert widths == pytest.approx([*spec.gain, *spec.blind_gain])


def test_no_label_reaches_into_the_title_or_out_of_the_picture(pictures):
    for name, (ax, _) in pictures.items():
        figure = ax.figure
        with style._style():
            # As `png` lays it out, without painting and packing what nobody looks at here.
            figure.set_dpi(rcParams["savefig.dpi"])
            figure.get_layout_engine().execute(figure)
            renderer = figure._get_renderer()
            ax.get_tightbbox(renderer)  # puts title and labels where they stand after that
        heading = ax._left_title.get_window_extent(renderer)
        label = ax.yaxis.label.get_window_extent(renderer)
        assert not heading.overlaps(label), f"{name}: {ax.get_ylabel()!r} runs into the title"
        whole, slack = figure.bbox, figure.dpi / 50
        labels = [x.label.get_window_extent(renderer) for x in (ax.xaxis, ax.yaxis)
                  if x.label.get_text()]  # fmt: skip
        inside = [text.get_window_extent(renderer) for text in ax.texts
                  if text.get_visible() and text.get_text().strip()]  # fmt: skip
        for box in inside:
            assert whole.x0 <= box.x0 < box.x1 <= whole.x1, name
            assert whole.y0 <= box.y0 < box.y1 <= whole.y1, name
        for box in (heading, *labels):
            assert box.x0 >= whole.x0 - slack, name
            assert box.x1 <= whole.x1 + slack, name
            assert box.y0 >= whole.y0 - slack, name
