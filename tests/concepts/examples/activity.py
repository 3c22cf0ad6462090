"""Published examples of activity: a check for each id of `worked_examples.json`."""

from numpy.testing import assert_allclose

from casestudy.concepts import activity

EXACT = 1e-12  # relative: rounding of floating-point numbers and nothing else


def tdabc(given: dict, expected: dict) -> None:
    found = activity.time_driven_cost(
        given["cost"], given["practical_minutes"], given["qty"], given["unit_min"]
    )
    assert_allclose(found.capacity_rate, expected["rate"], rtol=EXACT)
    assert_allclose(found.driver_rates, expected["driver_rates"], rtol=EXACT)
    assert_allclose(found.time_used, expected["used_min"], rtol=EXACT)
    assert_allclose(found.cost_assigned, expected["assigned"], rtol=EXACT)
    assert_allclose(found.unused_time, expected["unused_min"], rtol=EXACT)
    assert_allclose(found.unused_cost, expected["unused_cost"], rtol=EXACT)
    survey = activity.survey_rates(given["cost"], given["pct_survey"], given["qty"])
    assert_allclose(survey, expected["conventional_abc_rates"], rtol=EXACT)
