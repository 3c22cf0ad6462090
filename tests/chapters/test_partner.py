"""The chapter on the partner: cost in all, scores, dates, the plan with each, and the trap."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

import casestudy as cs
from casestudy import plots
from casestudy.chapters.partner.choice import worlds
from casestudy.chapters.partner.facts import landed_cost, month_of_delay
from casestudy.model.derived import derived
from casestudy.model.simulate import simulate
from casestudy.text.formats import money_axis, percent


@pytest.fixture(params=["turnaround", "packaging"], scope="module")
def case(request):
    return cs.load_case(request.param)


@pytest.fixture(scope="module")
def costs(case):
    return cs.partner.costs(case)


@pytest.fixture(scope="module")
def scores(case):
    return cs.partner.scores(case)


@pytest.fixture(scope="module")
def dates(case):
    return cs.partner.schedules(case)


@pytest.fixture(scope="module")
def plans(case):
    return cs.partner.outcomes(case)


@pytest.fixture(scope="module")
def trap(case):
    return cs.partner.trap(case)


def with_partners(case, **columns):
    """The case with other values in the table of candidates."""
    table = case.tables["partners"].assign(**columns)
    return replace(case, tables={**case.tables, "partners": table})


def rows(case):
    return list(case.tables["partners"].itertuples(index=False))


# -- dates ----------------------------------------------------------------------------------------


def test_chances_are_those_of_the_beta_distribution(case, dates):
    deadline = case.scenario.partners.deadline
    for i, r in enumerate(rows(case)):
        a, m, b = r.months_optimistic, r.months_likely, r.months_pessimistic
        shape = 1 + 4 * (m - a) / (b - a), 1 + 4 * (b - m) / (b - a)
        exact = stats.beta(*shape, loc=a, scale=b - a)
        assert dates.on_time.probability[i] == pytest.approx(exact.cdf(deadline), abs=0.015)
        late = exact.expect(lambda x: x - deadline, lb=deadline, ub=b) if b > deadline else 0.0
        assert dates.late[i] == pytest.approx(late, abs=0.05)
        assert dates.expected[i] == pytest.approx((a + 4 * m + b) / 6)


def test_classes_hold_every_draw_and_split_at_the_deadline(dates):
    assert dates.density.sum(axis=1) == pytest.approx(1.0)
    before = dates.edges[1:] <= dates.deadline + 1e-9
    assert dates.density[:, before].sum(axis=1) == pytest.approx(dates.on_time.probability)


def test_the_same_draws_every_time_and_others_with_another_seed(case, dates):
    assert np.array_equal(cs.partner.schedules(case).density, dates.density)
    scenario = case.scenario
    other = scenario.development.model_copy(update={"seed": scenario.development.seed + 1})
    moved = replace(case, scenario=scenario.model_copy(update={"development": other}))
    assert not np.array_equal(cs.partner.schedules(moved).density, dates.density)


def test_the_likely_value_is_told_from_the_chance(case, dates):
    text = cs.say(dates, "sure_or_likely", case=case)
    assert "lies before the deadline, and yet" in text
    assert "name the same likely value" in text  # both scenarios hold such a pair
    apart = replace(dates, likely=np.arange(len(dates.likely)) + dates.deadline + 1.0)
    other = cs.say(apart, "sure_or_likely", case=case)
    assert other.startswith("Even ")
    assert "the same likely value" not in other


def test_title_of_the_dates_counts_who_is_likelier_in_time_than_not(dates):
    def with_chances(*values):
        chance = np.full(len(dates.names), 0.1)
        chance[: len(values)] = values
        return cs.say(replace(dates, on_time=replace(dates.on_time, probability=chance)), "title")

    assert with_chances() == "No candidate is likelier than not to meet the deadline"
    assert with_chances(0.6).startswith(f"Only {dates.names[0]} ")
    assert with_chances(0.6, 0.7).startswith(f"{dates.names[1]} is the surest")


# -- cost in all ----------------------------------------------------------------------------------


def stock_by_hand(case, lead, lead_sd, smallest, value, price):
    """Capital in the stock of one unit that costs one at home, product class by product class."""
    g, w = derived(case), case.assumptions
    share = case.plan().offshore_share
    volume = g.revenue * (1 - g.gross_margin - w.complexity_cogs_share) * share
    units = 0.0
    for number, part, cv in zip(g.class_count, g.class_flow, g.class_cv, strict=True):
        weekly, spread = part * volume / 52, cv * w.demand_variability
        variance = (lead + w.review_period) * spread**2 + lead_sd**2
        units += weekly * w.safety_factor * variance**0.5
        units += max(number * share * smallest / value, weekly * w.review_period) / 2
    return w.discount_rate * (value * units / volume + price * lead / 52)


def test_cost_of_ownership_agrees_with_a_reckoning_by_hand(case, costs, dates):
    w, found = case.assumptions, costs.components
    years = sum((1 + w.discount_rate) ** -t for t in range(1, 6))
    for i, r in enumerate(rows(case)):
        price = 1 - r.quoted_saving
        value = price * (1 + r.freight + r.duty)
        expected = {
            "quoted_price": price,
            "freight_duty": price * (r.freight + r.duty),
            "quality": price * r.quality_cost,
            "management": price * r.management,
            "stock": stock_by_hand(
                case, r.lead_time, r.lead_time_sd, r.order_quantity, value, price
            ),
            "late_launch": dates.late[i] * costs.month / years / costs.volume,
        }
        assert list(expected) == list(found)
        for name, amount in expected.items():
            assert found[name][i] == pytest.approx(amount, rel=1e-9), name
    at_home = (w.domestic_lead_time, w.domestic_lead_time_sd, w.domestic_order_quantity)
    assert costs.home == pytest.approx(1 + stock_by_hand(case, *at_home, 1.0, 1.0), rel=1e-9)


def test_landed_cost_is_the_one_of_the_model_and_of_the_scores(case, costs, scores):
    assert costs.landed == pytest.approx(landed_cost(case))
    column = scores.criteria.index("landed cost")
    assert scores.matrix[:, column] == pytest.approx(costs.landed)
    world = case.assumptions
    assert costs.landed[0] == pytest.approx(
        (1 - world.quoted_saving) * (1 + world.offshore_extra_cost)
    )


def test_a_month_costs_what_the_model_loses_by_it(case):
    world, plan = case.assumptions, case.plan()
    later = replace(world, launch_delay=world.launch_delay + 1)
    gap = simulate(case, plan).headlines.npv - simulate(case, plan, later).headlines.npv
    assert month_of_delay(case) == pytest.approx(float(gap), rel=1e-9)
    assert gap > 0


def test_the_quotation_is_not_the_cost_on_either_scenario(case, costs):
    names = costs.names
    quoted, total = names[np.argmin(costs.quoted)], names[np.argmin(costs.total)]
    assert quoted != total
    assert cs.say(costs, "title") == f"{quoted} quotes least, {total} costs least in all"
    assert f"{quoted} looks cheapest, {total} is" in cs.say(costs, "quoted_and_total", case=case)


def test_titles_and_words_follow_other_costs(case, costs):
    same = {**costs.components, "quality": np.where(costs.quoted > costs.quoted.min(), 0.5, 0.0)}
    same = replace(costs, components=same)
    assert cs.say(same, "title").endswith("quotes least and costs least in all")
    words = cs.say(same, "quoted_and_total", case=case)
    assert "looks cheapest and is" in words
    assert "more than home" in words
    dear = replace(costs, home=0.5)
    assert cs.say(dear, "title").endswith("in all no offer beats making it at home")
    assert "at home is cheaper than any offer" in cs.say(dear, "quoted_and_total", case=case)
    assert "nothing is left" in cs.say(dear, "cost_by_hand", case=case)


def test_a_plan_that_buys_nothing_abroad_is_still_answered(case):
    plans = case.scenario.plans
    happened = plans["as_it_happened"]
    figure = happened.offshore_share.model_copy(update={"value": 0.0, "low": None, "high": None})
    none = happened.model_copy(update={"offshore_share": figure})
    scenario = case.scenario.model_copy(update={"plans": {**plans, "as_it_happened": none}})
    found = cs.partner.costs(replace(case, scenario=scenario))
    whole = derived(case).revenue * (
        1 - derived(case).gross_margin - case.assumptions.complexity_cogs_share
    )
    assert found.volume == pytest.approx(whole * scenario.levers.offshore_share.high)


# -- scores ---------------------------------------------------------------------------------------


def test_both_methods_agree_with_sums_by_hand(scores):
    x, w = scores.matrix, scores.weights
    best = [x[:, k].max() if b else x[:, k].min() for k, b in enumerate(scores.benefit)]
    for i in range(len(scores.names)):
        parts = [
            w[k] * (x[i, k] / best[k] if scores.benefit[k] else best[k] / x[i, k])
            for k in range(len(w))
        ]
        assert scores.saw[i] == pytest.approx(sum(parts))
    v = w * x / np.sqrt((x**2).sum(axis=0))
    ideal = np.where(scores.benefit, v.max(axis=0), v.min(axis=0))
    worst = np.where(scores.benefit, v.min(axis=0), v.max(axis=0))
    far, near = (np.sqrt(((v - end) ** 2).sum(axis=1)) for end in (worst, ideal))
    assert scores.topsis == pytest.approx(far / (far + near))


def test_first_places_are_shared_out_over_all_weights(scores):
    assert scores.saw_first.sum() == pytest.approx(1.0)
    assert scores.topsis_first.sum() == pytest.approx(1.0)
    draws = np.random.default_rng(0).dirichlet(np.ones(len(scores.weights)), 20_000)
    wins = np.argmax(draws @ scores.comparable.T, axis=1)
    share = np.bincount(wins, minlength=len(scores.names)) / len(wins)
    assert scores.saw_first == pytest.approx(share, abs=0.015)


def test_the_winner_changes_at_the_nearest_weight(scores):
    k, edge, who = scores.nearest

    def winner(weight):
        others = np.delete(scores.weights, k)
        moved = np.insert(others / others.sum() * (1 - weight), k, weight)
        return int(np.argmax(scores.comparable @ moved))

    step = 1e-6 * np.sign(edge - scores.weights[k])
    assert winner(edge - step) == scores.winner
    assert winner(edge + step) == who != scores.winner


def test_findings_follow_the_methods_and_the_weights(case, scores):
    assert scores.agree
    assert cs.say(scores, "title").startswith(f"Both methods choose {scores.names[scores.winner]};")
    k, edge, _ = scores.nearest
    tight = abs(edge - scores.weights[k]) < 0.05
    assert tight == (case.name == "turnaround")
    words = cs.say(scores, "how_far_weights_decide", case=case)
    assert ("has not decided" in words) == tight
    assert ("choice is robust" in words) == (not tight)
    last = int(np.argmin(scores.saw))
    apart = replace(scores, topsis=np.where(np.arange(len(scores.saw)) == last, 1.0, 0.0))
    assert cs.say(apart, "title").startswith("The methods disagree")
    assert scores.names[last] in cs.say(apart, "title")
    assert "do not put the same" in cs.say(apart, "how_far_weights_decide", case=case)
    same = np.full(len(scores.weights), scores.winner)
    fixed = replace(scores, range=replace(scores.range, below=same, above=same))
    assert fixed.nearest is None
    assert "does not hang on the weights" in cs.say(fixed, "how_far_weights_decide", case=case)


# -- in the whole plan ----------------------------------------------------------------------------


def test_each_candidate_in_the_batch_is_a_plan_of_its_own(case, plans):
    w = case.assumptions
    table = rows(case)
    months = [(r.months_optimistic + 4 * r.months_likely + r.months_pessimistic) / 6 for r in table]
    for i, r in enumerate(table):
        world = replace(
            w,
            quoted_saving=r.quoted_saving,
            offshore_extra_cost=r.freight + r.duty + r.quality_cost + r.management,
            offshore_lead_time=r.lead_time,
            offshore_lead_time_sd=r.lead_time_sd,
            offshore_order_quantity=r.order_quantity,
            launch_delay=w.launch_delay + months[i] - months[0],
        )
        alone = simulate(case, case.plan(), world).headlines
        assert plans.npv[i] == pytest.approx(float(alone.npv), rel=1e-9)
        assert plans.growth[i] == pytest.approx(float(alone.revenue_growth), rel=1e-9)
        assert plans.margin[i] == pytest.approx(float(alone.margin_points), abs=1e-12)
        assert plans.turns[i] == pytest.approx(float(alone.inventory_turns), rel=1e-9)
        assert plans.delay[i] == pytest.approx(months[i] - months[0])
    assert plans.scored == cs.partner.scores(case).winner


def test_the_first_candidate_is_the_partner_of_the_plan_as_it_happened(case, plans):
    happened = simulate(case, case.plan()).headlines
    assert plans.npv[0] == pytest.approx(float(happened.npv), rel=1e-9)
    assert plans.growth[0] == pytest.approx(case.scenario.targets.revenue_growth.value, abs=1e-6)
    assert not plans.outside[0]


def test_date_cost_and_stock_add_up_to_the_difference(plans):
    parts = plans.by_date + plans.by_cost + plans.by_stock
    assert parts == pytest.approx(plans.npv - plans.npv[0], abs=1e-3)
    late = plans.delay > 0.01
    assert late.any()
    assert np.all(plans.by_date[late] < 0)


def test_what_leaves_the_ranges_of_the_scenario_is_named(case, plans):
    values, told = worlds(case), cs.say(plans, "with_each", case=case)
    labels = {
        "quoted_saving": "Saving quoted by the partner",
        "offshore_extra_cost": "Extra cost on the quoted price",
        "offshore_lead_time": "Lead time offshore",
        "offshore_lead_time_sd": "Lead time offshore, standard deviation",
        "offshore_order_quantity": "Smallest order offshore",
        "launch_delay": "Delay of the launch",
    }
    assert set(labels) == set(values)
    for i in range(len(plans.names)):
        wrong = set()
        for name, column in values.items():
            figure = getattr(case.scenario.assumptions, name)
            if not figure.low <= column[i] <= figure.high:
                wrong.add(labels[name])
        assert set(plans.outside[i]) == wrong
    assert "outside the ranges" in told
    inside = replace(plans, outside=((),) * len(plans.names))
    assert "stays within the ranges" in cs.say(inside, "with_each", case=case)


def test_values_beyond_the_equations_are_refused(case):
    dear = with_partners(case, freight=0.9, management=0.9)
    with pytest.raises(ValueError, match=r"offshore_extra_cost: expected values from 0 to 1: \["):
        cs.partner.outcomes(dear)


def test_scores_and_model_disagree_and_words_follow_when_they_agree(case, plans):
    assert plans.best != plans.scored
    for record, same in (
        (replace(plans, scored=plans.best), True),
        (replace(plans, scored=int(np.argmin(plans.npv))), False),
    ):
        assert ("also worth most" in cs.say(record, "title")) == same
        assert ("model agree" in cs.say(record, "who_wins", case=case)) == same
        assert ("comes first by scores" in cs.say(record, "title")) == (not same)


def test_what_speaks_for_the_best_is_the_largest_part(case, plans):
    worst = int(np.argmin(plans.npv))
    record = replace(plans, scored=worst)
    parts = {
        "the date": plans.by_date,
        "the unit cost": plans.by_cost,
        "the stock": plans.by_stock,
    }
    gaps = {name: part[plans.best] - part[worst] for name, part in parts.items()}
    most = max(gaps, key=gaps.get)
    assert f"above all {most} (+" in cs.say(record, "who_wins", case=case)


def test_the_date_by_hand_knows_later_earlier_and_the_same(case, costs, plans):
    def told(delay):
        other = int(np.argmax(np.arange(len(plans.names)) > 0))
        moved = np.where(np.arange(len(plans.names)) == other, delay, 0.0)
        return cs.say(costs, "date_by_hand", replace(plans, scored=other, delay=moved), case=case)

    assert "2.00 months later" in told(2.0)
    assert "are lost" in told(2.0)
    assert "2.00 months earlier" in told(-2.0)
    assert "are gained" in told(-2.0)
    assert "at the same time" in told(0.0)


# -- the trap -------------------------------------------------------------------------------------


def test_the_trap_counts_the_table_of_devices(case, trap):
    table = case.tables["devices"]
    for route, source in ((trap.own, "own"), (trap.bought, "third party")):
        part = table[table["source"] == source]
        assert float(route.devices) == part["devices"].sum()
        working = part[part["works"] == 1]
        revenue = (working["devices"] * working["revenue_per_device"]).sum()
        assert float(route.revenue) == pytest.approx(revenue)
        cost = (part["devices"] * part["cost_per_device"]).sum()
        assert float(route.result) == pytest.approx(revenue - cost)
    assert trap.cost == case.scenario.sourcing_trap.integration_cost
    assert float(trap.mended.working_share) == float(trap.own.working_share)


def test_at_break_even_both_routes_are_as_good(trap):
    own = float(trap.own.result)
    assert float(trap.mended.contribution) - trap.break_even == pytest.approx(own)
    b = trap.bought
    for share, investment in ((trap.share_needed, 0.0), (trap.share_needed_mended, trap.cost)):
        revenue = float(b.devices * b.revenue_per_device) * share
        assert revenue - float(b.device_cost) - investment == pytest.approx(own)
    meets = np.interp(trap.break_even, trap.investment, trap.result_mended)
    assert meets == pytest.approx(own)


def test_the_trap_turns_after_the_years_of_payback(case, trap):
    assert not trap.pays_mended
    assert trap.payback > 1
    assert cs.partner.trap(case, trap.payback * 1.01).pays_mended
    assert not cs.partner.trap(case, trap.payback * 0.99).pays_mended
    assert cs.partner.trap(case, 3.0).payback == pytest.approx(trap.payback)
    with pytest.raises(ValueError, match="years: expected a value above zero: 0 given"):
        cs.partner.trap(case, 0)


def test_the_words_on_the_trap_follow_who_wins(case, trap):
    loses = cs.say(trap, "what_turns_it", case=case)
    assert "in one year buying loses, though count and revenue are higher" in loses
    assert cs.say(trap, "title").endswith("in one year buying loses")
    wins = cs.partner.trap(case, 5.0)
    assert "it pays" in cs.say(wins, "what_turns_it", case=case)
    assert cs.say(wins, "title").endswith("in 5 years buying wins")
    good = replace(trap, bought=replace(trap.bought, working_share=np.array(1.0)))
    assert "slide was right" in cs.say(good, "what_turns_it", case=case)
    assert "as they are" in cs.say(good, "title")
    never = replace(trap, break_even=-1.0, share_needed=1.2)
    assert never.payback == np.inf
    assert "even if every single one worked" in cs.say(never, "what_turns_it", case=case)
    assert "even if mending were free" in cs.say(never, "title")
    assert "higher" not in cs.say(
        replace(trap, bought=replace(trap.bought, devices=np.array(1.0))),
        "what_turns_it",
        case=case,
    )


def test_the_slide_shows_count_and_revenue_only(case, trap):
    slide, behind = (
        cs.say(trap, "the_slide", case=case),
        cs.say(trap, "behind_the_slide", case=case),
    )
    assert f"{int(trap.bought.devices):,}" in slide
    assert "integration" not in slide
    assert "integration" in behind


# -- the people ------------------------------------------------------------------------------------


def test_what_people_say_follows_the_figures(case, costs, dates, plans, trap):
    people, fixed = case.scenario.cast, {"case": case}
    opening = cs.say(cs.partner, "opening", **fixed)
    assert people.find("partner").name in opening
    assert people.find("development").name in opening
    kept = percent(costs.kept)
    assert f"count on {kept}" in cs.say(costs, "argument", **fixed)
    assert "count on nothing" in cs.say(replace(costs, home=0.5), "argument", **fixed)
    sure = replace(dates.on_time, probability=np.full(len(dates.names), 0.9))
    assert "better than I feared" in cs.say(replace(dates, on_time=sure), "argument", **fixed)
    late = replace(dates.on_time, probability=np.full(len(dates.names), 0.4))
    assert "risk of 60% that we are late" in cs.say(
        replace(dates, on_time=late), "argument", **fixed
    )
    agreed = replace(plans, scored=plans.best)
    assert "Both methods say" in cs.say(agreed, "argument", **fixed)
    assert "Both methods say" not in cs.say(plans, "argument", **fixed)
    assert ("I would not choose" in cs.say(plans, "argument", **fixed)) == (
        plans.npv[plans.best] - plans.npv[plans.scored] < 0.1 * abs(plans.npv[plans.best])
    )
    fewer = replace(trap, bought=replace(trap.bought, devices=np.array(1.0)))
    assert "More devices and more revenue" in cs.say(trap, "argument", **fixed)
    assert "More devices and more revenue" not in cs.say(fewer, "argument", **fixed)


# -- pictures and the end -------------------------------------------------------------------------


def test_cost_bars_are_stacked_to_the_total_with_the_cheapest_on_top(costs):
    ax = plots.draw(costs)
    order, count = np.argsort(costs.total), len(costs.names)
    for layer, values in enumerate(costs.components.values()):
        bars = ax.patches[layer * count : (layer + 1) * count]
        assert [b.get_width() for b in bars] == pytest.approx(values[order] * 100)
    ends = [b.get_x() + b.get_width() for b in ax.patches[-count:]]
    assert ends == pytest.approx(np.sort(costs.total) * 100)
    assert [t.get_text() for t in ax.get_yticklabels()] == [costs.names[i] for i in order]
    assert ax.lines[0].get_xdata()[0] == pytest.approx(costs.home * 100)


def test_score_bars_are_shares_of_first_places(scores):
    ax, order = plots.draw(scores), np.argsort(-scores.saw)
    widths = [b.get_width() for b in ax.patches]
    drawn = np.concatenate([scores.saw_first[order], scores.topsis_first[order]]) * 100
    assert widths == pytest.approx(drawn)
    assert [t.get_text() for t in ax.get_yticklabels()] == [scores.names[i] for i in order]


def test_dates_are_drawn_before_and_after_the_deadline(dates):
    ax = plots.draw(dates)
    order = np.argsort(-dates.on_time.probability, kind="stable")
    heights = np.reshape([b.get_height() for b in ax.patches], (len(order), -1))
    assert heights / heights.max() == pytest.approx(dates.density[order] / dates.density.max())
    early = [b for b in ax.patches if b.get_facecolor() == ax.patches[0].get_facecolor()]
    area = sum(b.get_height() for b in early) / heights.sum()
    assert area == pytest.approx(dates.on_time.probability.mean())
    dots = [line.get_xdata()[0] for line in ax.lines[: len(order)]]
    assert dots == pytest.approx(dates.likely[order])
    assert ax.lines[len(order)].get_xdata()[0] == dates.deadline


def test_plans_are_drawn_best_first_and_losses_too(plans):
    for record in (plans, replace(plans, npv=plans.npv - plans.npv.mean())):
        ax = plots.draw(record)
        unit, _ = money_axis(record.currency, float(np.abs(record.npv).max()))
        widths = [b.get_width() * unit for b in ax.patches]
        assert widths == pytest.approx(np.sort(record.npv)[::-1])
        marked = [t.get_text() for t in ax.texts if "first by scores" in t.get_text()]
        assert len(marked) == 1


def test_trap_draws_both_routes_the_break_even_and_the_real_cost(case, trap):
    for record in (trap, cs.partner.trap(case, 5.0)):
        ax = plots.draw(record)
        largest = max(np.abs(record.result_own).max(), np.abs(record.result_mended).max())
        unit, _ = money_axis(record.currency, float(largest))
        own, mended, bought, _, cost, even = ax.lines
        assert own.get_ydata() * unit == pytest.approx(record.result_own)
        assert mended.get_ydata() * unit == pytest.approx(record.result_mended)
        assert mended.get_xdata() * unit == pytest.approx(record.investment)
        assert bought.get_ydata()[0] * unit == pytest.approx(float(record.bought.result))
        assert cost.get_xdata()[0] * unit == pytest.approx(record.cost)
        assert even.get_xdata()[0] * unit == pytest.approx(record.break_even)
    none = plots.draw(replace(trap, break_even=-1.0))
    assert len(none.lines) == 5


def test_the_summary_has_three_points_that_say_what_the_pictures_say(
    case, costs, dates, plans, trap
):
    text = cs.say(costs, "summary", dates, plans, trap, case=case)
    points = text.split("\n")
    assert len(points) == 3
    assert points[0].startswith(f"- {cs.say(costs, 'title')}")
    assert points[1].startswith(f"- {cs.say(dates, 'title')}. {cs.say(plans, 'title')}")
    assert points[2].startswith(f"- {cs.say(trap, 'title')}")


def test_by_hand_the_steps_lead_to_the_cost_in_all(case, costs):
    text, i = cs.say(costs, "cost_by_hand", case=case), int(np.argmin(costs.quoted))
    assert costs.names[i] in text
    assert f"**{costs.total[i] * 100:.1f}**" in text
    assert f"**{costs.landed[i] * 100:.1f}**" in text


def test_every_offer_is_on_the_table(case):
    text = cs.say(cs.partner.offers(case), "the_offers", case=case)
    assert case.scenario.company.name in text
    for r in rows(case):
        assert r.name in text
        assert r.place in text
