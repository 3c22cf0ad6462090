"""All chapters with one scenario, in other processes, a few at a time."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from queue import SimpleQueue
from typing import IO

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
    A few processes go from chapter to chapter: to start one and to read the case takes longer than
    most chapters. One that hangs or dies takes no other chapter with it: the next ones have a new
    process. Each chapter has a home of its own, so that nobody's progress is touched.
    """
    wanted = list(chapters()) if only is None else list(only)
    found: dict[str, list[Failure]] = {}
    workers = max(1, min(os.cpu_count() or 1, MOST_PROCESSES, len(wanted)))
    with tempfile.TemporaryDirectory(prefix="casestudy-") as home:
        pool, stages = ThreadPoolExecutor(workers), [_Stage(path, home) for _ in range(workers)]
        free: SimpleQueue[_Stage] = SimpleQueue()
        for stage in stages:
            free.put(stage)

        def rehearsed(chapter: str) -> list[Failure]:
            stage = free.get()  # there are as many as threads
            try:
                return stage.rehearsed(chapter)
            finally:
                free.put(stage)

        try:
            started = {pool.submit(rehearsed, name): name for name in wanted}
            for done in as_completed(started):
                found[started[done]] = done.result()
                if progress is not None:
                    broken = sum(map(len, found.values()))
                    progress(started[done], len(found), len(wanted), broken)
        finally:
            pool.shutdown(cancel_futures=True)
            for stage in stages:
                stage.close()
    return [failure for name in wanted for failure in found[name]]


class _Stage:
    """Another process for one chapter at a time, replaced once it has ended."""

    def __init__(self, path: Path, home: str) -> None:
        self._path, self._home = path, home
        self._process: subprocess.Popen[str] | None = None
        self._said: IO[bytes] | None = None

    def rehearsed(self, chapter: str) -> list[Failure]:
        """One chapter; a failure too where the process does not live through it."""
        if self._process is None or self._process.poll() is not None:
            self.close()
            self._process = self._started()
        process, late = self._process, threading.Event()

        def end() -> None:
            late.set()
            process.kill()

        alarm = threading.Timer(LONGEST, end)
        alarm.start()
        answer = ""
        with contextlib.suppress(OSError):  # it has ended
            process.stdin.write(f"{chapter}\n")
            process.stdin.flush()
            answer = process.stdout.readline()
        alarm.cancel()
        alarm.join()
        if answer and not late.is_set():
            return [Failure(**entry) for entry in json.loads(answer)]
        code = process.wait()
        said = self._last()
        self.close()
        told = (
            f"not done after {LONGEST // 60} minutes"
            if late.is_set()
            else (f"ended with {code}: {said}")
        )
        return [Failure(chapter, "the whole chapter", told)]

    def _started(self) -> subprocess.Popen[str]:
        environment = os.environ | {
            "CASESTUDY_HOME": self._home,
            "CASESTUDY_SCENARIO": str(self._path),
            "CASESTUDY_VARIANT": "0",
            "MPLBACKEND": "Agg",
            # One core each: the chapters themselves run side by side.
            "OMP_NUM_THREADS": "1",
            "OPENBLAS_NUM_THREADS": "1",
        }
        self._said = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the process
        # -P: a file of the user's called numpy.py is no part of this.
        code = "import sys; from casestudy.audit.rehearsal import main; main(sys.argv[1])"
        return subprocess.Popen(
            [sys.executable, "-P", "-c", code, str(self._path)], env=environment,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._said, encoding="utf-8",
        )  # fmt: skip

    def _last(self) -> str:
        """The last line that a process has said to nobody."""
        self._said.seek(0)
        said = self._said.read().decode("utf-8", "replace").strip().splitlines()
        return said[-1][:160] if said else "without a word"

    def close(self) -> None:
        """End the process, which waits for the next chapter."""
        if self._process is not None:
            with contextlib.suppress(OSError):
                self._process.stdin.close()
            self._process.wait()
            self._process.stdout.close()
            self._said.close()
            self._process = None
