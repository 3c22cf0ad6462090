"""Lines about a calibration say what it would take."""

import pytest

import casestudy as cs
from casestudy.own.calibrating import calibration_lines


@pytest.fixture(params=["turnaround", "packaging"])
def case(request):
    return cs.load_case(request.param)


def test_calibration_lines_say_what_it_would_take(case):
    low = cs.calibrate(case, {"revenue_growth": 0.0})
    text = "\n".join(calibration_lines(case, low))
    assert "NOT met, the nearest is" in text
    assert "to meet all of them it would take" in text
    high = cs.calibrate(case, {"revenue_growth": 1.5})
    text = "\n".join(calibration_lines(case, high))
    assert "NOT met, the nearest is" in text
    assert "no values that the model can take would meet all of them" in text
