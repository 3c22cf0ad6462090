"""Work that is shared out: to any executor, with the same results, nothing lost with a worker."""

from __future__ import annotations

import pickle
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future
from functools import lru_cache
from typing import Any

from casestudy.scenario.case import Case
from casestudy.scenario.schema import Scenario

IN_HAND = 16  # jobs given to an executor before the first one is waited for


def in_order(
    executor: Executor | None, case: Case, function: Callable, jobs: Iterable[tuple]
) -> Iterator[Any]:
    """What a function gives for a case and each of some jobs, in their order.

    Parameters
    ----------
    executor : Executor or None
        Any of `concurrent.futures`, or one that answers like them; None works here. Jobs that a
        worker had in hand when it was lost are done here, and so are all that come after.
    case : Case
    function : callable
        Of a module, so that another process finds it; called with the case and a job.
    jobs : iterable of tuple

    Yields
    ------
    object
        Results, at most `IN_HAND` jobs ahead.
    """
    if executor is None:
        for job in jobs:
            yield function(case, *job)
        return
    travelling = _packed(case)
    waiting: deque[tuple[tuple, Future | None]] = deque()

    def next_result() -> Any:
        job, future = waiting.popleft()
        if future is not None:
            try:
                return future.result()
            except (BrokenExecutor, CancelledError):
                pass  # whoever had it is gone, and nothing else is lost
        return function(case, *job)

    for job in jobs:
        future = None
        if executor is not None:
            try:
                future = executor.submit(_there, travelling, function, job)
            except BrokenExecutor:
                executor = None
        waiting.append((job, future))
        if len(waiting) > IN_HAND:
            yield next_result()
    while waiting:
        yield next_result()


def _packed(case: Case) -> bytes:
    """What the model reads of a case, as it travels: the scenario, and its products."""
    return pickle.dumps((case.scenario.model_dump_json(), case.tables["skus"]))


@lru_cache(maxsize=4)
def _unpacked(travelling: bytes) -> Case:
    scenario, skus = pickle.loads(travelling)
    return Case(Scenario.model_validate_json(scenario), {"skus": skus})


def _there(travelling: bytes, function: Callable, job: tuple) -> Any:
    return function(_unpacked(travelling), *job)
