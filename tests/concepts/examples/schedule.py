"""Published examples of schedule: a check for each id of `worked_examples.json`."""

from casestudy.concepts import schedule


def cpm_taylor(inputs: dict, expected: dict) -> None:
    arcs = inputs["arcs"]
    plan = schedule.critical_path_method(arcs, schedule.arc_predecessors(arcs))
    assert plan.duration == expected["T"]
    (path,) = plan.critical_paths()
    events = [path[0].split("-")[0], *(arc.split("-")[1] for arc in path)]
    assert "-".join(events) == expected["CP"]
    slack = dict(zip(plan.tasks, plan.total_slack.tolist(), strict=True))
    assert slack == dict.fromkeys(arcs, 0) | expected["slack"]
