"""Published examples of pert: a check for each id of `worked_examples.json`."""

import pytest

from casestudy.concepts import pert, schedule


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
