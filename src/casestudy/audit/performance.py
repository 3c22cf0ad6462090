"""All chapters with one scenario, each in a process of its own, a few at a time."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

from casestudy.audit.rehearsal import Failure, chapters

LONGEST = 900  # seconds for one chapter
MOST_PROCESSES = 4  # each takes some 250 MB


def rehearse_all(
    path: Path,
    *,
    only: Sequence[str] | None = None,
    progress: Callable[[str, int, int, int], None] | None = None,
) -> list[Failure]:
    """All that breaks in any chapter with the scenario of a file.

    Parameters
    ----------
    path : Path
        The scenario file; its tables have to be there.
    only : sequence of str, optional
        Names of chapters; all by default.
    progress : callable, optional
        Told after each chapter: its name, chapters done, chapters in all, failures so far.

    Returns
    -------
    list of Failure
        In the order of the chapters.

    Notes
    -----
    Each chapter has a process of its own, so that one that hangs or dies takes no other with it,
    and a home of its own, so that nobody's progress is touched.
    """
    wanted = list(chapters()) if only is None else list(only)
    found: dict[str, list[Failure]] = {}
    workers = max(1, min(os.cpu_count() or 1, MOST_PROCESSES))
    with tempfile.TemporaryDirectory(prefix="casestudy-") as home:
        pool = ThreadPoolExecutor(workers)
        try:
            started = {pool.submit(_rehearsed, path, name, home): name for name in wanted}
            for done in as_completed(started):
                found[started[done]] = done.result()
                if progress is not None:
                    broken = sum(map(len, found.values()))
                    progress(started[done], len(found), len(wanted), broken)
        finally:
            pool.shutdown(cancel_futures=True)
    return [failure for name in wanted for failure in found[name]]


def _rehearsed(path: Path, chapter: str, home: str) -> list[Failure]:
    """One chapter in another process."""
    environment = os.environ | {
        "CASESTUDY_HOME": str(Path(home) / chapter),
        "CASESTUDY_SCENARIO": str(path),
        "CASESTUDY_VARIANT": "0",
        "MPLBACKEND": "Agg",
        "PYTHONIOENCODING": "utf-8",
        # One core each: the chapters themselves run side by side.
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
    }
    # -P: a file of the user's called numpy.py is no part of this.
    command = [sys.executable, "-P", "-m", "casestudy.audit.rehearsal", str(path), chapter]
    try:
        done = subprocess.run(
            command, env=environment, capture_output=True, timeout=LONGEST, check=False,
            stdin=subprocess.DEVNULL,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return [Failure(chapter, "the whole chapter", f"not done after {LONGEST // 60} minutes")]
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        last = said[-1][:160] if said else "without a word"
        return [Failure(chapter, "the whole chapter", f"ended with {done.returncode}: {last}")]
    return [Failure(**entry) for entry in json.loads(done.stdout.decode("utf-8"))]
