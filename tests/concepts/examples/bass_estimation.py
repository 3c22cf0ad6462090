"""Published examples of bass estimation: a check for each id of `worked_examples.json`."""

import pytest

from casestudy.concepts import bass_estimation


def bass_ols(inputs: dict, expected: dict) -> None:
    for name, series in inputs["series_thousand_units"].items():
        wanted = next(v for key, v in expected.items() if name.startswith(key))
        fit = bass_estimation.bass_regression(series)
        found = {"p": fit.innovation, "q": fit.imitation, "m": fit.potential, "R2": fit.r_squared}
        for key, number in wanted.items():
            assert found[key] == pytest.approx(number, rel=1e-4), (name, key)
