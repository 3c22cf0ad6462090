"""Published examples of choice, schedule, diffusion, shapley and present value, a check an id."""

import re
from collections.abc import Callable

import numpy as np
import pytest

from casestudy.concepts import (
    bass_estimation,
    cannibalisation,
    choice,
    diffusion,
    pert,
    present_value,
    schedule,
    shapley,
    value,
)


def bass1969_peaks(inputs: dict, expected: dict) -> None:
    for product, given in inputs.items():
        peak = diffusion.bass_peak(given["m_thousand"], given["p"], given["q"])
        wanted = expected[product]
        assert peak.time == pytest.approx(wanted["T_star"], rel=1e-3)
        assert peak.rate / 1000 == pytest.approx(wanted["S_star_million"], rel=1e-3)
        # The formula against the curve itself.
        around = diffusion.bass_rate(
            peak.time + np.array([-0.01, 0.0, 0.01]), given["p"], given["q"]
        )
        assert around.argmax() == 1
        assert given["m_thousand"] * around[1] == pytest.approx(peak.rate, rel=1e-9)


def bass_cdf(inputs: dict, expected: dict) -> None:
    p, q = inputs["p"], inputs["q"]
    years = np.arange(1, len(expected["F"]) + 1)
    np.testing.assert_allclose(diffusion.bass_cumulative(years, p, q), expected["F"], atol=1e-4)
    yearly = diffusion.bass_sales(1.0, p, q, years.size)
    np.testing.assert_allclose(yearly.cumsum(), expected["F"], atol=1e-4)
    peak = diffusion.bass_peak(1.0, p, q)
    assert peak.time == pytest.approx(expected["T_star"], abs=1e-4)
    assert peak.cumulative == pytest.approx(expected["F_at_T_star"], abs=1e-4)
    # The rule as it is published: both of its sides are computed from its text.
    sides = re.findall(r"F\((\d+);p(?:/(\d+))?,q(?:/(\d+))?\)", expected["quarterly_rate_rule"])
    in_quarters, in_years = (
        float(diffusion.bass_cumulative(int(time), p / int(by_p or 1), q / int(by_q or 1)))
        for time, by_p, by_q in sides
    )
    assert in_quarters == pytest.approx(in_years, rel=1e-12)
    assert in_years == pytest.approx(expected["F"][-1], abs=1e-4)
    quarters = diffusion.bass_sales(1.0, p, q, 20, periods_per_year=4)
    assert quarters.sum() == pytest.approx(in_quarters, rel=1e-12)
    assert quarters[:4].sum() == pytest.approx(yearly[0], rel=1e-12)
    assert quarters.sum() == pytest.approx(yearly.sum(), rel=1e-12)


def bass_ols(inputs: dict, expected: dict) -> None:
    for name, series in inputs["series_thousand_units"].items():
        wanted = next(v for key, v in expected.items() if name.startswith(key))
        fit = bass_estimation.bass_regression(series)
        found = {"p": fit.innovation, "q": fit.imitation, "m": fit.potential, "R2": fit.r_squared}
        for key, number in wanted.items():
            assert found[key] == pytest.approx(number, rel=1e-4), (name, key)


def evc(inputs: dict, expected: dict) -> None:
    worth = value.economic_value(
        inputs["ref_price"],
        differentiation=inputs["functional"],
        reference_startup_cost=inputs["startup_saving"],
        reference_postpurchase_cost=inputs["postpurchase_saving"],
    )
    assert worth.total == expected["EVC"]
    assert worth.inducement(825) == expected["at_price_825_inducement"]


def red_blue_bus(inputs: dict, expected: dict) -> None:
    before = choice.logit_shares(inputs["V"])
    after = choice.logit_shares([*inputs["V"], inputs["add_V"]])
    np.testing.assert_allclose(before, expected["before"], rtol=1e-12)
    np.testing.assert_allclose(after, expected["after"], rtol=1e-12)
    # What the added bus takes, and where its riders go when it stops.
    np.testing.assert_allclose(before - choice.demand_draw(before, after[-1]), after[:-1])
    transfer = choice.demand_transfer(after, [False, False, True])
    np.testing.assert_allclose(transfer, [*(after[:-1] / (1 - after[-1])), 0.0], rtol=1e-12)
    np.testing.assert_allclose((after + after[-1] * transfer)[:-1], before, rtol=1e-12)


def pert_wizedu(inputs: dict, expected: dict) -> None:
    estimates = inputs["abm"]
    before = {task: list(names) for task, names in inputs["pred"].items()}
    means = {task: pert.pert_moments(*three)[0] for task, three in estimates.items()}
    plan = schedule.critical_path_method(means, before)
    assert plan.duration == pytest.approx(expected["T"], rel=1e-12)
    assert ["".join(path) for path in plan.critical_paths()] == [expected["CP"]]
    found = pert.pert_estimate(estimates, plan.critical_paths())
    assert found.mean == pytest.approx(expected["T"], rel=1e-12)
    assert found.variance == pytest.approx(expected["var"], abs=1e-5)
    assert found.on_time(25) == pytest.approx(expected["P25"], abs=1e-5)
    assert found.on_time(30) == pytest.approx(expected["P30"], abs=1e-5)
    assert found.duration_at(0.85) == pytest.approx(expected["D85"], abs=1e-5)


def cpm_taylor(inputs: dict, expected: dict) -> None:
    arcs = inputs["arcs"]
    plan = schedule.critical_path_method(arcs, schedule.arc_predecessors(arcs))
    assert plan.duration == expected["T"]
    (path,) = plan.critical_paths()
    events = [path[0].split("-")[0], *(arc.split("-")[1] for arc in path)]
    assert "-".join(events) == expected["CP"]
    slack = dict(zip(plan.tasks, plan.total_slack.tolist(), strict=True))
    assert slack == dict.fromkeys(arcs, 0) | expected["slack"]


def shapley_airport(inputs: dict, expected: dict) -> None:
    cost = np.array(inputs["cost"], float)
    longest = (shapley.coalitions(cost.size) * cost).max(axis=-1)
    np.testing.assert_allclose(shapley.shapley_values(longest), expected["phi"], rtol=1e-12)


def shapley_glove(inputs: dict, expected: dict) -> None:
    # The game as it is published: a coalition is worth one with the right glove and enough left.
    (enough,) = re.fullmatch(r"R with >=(\d+) L", inputs["v"]).groups()
    *lefts, right = shapley.coalitions(len(expected["phi"])).T
    pairs = right & (np.sum(lefts, axis=0) >= int(enough))
    np.testing.assert_allclose(shapley.shapley_values(pairs), expected["phi"], atol=1e-12)


def npv_gitman(inputs: dict, expected: dict) -> None:
    cash, times = inputs["cash"], np.arange(len(inputs["cash"]))
    found = present_value.present_value(cash, inputs["rate"], times)
    assert found == pytest.approx(expected["npv"], abs=1e-12)
    rate = present_value.internal_rate_of_return(cash, times)
    assert rate == pytest.approx(expected["irr"], abs=5e-6)


def irr_documented(inputs: dict, expected: dict) -> None:
    digits = (1e-15, 5e-5, 5e-6)
    for cash, wanted, near in zip(inputs["one_change"], expected["irr"], digits, strict=True):
        rate = present_value.internal_rate_of_return(cash, np.arange(len(cash)))
        assert rate == pytest.approx(wanted, abs=near)
    for cash, root in zip(inputs["several_changes"], expected["a_root"], strict=True):
        around = root + np.array([-5e-5, 5e-5])
        low, high = present_value.present_value(cash, around, np.arange(len(cash)))
        assert low * high < 0
        with pytest.raises(ValueError, match="several rates"):
            present_value.internal_rate_of_return(cash, np.arange(len(cash)))


def irr_two_rates(inputs: dict, expected: dict) -> None:
    found = present_value.present_value(inputs["cash"], expected["rates"], [0, 1, 2])
    np.testing.assert_allclose(found, 0.0, atol=1e-12)
    with pytest.raises(ValueError, match=r"one change of sign.*2 given"):
        present_value.internal_rate_of_return(inputs["cash"], [0, 1, 2])


def growing_perpetuity(inputs: dict, expected: dict) -> None:
    growth = inputs["growth"]
    last = inputs["first_payment"] / (1 + growth)
    found = present_value.fading_perpetuity(last, inputs["rate"], -growth)
    assert found == pytest.approx(expected["value"], rel=1e-12)


def cannibalisation_fixed_cost(inputs: dict, expected: dict) -> None:
    old, new, units = (inputs[k] for k in ("old_margin", "new_margin", "gross_units"))
    source = cannibalisation.source_of_sales(units, inputs["cannibalised_units"])
    rate = source.cannibalisation_rate
    gain = cannibalisation.incremental_contribution(units, rate, new, old)
    assert gain == pytest.approx(expected["gain"], rel=1e-12)
    assert inputs["old_units"] * old == expected["before"]
    assert expected["before"] + gain == pytest.approx(expected["after"], rel=1e-12)
    at_cost = cannibalisation.break_even_cannibalisation(
        new, old, fixed_cost=expected["fixed_cost_at_break_even"], gross_units=units
    )
    assert at_cost == pytest.approx(float(rate), rel=1e-12)


def offer_sets(inputs: dict, expected: dict) -> None:
    choices = {offer: np.array(chosen) for offer, chosen in inputs["choices"].items()}
    for offer, chosen in choices.items():  # the table is copied as it was printed
        assert chosen @ inputs["fares"] == pytest.approx(expected["revenue"][offer], rel=1e-12)
    everything = choices["YMK"]
    for offer, wanted in expected["recapture"].items():
        gone = np.array([name not in offer for name in inputs["products"]])
        found = choice.observed_recapture(everything, choices[offer], gone)
        assert found == pytest.approx(wanted, abs=1e-12), offer
        # A logit that knows the full offer alone sees nobody leave.
        by_logit = choice.recapture_rate([*everything, 0.0], [*gone, False], [True] * 3 + [False])
        assert by_logit == pytest.approx(expected["logit_recapture"], rel=1e-12)


def logit_recapture(inputs: dict, expected: dict) -> None:
    line, retired = inputs["line_share"], inputs["retired_share"]
    found = choice.logit_recapture(line, retired)
    assert found == pytest.approx(expected["recapture"], abs=1e-4)
    # Two products and everything else, spelt out.
    shares = [line * retired, line * (1 - retired), 1 - line]
    spelt_out = choice.recapture_rate(shares, [True, False, False], [True, True, False])
    assert found == pytest.approx(float(spelt_out), rel=1e-12)


CHECKS: dict[str, Callable[[dict, dict], None]] = {
    check.__name__: check
    for check in (
        bass1969_peaks,
        bass_cdf,
        bass_ols,
        evc,
        red_blue_bus,
        pert_wizedu,
        cpm_taylor,
        shapley_airport,
        shapley_glove,
        npv_gitman,
        irr_documented,
        irr_two_rates,
        growing_perpetuity,
        cannibalisation_fixed_cost,
        offer_sets,
        logit_recapture,
    )
}
