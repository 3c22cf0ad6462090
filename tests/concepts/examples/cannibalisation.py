"""Published examples of cannibalisation: a check for each id of `worked_examples.json`."""

import pytest

from casestudy.concepts import cannibalisation


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
