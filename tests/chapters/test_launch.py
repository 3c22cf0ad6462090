"""The chapter on the launch: its months are the model's, its money adds up, its words follow."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

import casestudy as cs
from casestudy import plots
from casestudy.chapters.launch.development import predecessors, simulated, task_estimates
from casestudy.concepts import cannibalisation, diffusion, schedule
from casestudy.learning import registry
from casestudy.model.derived import derived, development_months
from casestudy.scenario.case import Case
from casestudy.text.formats import money_axis

CHAPTER = (
    "task_network",
    "finish_dates",
    "record_time",
    "delay_cost",
    "crash_plan",
    "incremental_sales",
    "adoption_curve",
    "early_forecasts",
)


@cache
def loaded(name):
    return cs.load_case(name)


@cache
def found(name, what):
    return getattr(cs.launch, what)(loaded(name))


@pytest.fixture(params=["turnaround", "packaging"])
def case(request):
    return loaded(request.param)


@pytest.fixture
def results(case):
    return {what: found(case.name, what) for what in CHAPTER}


def with_tasks(case, **changes):
    """The case with the same change of all its tasks."""
    tasks = [t.model_copy(update=changes) for t in case.scenario.development.tasks]
    development = case.scenario.development.model_copy(update={"tasks": tasks})
    return Case(case.scenario.model_copy(update={"development": development}), case.tables)


def with_assumptions(case, **values):
    """The case in another world."""
    figures = case.scenario.assumptions
    changed = {n: getattr(figures, n).model_copy(update={"value": v}) for n, v in values.items()}
    world = figures.model_copy(update=changed)
    return Case(case.scenario.model_copy(update={"assumptions": world}), case.tables)


# -- the development ------------------------------------------------------------------------------


def test_the_network_is_that_of_the_table(case, results):
    table = case.tables["tasks"].set_index("task")
    network = results["task_network"]
    assert list(network.schedule.tasks) == list(table.index)
    for task, row in table.iterrows():
        after = row["after"].split() if isinstance(row["after"], str) else []
        assert list(network.schedule.predecessors[task]) == after
        assert network.months[task] == row["likely"]
        assert network.labels[task] == row["label"]


def test_the_path_is_as_long_as_the_network_and_no_chain_is_longer(case, results):
    network = results["task_network"]

    def longest(task):  # by recursion from the end, unlike the forward pass of the concept
        before = network.schedule.predecessors[task]
        return network.months[task] + max((longest(b) for b in before), default=0.0)

    duration = float(network.schedule.duration)
    assert sum(network.months[t] for t in network.path) == pytest.approx(duration)
    assert max(longest(t) for t in network.months) == pytest.approx(duration)


def test_slack_is_what_a_task_can_slip(results):
    network = results["task_network"]
    plan = network.schedule
    for task, slack in zip(plan.tasks, plan.total_slack, strict=True):
        for slip, late in ((slack, 0.0), (slack + 0.5, 0.5)):
            months = {**network.months, task: network.months[task] + slip}
            moved = schedule.critical_path_method(months, plan.predecessors).duration
            assert float(moved - plan.duration) == pytest.approx(late, abs=1e-9)


def test_simulated_months_are_those_of_the_model(case, results):
    dates, record = results["finish_dates"], results["record_time"]
    corner = derived(case).launch_months
    assert dates.mean == pytest.approx(corner[0, 0], rel=1e-12)
    for level, mean in zip(record.levels, record.mean, strict=True):
        # The model reads between simulated points of a grid.
        assert mean == pytest.approx(float(development_months(case, *level)), abs=0.002)
    full = simulated(case, task_estimates(case, 1.0, 1.0)).duration.mean()
    assert full == pytest.approx(corner[-1, -1], rel=1e-12)
    assert results["delay_cost"].launch == pytest.approx(record.mean[3], abs=0.002)
    assert results["adoption_curve"].launch == results["delay_cost"].launch


def test_dates_come_later_the_more_is_counted(results):
    dates = results["finish_dates"]
    assert dates.likely < dates.plain.mean < dates.mean < dates.sure_date
    assert dates.bias == pytest.approx(dates.mean - dates.plain.mean)
    assert dates.bias > 2 * dates.bias_error
    assert dates.likely_kept == np.mean(dates.finish <= dates.likely)
    assert dates.plain_kept == np.mean(dates.finish <= dates.plain_date)
    assert dates.plain_kept < 0.8
    assert np.mean(dates.finish <= dates.sure_date) == pytest.approx(0.8, abs=0.001)
    # By hand, along PERT's path.
    three = [dates.estimates[t] for t in dates.plain.path]
    assert dates.plain.mean == pytest.approx(sum((a + 4 * m + b) / 6 for a, m, b in three))
    assert dates.plain.variance == pytest.approx(sum(((b - a) / 6) ** 2 for a, _, b in three))


def test_criticality_is_counted_by_delaying_each_task(case, results):
    dates = results["finish_dates"]
    before = predecessors(case)
    order = schedule.task_order(before)
    rng = np.random.default_rng(case.scenario.development.seed)
    draws = schedule.pert_draws(*np.transpose(list(dates.estimates.values())), rng, 4000)
    months = dict(zip(dates.estimates, draws.T, strict=True))
    end = schedule.finish_time(months, order, before)
    for task, share in dates.criticality.items():
        later = schedule.finish_time({**months, task: months[task] + 1e-6}, order, before)
        assert share == pytest.approx(np.mean(later > end + 5e-7), abs=0.001)


def test_help_saves_and_costs_what_the_model_says(case, results):
    record = results["record_time"]
    assert record.names == ("neither", "mentoring", "partner", "both")
    assert np.all(record.low < record.mean)
    assert np.all(record.mean < record.high)
    assert record.saved[3] > max(record.saved[1:3]) > 0
    for (mentoring, partner), cost, growth in zip(
        record.levels, record.cost, record.growth, strict=True
    ):
        plan = case.plan(mentoring=float(mentoring), partner_development=float(partner))
        none = case.plan(mentoring=0.0, partner_development=0.0)
        one, other = (cs.simulate(case, p).headlines for p in (plan, none))
        assert cost == pytest.approx(float(one.programme_cost - other.programme_cost), abs=1e-6)
        assert growth == pytest.approx(float(one.revenue_growth))
    shares = {t.name: (t.mentoring_saves, t.partner_saves) for t in case.scenario.development.tasks}
    network = results["task_network"]
    for task, saves in record.saves.items():
        by_hand = network.months[task] * np.array(shares[task]) * record.levels[3]
        assert saves == pytest.approx(tuple(by_hand))


def test_words_about_the_sum_of_savings_follow_its_sign(case, results):
    record = results["record_time"]
    for shift, title, text in (
        (1.0, "more than one by one", "more than the sum"),
        (-1.0, "less than one by one", "less than the sum"),
        (0.0, "as much as one by one", "that is the sum"),
    ):
        mean = record.mean.copy()
        mean[3] = mean[0] - record.saved[1] - record.saved[2] - shift
        other = replace(record, mean=mean)
        assert other.together == pytest.approx(shift)
        assert title in cs.say(other, "title")
        assert text in cs.say(other, "do_savings_add_up", case=case)
    assert "more than the sum" in cs.say(
        found("turnaround", "record_time"), "do_savings_add_up", case=loaded("turnaround")
    )
    assert "that is the sum" in cs.say(
        found("packaging", "record_time"), "do_savings_add_up", case=loaded("packaging")
    )


def test_words_about_dates_follow_the_numbers(case, results):
    dates = results["finish_dates"]
    assert "only" in cs.say(dates, "title")
    assert "only" not in cs.say(replace(dates, likely_kept=0.6), "title")
    assert "*merge bias*" in cs.say(dates, "how_long_really", case=case)
    assert "no more than PERT" in cs.say(replace(dates, bias=0.0), "how_long_really", case=case)
    certain = replace(dates, criticality=dict.fromkeys(dates.criticality, 1.0))
    assert "the chain never changes" in cs.say(certain, "a_matter_of_luck", case=case)
    kept = replace(dates, likely_kept=0.9, sure_date=dates.likely)
    rest = (results[what] for what in ("record_time", "delay_cost", "incremental_sales"))
    assert ", not " not in cs.say(kept, "summary", *rest, case=case).splitlines()[0]


def test_a_chain_of_tasks_has_no_slack_and_no_merge_bias(case):
    tasks = case.scenario.development.tasks
    chain = [
        t.model_copy(update={"after": [tasks[k - 1].name] if k else []})
        for k, t in enumerate(tasks)
    ]
    development = case.scenario.development.model_copy(update={"tasks": chain})
    line = Case(case.scenario.model_copy(update={"development": development}), case.tables)
    network = cs.launch.task_network(line)
    assert cs.say(network, "title") == "Every task decides the date: none has slack"
    assert "No task has slack" in cs.say(network, "alt")
    assert "simply add up" in cs.say(network, "network_by_hand", case=line)
    dates, record = cs.launch.finish_dates(line), cs.launch.record_time(line)
    assert abs(dates.bias) < 4 * dates.bias_error
    assert record.together == pytest.approx(0.0, abs=1e-9)
    assert "the chain never changes" in cs.say(dates, "a_matter_of_luck", case=line)


# -- delay and crashing ---------------------------------------------------------------------------


def test_delay_is_the_assumption_of_the_model(case, results):
    delay = results["delay_cost"]
    for k in (0, 7, -1):
        world = replace(case.assumptions, launch_delay=float(delay.months[k]))
        one = cs.simulate(case, case.plan(), world).headlines
        assert delay.growth[k] == pytest.approx(float(one.revenue_growth), rel=1e-12)
        assert delay.npv[k] == pytest.approx(float(one.npv), rel=1e-12)
    assert np.all(np.diff(delay.npv) < 0)
    assert np.all(np.diff(delay.growth) < 0)
    assert delay.change(0.0) == (0.0, 0.0)
    assert delay.growth[delay.months == 0] == pytest.approx(
        case.scenario.targets.revenue_growth.value, abs=1e-6
    )


def test_the_delay_by_hand_is_close_to_the_model(case, results):
    delay = results["delay_cost"]
    now, later = (delay.adoption[np.isclose(delay.months, m)].item() for m in (0, 1))
    growth = delay.growth[delay.months == 0].item()
    by_hand = (growth - delay.growth_without) * (later / now - 1)
    assert by_hand == pytest.approx(delay.change(1.0)[0], abs=0.002)
    assert f"**{abs(by_hand) * 100:.1f} points**" in cs.say(delay, "delay_by_hand", case=case)


def test_words_about_delay_follow_its_sign(case, results):
    delay = results["delay_cost"]
    assert "costs" in cs.say(delay, "title")
    idle = replace(delay, npv=-delay.npv)
    assert "does not cost" in cs.say(idle, "title")
    assert "nobody needs to hurry" in cs.say(idle, "what_a_month_costs", case=case)
    late = replace(delay, growth=np.full_like(delay.growth, delay.growth_without))
    assert "no growth in the window" in cs.say(late, "title")
    assert "adds no revenue" in cs.say(late, "delay_by_hand", case=case)
    up = delay.npv - delay.npv.min() + 1.0
    assert "no more than doing nothing" not in cs.say(
        replace(delay, npv=up), "what_a_month_costs", case=case
    )
    down = delay.npv - np.interp(4.0, delay.months, delay.npv)
    text = cs.say(replace(delay, npv=down), "what_a_month_costs", case=case)
    assert "After about 4 months" in text
    steady = replace(delay, npv=-1e6 * delay.months)
    assert "about as much" in cs.say(steady, "what_a_month_costs", case=case)
    slowing = replace(delay, npv=1e6 * 0.8**delay.months)
    assert "hurts most" in cs.say(slowing, "what_a_month_costs", case=case)
    first, year = delay.change(6.0)[1] / 6, delay.change(12.0)[1]
    last = (year - delay.change(6.0)[1]) / 6
    said = "hurts most" in cs.say(delay, "what_a_month_costs", case=case)
    assert said == (last > 0.9 * first) == (case.name == "turnaround")


def test_crashing_is_the_least_cost_and_meets_the_date(case, results):
    crash = results["crash_plan"]
    tasks = case.scenario.development.tasks
    left = {t.name: t.likely - crash.cut[t.name] for t in tasks}
    assert all(left[t.name] >= t.shortest - 1e-9 for t in tasks)
    end = schedule.critical_path_method(left, predecessors(case)).duration
    assert float(end) == pytest.approx(crash.finish[crash.best])
    paid = sum(t.cost_per_month * crash.cut[t.name] for t in tasks)
    assert paid == pytest.approx(crash.cost[crash.best])
    assert crash.cost[-1] == pytest.approx(0, abs=1e-3)
    assert np.all(np.diff(crash.cost) < 0)
    slope = np.diff(crash.cost) / np.diff(crash.finish)
    assert np.all(np.diff(slope) > -1e-3)  # convex: the first month is the cheapest
    gain = crash.worth - crash.cost
    assert gain[crash.best] == gain.max()
    assert crash.finish[-1] == float(results["task_network"].schedule.duration)
    # With the chances of the tasks about as much is saved as in the likely durations.
    saved = crash.finish[-1] - crash.finish[crash.best]
    assert crash.simulated_saving == pytest.approx(saved, rel=0.05)


def test_a_month_bought_is_worth_what_the_model_says(case, results):
    crash = results["crash_plan"]
    plain = case.plan(mentoring=0.0, partner_development=0.0)
    shift = float(crash.finish[0] - crash.finish[-1])
    moved = cs.simulate(case, plain, replace(case.assumptions, launch_delay=shift)).headlines.npv
    gained = float(moved - cs.simulate(case, plain).headlines.npv)
    assert crash.worth[0] == pytest.approx(gained, rel=1e-9)


def test_dear_months_are_bought_in_part_or_not_at_all(case, results):
    record = results["record_time"]
    crash = results["crash_plan"]
    assert crash.best == 0
    assert "Every month" in cs.say(crash, "title")
    assert "to the end" in cs.say(crash, "how_far_to_crash", record, case=case)
    month = float(np.diff(crash.worth).mean() / np.diff(crash.finish).mean())
    prices = [t.cost_per_month for t in case.scenario.development.tasks]
    some = cs.launch.crash_plan(with_tasks(case, cost_per_month=-month * 0.6))
    assert 0 < some.best < some.finish.size - 1
    # There the cost curve passes the curve of worth in steepness.
    net = some.worth - some.cost
    assert net[some.best] > net[some.best - 1]
    assert net[some.best] > net[some.best + 1]
    assert cs.say(some, "title").startswith("Buy ")
    assert "we stop" in cs.say(some, "how_far_to_crash", record, case=case)
    none = cs.launch.crash_plan(with_tasks(case, cost_per_month=-month * 3 + max(prices)))
    assert none.bought == 0
    assert "does not pay" in cs.say(none, "title")
    assert "So we buy nothing" in cs.say(none, "how_far_to_crash", record, case=case)


def test_tasks_that_cannot_be_shortened_are_said_to_be_so(case, results):
    tasks = [t.model_copy(update={"shortest": t.likely}) for t in case.scenario.development.tasks]
    development = case.scenario.development.model_copy(update={"tasks": tasks})
    rigid = Case(case.scenario.model_copy(update={"development": development}), case.tables)
    crash = cs.launch.crash_plan(rigid)
    assert crash.bought == 0
    assert "No month can be bought" in cs.say(crash, "title")
    assert "at any price" in cs.say(crash, "crash_by_hand", case=rigid)
    assert "So we buy nothing" in cs.say(
        crash, "how_far_to_crash", results["record_time"], case=rigid
    )


# -- adoption -------------------------------------------------------------------------------------


def test_adoption_is_the_curve_of_the_model(case, results):
    curve = results["adoption_curve"]
    assert curve.total[-1] == pytest.approx(
        float(diffusion.bass_cumulative(curve.quarter[-1] / 4, curve.innovation, curve.imitation))
    )
    assert curve.total[-1] > 0.97
    # The model's adoption in the quarters after the launch lies between the steps.
    series = cs.simulate(case, case.plan()).series.adoption
    ends = np.arange(1, series.size + 1) * 3 - curve.launch
    full = ends >= 3
    high = np.interp(ends[full] / 3, curve.quarter, curve.total)
    low = np.interp(ends[full] / 3 - 1, [0, *curve.quarter], [0, *curve.total])
    assert np.all(series[full] < high + 1e-3)
    assert np.all(series[full] > low - 1e-3)


def test_the_peak_is_where_the_closed_form_has_it(results):
    curve = results["adoption_curve"]
    assert curve.peak_quarter == int(np.floor(4 * float(curve.peak.time))) + 1
    assert curve.new.max() == pytest.approx(float(curve.peak.rate) / 4, rel=0.02)
    assert f"quarter {curve.peak_quarter}" in cs.say(curve, "title")


def test_two_quarters_by_hand(case, results):
    curve = results["adoption_curve"]
    p, q = case.assumptions.bass_innovation / 4, case.assumptions.bass_imitation / 4
    assert curve.by_hand[0] == pytest.approx([0, p, 0])
    assert curve.by_hand[1] == pytest.approx([p, p * (1 - p), q * p * (1 - p)])
    assert "a little low" in cs.say(curve, "first_two_quarters", case=case)


def test_a_product_without_imitation_has_no_peak_to_wait_for(case):
    lonely = with_assumptions(case, bass_innovation=0.6, bass_imitation=0.3)
    curve = cs.launch.adoption_curve(lonely)
    assert curve.peak_quarter == 1
    assert "right after the launch" in cs.say(curve, "title")
    assert "no peak to wait for" in cs.say(curve, "when_it_peaks", case=lonely)
    assert "a little high" in cs.say(curve, "first_two_quarters", case=lonely)


def test_the_peak_is_placed_before_in_or_after_the_window(case, results):
    curve = results["adoption_curve"]
    assert "inside the outcome window" in cs.say(curve, "when_it_peaks", case=case)
    assert "before the outcome window" in cs.say(
        replace(curve, launch=1.0), "when_it_peaks", case=case
    )
    assert "after the outcome window" in cs.say(
        replace(curve, launch=40.0), "when_it_peaks", case=case
    )


def test_forecasts_narrow_as_quarters_come_in(case, results):
    seen = results["early_forecasts"]
    assert seen.potential == case.tables["order_lines"]["customer"].nunique()
    assert np.all(seen.orders.sum(axis=1) <= seen.potential)
    assert seen.quarters[0] < seen.peak_quarter < seen.quarters[-1]
    low, middle, high = seen.ranges
    assert np.all(low <= middle)
    assert np.all(middle <= high)
    width = high - low
    assert width[-1] < 0.5 * width[:3].max()
    assert seen.none[0] > 0.2
    assert seen.none[-1] < 0.05
    assert seen.covered[0] < 0.5
    assert seen.covered[-1] > 0.85
    assert middle[0] < 0.6 * seen.potential
    assert middle[-1] == pytest.approx(seen.potential, rel=0.05)


def test_where_nothing_fits_the_words_say_so(case, results):
    seen = results["early_forecasts"]
    blank = np.full_like(seen.estimates, np.nan)
    none = replace(seen, estimates=blank, errors=blank, regressions=blank)
    assert "no launch tells" in cs.say(none, "title")
    assert ": none." in cs.say(none, "alt")
    assert cs.say(none, "one_launch", case=case).count("none") == 2 * seen.quarters.size
    assert "Half of the others" not in cs.say(none, "how_soon_we_know", case=case)
    assert "Half of the others" in cs.say(seen, "how_soon_we_know", case=case)
    assert "wait a quarter" in cs.say(seen, "one_launch", case=case)


# -- cannibalisation ------------------------------------------------------------------------------


def test_incremental_sales_are_the_difference_that_the_launch_makes(case, results):
    sales = results["incremental_sales"]
    window = derived(case).window
    plan = case.plan()
    done, without = (cs.simulate(case, p) for p in (plan, replace(plan, launch=0.0)))
    added = float((done.series.revenue - without.series.revenue)[window].sum())
    assert float(sales.source.incremental) == pytest.approx(added, rel=1e-12)
    gain = float(done.headlines.revenue_growth - without.headlines.revenue_growth)
    assert added / sales.base_revenue == pytest.approx(gain, rel=1e-9)
    assert 0 < sales.source.incremental < sales.source.gross
    # What turned customers would have bought of the old products.
    own = without.series.revenue[window] * done.series.adoption[window]
    assert float(sales.source.from_own) == pytest.approx(own.sum(), rel=1e-9)


def test_contribution_is_the_textbook_formula_quarter_by_quarter(case, results):
    sales = results["incremental_sales"]
    window = derived(case).window
    plan = case.plan()
    done, without = (cs.simulate(case, p).series for p in (plan, replace(plan, launch=0.0)))
    price = done.price[window]
    old_cost = (without.variable_cost / without.volume)[window]
    # What the new product costs is what is left when the old one's cost is taken off.
    new_volume = done.new_product_revenue[window] / price
    old_volume = done.volume[window] - new_volume
    new_cost = (done.variable_cost[window] - old_volume * old_cost) / new_volume
    gross = done.new_product_revenue[window]
    own = gross - (done.revenue - without.revenue)[window]
    by_quarter = cannibalisation.incremental_contribution(
        gross / price, own / gross, price - new_cost, price - old_cost
    )
    assert sales.contribution == pytest.approx(by_quarter.sum(), rel=1e-9)
    sold = price * done.volume[window]
    for margin, cost in ((sales.new_margin, new_cost), (sales.old_margin, old_cost)):
        assert margin == pytest.approx(1 - (cost * done.volume[window]).sum() / sold.sum())
    assert sales.break_even == pytest.approx(sales.new_margin / sales.old_margin)
    assert 0 < sales.new_margin < sales.old_margin < 1


def test_words_about_cannibalisation_follow_the_numbers(case, results):
    sales = results["incremental_sales"]
    source = sales.source
    assert "is added" in cs.say(sales, "title")
    assert "stays below" in cs.say(sales, "break_even_rate", case=case)
    assert "is above" in cs.say(replace(sales, break_even=0.1), "break_even_rate", case=case)
    assert "no cannibalisation does harm" in cs.say(
        replace(sales, break_even=1.2), "break_even_rate", case=case
    )
    assert "no margin to lose" in cs.say(
        replace(sales, break_even=None), "break_even_rate", case=case
    )
    swapped = replace(sales, source=cannibalisation.source_of_sales(source.gross, source.gross))
    assert "nothing is added" in cs.say(swapped, "title")
    assert "only replaces our own" in cs.say(swapped, "where_the_rest_comes_from", case=case)
    flat = with_assumptions(case, market_growth=0.0)
    assert "does not grow" in cs.say(sales, "where_the_rest_comes_from", case=flat)


def test_a_launch_after_the_window_sells_nothing_in_it(case):
    late = with_assumptions(case, launch_delay=30.0)
    sales = cs.launch.incremental_sales(late)
    assert float(sales.source.gross) == float(sales.source.incremental) == 0.0
    assert "does not sell yet" in cs.say(sales, "title")
    assert "nothing to split" in cs.say(sales, "whom_it_takes_from", case=late)
    delay = cs.launch.delay_cost(late)
    assert "adds no revenue" in cs.say(delay, "delay_by_hand", case=late)
    assert plots.draw(sales).patches[0].get_width() == 0.0


# -- pictures -------------------------------------------------------------------------------------


def test_the_gantt_chart_draws_every_task_and_its_slack(results):
    plan = results["task_network"].schedule
    ax = plots.draw(results["task_network"])
    size = len(plan.tasks)
    bars, tails = ax.patches[:size], ax.patches[size:]
    assert [b.get_x() for b in bars] == pytest.approx(list(plan.earliest_start))
    assert [b.get_x() + b.get_width() for b in bars] == pytest.approx(list(plan.earliest_finish))
    assert [t.get_width() for t in tails] == pytest.approx(list(plan.total_slack))
    colours = {bool(c): b.get_facecolor() for c, b in zip(plan.critical, bars, strict=True)}
    assert colours[True] != colours[False]
    assert [t.get_text() for t in ax.get_yticklabels()] == list(
        results["task_network"].labels.values()
    )


def test_dates_are_drawn_as_probabilities(results):
    dates = results["finish_dates"]
    normal, simulated_, *marks = plots.draw(dates).lines
    assert simulated_.get_xdata() == pytest.approx(dates.finish)
    assert simulated_.get_ydata()[-1] == 100
    assert normal.get_ydata() == pytest.approx(dates.plain.on_time(dates.finish) * 100)
    drawn = [float(m.get_xdata()[0]) for m in marks]
    assert drawn == [dates.likely, dates.plain.mean, dates.mean, dates.sure_date]
    heights = [float(m.get_ydata()[0]) for m in marks]
    assert heights[0] == pytest.approx(dates.likely_kept * 100)
    assert heights[3] == pytest.approx(80)


def test_record_time_draws_ranges_means_and_the_plain_sum(results):
    record = results["record_time"]
    ax = plots.draw(record)
    ranges = [s[:, 0] for s in ax.collections[0].get_segments()]
    assert np.array(ranges) == pytest.approx(np.column_stack([record.low, record.high]))
    drawn = [float(line.get_xdata()[0]) for line in ax.lines]
    assert drawn[:4] == pytest.approx(list(record.mean))
    assert drawn[4] == pytest.approx(record.mean[3] + record.together)


def test_delay_and_crashing_draw_their_curves(results):
    delay, crash = results["delay_cost"], results["crash_plan"]
    unit, _ = money_axis(delay.currency, float(np.abs(delay.npv).max()))
    curve, on_time, _ = plots.draw(delay).lines[:3]
    assert curve.get_ydata() * unit == pytest.approx(delay.npv)
    assert float(on_time.get_ydata()[0]) * unit == pytest.approx(
        delay.npv[delay.months == 0].item()
    )
    unit, _ = money_axis(crash.currency, float(crash.worth.max()))
    ax = plots.draw(crash)
    worth, cost = ax.lines
    assert worth.get_ydata() * unit == pytest.approx(crash.worth)
    assert cost.get_ydata() * unit == pytest.approx(crash.cost)
    (gap,) = ax.collections[0].get_segments()
    assert gap[:, 0] == pytest.approx(crash.finish[crash.best])


def test_adoption_and_forecasts_draw_their_numbers(results):
    curve, seen = results["adoption_curve"], results["early_forecasts"]
    bars = plots.draw(curve).patches[curve.new.size :]
    assert [b.get_height() for b in bars] == pytest.approx(curve.new * 100)
    assert [b.get_y() + b.get_height() for b in bars] == pytest.approx(curve.total * 100)
    ax = plots.draw(seen)
    ranges = np.array([s[:, 1] for s in ax.collections[0].get_segments()])
    assert ranges == pytest.approx(seen.ranges[[0, 2]].T)
    assert ax.lines[1].get_ydata() == pytest.approx(seen.ranges[1])
    assert float(ax.lines[0].get_ydata()[0]) == seen.potential


def test_sales_are_drawn_from_gross_to_incremental(results):
    sales = results["incremental_sales"]
    source = sales.source
    unit, _ = money_axis(sales.currency, float(source.gross))
    gross, own, added = plots.draw(sales).patches
    assert gross.get_width() * unit == pytest.approx(float(source.gross))
    assert own.get_width() * unit == pytest.approx(float(source.from_own))
    assert (own.get_x() + own.get_width()) * unit == pytest.approx(float(source.gross))
    assert added.get_width() * unit == pytest.approx(float(source.incremental))
    assert own.get_x() * unit == pytest.approx(float(source.incremental))


def drawn_labels(ax):
    """Boxes of the words in and around a picture, those of the ticks last."""
    FigureCanvasAgg(ax.figure).draw()
    words = [t for t in ax.texts if t.get_text()]
    words += [ax.xaxis.label, ax.yaxis.label, ax._left_title]
    boxes = [t.get_window_extent() for t in words]
    for axis, (low, high) in ((ax.xaxis, ax.get_xlim()), (ax.yaxis, sorted(ax.get_ylim()))):
        for tick in axis.get_major_ticks():
            if low <= tick.get_loc() <= high:
                boxes.append(tick.label1.get_window_extent())
    return boxes, len(words)


def test_no_label_touches_another_or_leaves_the_picture(results):
    for name in CHAPTER:
        ax = plots.draw(results[name])
        boxes, words = drawn_labels(ax)
        edge = ax.figure.bbox.padded(1)
        for i, box in enumerate(boxes):
            assert edge.x0 <= box.x0 <= box.x1 <= edge.x1, name
            assert edge.y0 <= box.y0 <= box.y1 <= edge.y1, name
            for other in boxes[i + 1 :] if i < words else []:
                assert not box.overlaps(other), name


def test_titles_are_short_and_words_for_pictures_long_enough(case, results):
    for name in CHAPTER:
        assert len(cs.say(results[name], "title")) <= 85
        assert len(cs.say(results[name], "alt")) > 40


def test_the_summary_has_three_points_and_follows_the_scenario(case, results):
    text = cs.say(
        results["finish_dates"],
        "summary",
        results["record_time"],
        results["delay_cost"],
        results["incremental_sales"],
        case=case,
    )
    assert text.count("\n- ") == 2
    assert text.startswith("- ")
    assert case.scenario.currency.symbol in text
    other = {"turnaround": "packaging", "packaging": "turnaround"}[case.name]
    assert loaded(other).scenario.currency.symbol not in text


# -- people and guesses ---------------------------------------------------------------------------


def test_what_people_say_of_the_launch_follows_the_figures(case, results):
    dates, record = results["finish_dates"], results["record_time"]
    sales = results["incremental_sales"]
    assert "give me help" in cs.say(dates, "argument", case=case)
    safe = cs.say(replace(dates, likely_kept=0.9), "argument", case=case)
    assert "give me help" not in safe
    assert record.alone[0] == "mentoring"
    assert "That is dearer" in cs.say(record, "argument", case=case)
    useless = replace(record, mean=np.full(4, record.mean[0]))
    assert "saves us no time" in cs.say(useless, "argument", case=case)
    assert "count the same sales twice" in cs.say(sales, "argument", case=case)
    source = sales.source
    swapped = replace(sales, source=cannibalisation.source_of_sales(source.gross, source.gross))
    assert "nothing is added" in cs.say(swapped, "argument", case=case)
    none = replace(sales, source=cannibalisation.source_of_sales(0.0, 0.0))
    assert "does not sell at all" in cs.say(none, "argument", case=case)


def test_guesses_that_are_explained_differ_from_the_truth_and_from_one_another(case):
    for prediction in (registry.find_prediction(name) for name in ("07-p1", "07-p2")):
        values = [prediction.truth(case), *(m.value(case) for m in prediction.mistakes)]
        assert len(values) >= 4
        for i, value in enumerate(values):
            for other in values[i + 1 :]:
                assert abs(value - other) > 0.02
