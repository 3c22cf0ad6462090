"""The learner's progress in a file of their own, which two kernels may write at once."""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Annotated, Literal, Protocol
from weakref import WeakSet

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from casestudy.errors import InputError
from casestudy.files.places import home_folder
from casestudy.files.reading import content_of
from casestudy.files.writing import KEPT, write_atomically
from casestudy.scenario.case import Case
from casestudy.scenario.identity import scenario_key

VERSION = 1
LARGEST = 2_000_000
MOST_TRIES = 500
PATIENCE = 5.0  # seconds to wait for another kernel that writes
Id = Annotated[str, Field(pattern=r"^\d\d-[a-z0-9]{1,8}$")]


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class ExerciseRecord(_Entry):
    """What is known of one exercise.

    `attempts` holds a mark of each different answer, so that a cell run again is no new try;
    `answer` is the last one as text, `met` the points of a rubric that the learner's text makes.
    """

    attempts: list[str] = Field(default_factory=list, max_length=MOST_TRIES)
    answer: str = ""
    solved: bool = False
    hints: Annotated[int, Field(ge=0, le=10)] = 0
    met: list[int] | None = None


class PredictionRecord(_Entry):
    """A committed prediction, in the unit of its question."""

    value: float = Field(allow_inf_nan=False)
    low: float = Field(allow_inf_nan=False)
    high: float = Field(allow_inf_nan=False)


class Kept(_Entry):
    """All that a progress file holds."""

    progress_version: Literal[1] = VERSION
    scenario: str
    exercises: dict[Id, ExerciseRecord] = Field(default_factory=dict)
    predictions: dict[Id, PredictionRecord] = Field(default_factory=dict)

    def exercise(self, id: str) -> ExerciseRecord:
        """The record of an exercise, a new one where there is none."""
        return self.exercises.setdefault(id, ExerciseRecord())


Change = Callable[[Kept], None]


class _Unusable(Exception):
    """The file cannot be read or written; the message says why."""


# By file, for the life of the kernel: changes that could not be written, what is still to be said,
# what was said, and whether there was progress.
_PENDING: dict[Path, list[Change]] = {}
_NOTICES: dict[Path, list[str]] = {}
_SAID: dict[Path, set[str]] = {}
_SEEN: set[Path] = set()


# What is told of each change, by file, for as long as somebody else holds it.
_FOLLOWERS: dict[Path, WeakSet[Follower]] = {}


class Follower(Protocol):
    """Something that is told when progress changes."""

    def tell(self) -> None:
        """Look anew at what is known."""


def follow(store: ProgressStore, follower: Follower) -> None:
    """Tell a follower of every change in this process.

    Parameters
    ----------
    store : ProgressStore
    follower : Follower
        Only as long as something else holds it.
    """
    _FOLLOWERS.setdefault(store.path, WeakSet()).add(follower)


class ProgressStore:
    """The progress in one scenario.

    Each change reads the file, changes it and replaces it under a lock, so that two kernels that
    write at once lose nothing. Nothing here raises: what cannot be written is kept until the
    kernel stops, and said once.
    """

    def __init__(self, scenario: str, folder: Path | None = None) -> None:
        """Progress in a scenario (or a variant of one) by its name."""
        self.scenario = scenario
        folder = home_folder() / "progress" if folder is None else Path(folder)
        self.path = folder / f"{re.sub(r'[^A-Za-z0-9_.-]', '_', scenario)}.json"

    @classmethod
    def of(cls, case: Case) -> ProgressStore:
        """Progress in a case: kept by what its scenario is, not by its name alone."""
        return cls(scenario_key(case))

    @property
    def unsaved(self) -> bool:
        """Whether there is progress that could not be written."""
        return bool(_PENDING.get(self.path))

    def read(self) -> Kept:
        """What is known now; changes to what is returned are not kept."""
        try:
            kept = self._read_file()
        except _Damaged:
            kept = self._read_again()
        except _Unusable as problem:
            self._say(f"Your progress cannot be read: {problem}.")
            kept = Kept(scenario=self.scenario)
        for change in _PENDING.get(self.path, ()):
            change(kept)
        return kept

    def update(self, change: Change) -> Kept:
        """Apply a change, write it, and tell those who follow.

        Parameters
        ----------
        change : callable of Kept
            Changes the record in place. Where it cannot be written, it is applied anew to what is
            read later.

        Returns
        -------
        Kept
            What is known after the change, also where it could not be written.
        """
        kept = self._updated(change)
        for follower in tuple(_FOLLOWERS.get(self.path, ())):
            follower.tell()
        return kept

    def _updated(self, change: Change) -> Kept:
        pending = _PENDING.setdefault(self.path, [])
        try:
            with self._lock():
                kept = self._load_locked()
                for each in (*pending, change):
                    each(kept)
                text = _text(kept)
                if len(text.encode()) > LARGEST:
                    raise _Unusable(f"{self.path} would have more than {LARGEST:,} bytes")
                write_atomically(self.path, text)
        except (_Unusable, InputError, OSError, NotImplementedError) as problem:
            pending.append(change)
            reason = getattr(problem, "strerror", None) or str(problem)
            self._say(
                f"Your progress cannot be recorded ({reason}); it is kept until the kernel stops."
            )
            return self.read()
        pending.clear()
        _SEEN.add(self.path)
        return kept

    def start_over(self, notebook: str) -> Path | None:
        """Forget exercises, hints and predictions of a notebook, and keep them aside.

        Parameters
        ----------
        notebook : str
            Its number, as "05".

        Returns
        -------
        Path or None
            Where they are kept now; None where there were none.

        Raises
        ------
        InputError
            If they cannot be kept aside; then nothing is forgotten.
        """
        now = self.read()
        taken = Kept(
            scenario=self.scenario,
            exercises={i: r for i, r in now.exercises.items() if i.startswith(f"{notebook}-")},
            predictions={i: r for i, r in now.predictions.items() if i.startswith(f"{notebook}-")},
        )
        if not taken.exercises and not taken.predictions:
            return None
        aside = self._aside(notebook)
        write_atomically(aside, _text(taken))

        def forget(kept: Kept) -> None:
            # What another kernel has changed since is not in the copy, and stays.
            for records, gone in (
                (kept.exercises, taken.exercises),
                (kept.predictions, taken.predictions),
            ):
                for id in [id for id in gone if records.get(id) == gone[id]]:
                    del records[id]

        self.update(forget)
        return aside

    def _aside(self, notebook: str) -> Path:
        folder = self.path.parent / KEPT
        names = (folder / f"{self.path.stem}.{notebook}.kept-{n}.json" for n in count(1))
        return next(name for name in names if not os.path.lexists(name))

    def notices(self) -> list[str]:
        """What is to be said about the file, each once."""
        return _NOTICES.pop(self.path, [])

    def _say(self, text: str) -> None:
        if text not in _SAID.setdefault(self.path, set()):
            _SAID[self.path].add(text)
            _NOTICES.setdefault(self.path, []).append(text)

    @contextmanager
    def _lock(self) -> Iterator[None]:
        from filelock import FileLock

        self.path.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(self.path.with_name(f"{self.path.name}.lock"), timeout=PATIENCE):
            yield

    def _load_locked(self) -> Kept:
        """The file's content; a damaged file is moved aside, and one that is gone is said."""
        try:
            return self._read_file()
        except _Damaged as damage:
            aside = _free(self.path)
            try:
                os.replace(self.path, aside)
            except OSError as error:
                raise _Unusable(f"{self.path} is damaged and cannot be moved aside") from error
            _SEEN.discard(self.path)
            # Each damage is news, even if the file was damaged in the same way before.
            _NOTICES.setdefault(self.path, []).append(
                f"Your progress file was damaged ({damage}). It is kept as {aside}, and recording "
                "starts anew."
            )
            return Kept(scenario=self.scenario)

    def _read_again(self) -> Kept:
        try:
            with self._lock():
                return self._load_locked()
        except (_Unusable, OSError, NotImplementedError) as problem:
            self._say(f"Your progress cannot be read: {problem}.")
            return Kept(scenario=self.scenario)

    def _read_file(self) -> Kept:
        try:
            content = _bytes_of(self.path)
        except FileNotFoundError:
            if self.path in _SEEN:
                _SEEN.discard(self.path)
                _NOTICES.setdefault(self.path, []).append(
                    f"Your progress file is gone ({self.path}); recording starts anew."
                )
            return Kept(scenario=self.scenario)
        except OSError as error:
            raise _Unusable(f"{self.path}: {error.strerror}") from None
        except InputError as error:  # a folder, a pipe, or far too large
            raise _Damaged(str(error).removeprefix(f"{self.path}: ")) from None
        kept = _kept(content, self.path)
        _SEEN.add(self.path)
        return kept


class _Damaged(Exception):
    """The file holds something else than progress; the message says what."""


def _kept(content: bytes, path: Path) -> Kept:
    try:
        data = json.loads(content)
        version = data.get("progress_version") if isinstance(data, dict) else None
        if isinstance(version, int) and version > VERSION:
            raise _Unusable(f"{path} was made by a newer version of casestudy")
        return Kept.model_validate(data)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(map(str, first["loc"])) or "the whole"
        raise _Damaged(f"{where}: {first['msg'].lower()}") from None
    except (ValueError, RecursionError):
        raise _Damaged("it is not valid JSON") from None


def _bytes_of(path: Path) -> bytes:
    """Content of the file, tried again while another program replaces it (Windows)."""
    for _ in range(10 if os.name == "nt" else 0):
        with suppress(PermissionError):
            return content_of(path, LARGEST)
        time.sleep(0.02)
    return content_of(path, LARGEST)


def _text(kept: Kept) -> str:
    return json.dumps(kept.model_dump(), indent=1, allow_nan=False) + "\n"


def _free(path: Path) -> Path:
    """A name beside the file that says what it is, and that is not taken."""
    names = (path.with_name(f"{path.stem}.damaged-{n}.json") for n in count(1))
    return next(name for name in names if not os.path.lexists(name))
