"""Published examples of present value: a check for each id of `worked_examples.json`."""

import numpy as np
import pytest

from casestudy.concepts import present_value


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
