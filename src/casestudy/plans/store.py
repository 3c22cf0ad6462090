"""The learner's plans: kept under a name in a folder of their own, and never lost."""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path

from casestudy.errors import InputError, given, unknown
from casestudy.files.places import home_folder
from casestudy.files.reading import stamp
from casestudy.files.writing import settle, sole_writer, write_together
from casestudy.levers import Assumptions, Levers
from casestudy.plans.files import KeptPlan, plan_text, read_kept
from casestudy.scenario.case import Case
from casestudy.scenario.identity import scenario_key

LONGEST_NAME = 60
SAFE = "nothing was lost: the plans kept before are as they were"


class PlanExists(InputError):
    """A plan of that name is kept already."""


class PlanStore:
    """The plans that a learner keeps for one scenario.

    Names that differ only in capitals are the same name. A name never reaches the file system:
    the file is called by letters and digits of it, and a hash.
    """

    def __init__(self, case: Case, folder: Path | None = None) -> None:
        """Plans of a case in a folder, by default in the learner's own place."""
        self._case = case
        if folder is None:
            folder = home_folder() / "plans" / scenario_key(case)
        self.folder = Path(folder)
        self._read_before: dict[Path, tuple[tuple[int, ...], KeptPlan | str]] = {}

    def names(self) -> list[str]:
        """Names of the plans that can be loaded, sorted."""
        kept, _ = self._scan()
        return sorted((plan.name for plan, _ in kept.values()), key=lambda n: (_key(n), n))

    def problems(self) -> list[str]:
        """What is wrong with files of the folder that cannot be loaded, a message each."""
        return list(self._scan()[1].values())

    def keep(
        self,
        name: str,
        levers: Levers,
        assumptions: Assumptions | None = None,
        *,
        replace: bool = False,
    ) -> Path:
        """Keep a plan under a name.

        Parameters
        ----------
        name : str
            1 to 60 characters of any kind that can be seen, without spaces at the ends.
        levers : Levers
        assumptions : Assumptions, optional
            The scenario's own by default.
        replace : bool
            Whether a plan that has the name already may be replaced.

        Returns
        -------
        Path
            The file.

        Raises
        ------
        PlanExists
            If the name is taken and `replace` is not set.
        InputError
            If the name or a value is not accepted, or the file cannot be written.
        """
        name = checked_name(name)
        text = plan_text(self._case, name, levers, assumptions)
        with self._alone(name, "kept"):
            kept, _ = self._scan()
            there = kept.get(_key(name))
            if there and not replace:
                raise PlanExists(
                    f"a plan {there[0].name!r} is kept already; choose another name, or replace it"
                )
            path = there[1] if there else _free(self.folder / _stem(name))
            self._write(name, {path.name: text})
        return path

    @contextmanager
    def _alone(self, name: str, done: str) -> Iterator[None]:
        """Nobody else keeps a plan between a look at the folder and the writing."""
        try:
            with sole_writer(self.folder):
                yield
        except OSError as error:
            raise InputError(
                f"{self.folder}: the plan {name!r} was not {done}: the folder cannot be written "
                f"to ({error.strerror}); {SAFE}"
            ) from None

    def _write(self, name: str, contents: Mapping[str, str | None]) -> None:
        try:
            write_together(self.folder, contents)
        except InputError as error:
            raise InputError(f"the plan {name!r} was not kept: {error}; {SAFE}") from None

    def load(self, name: str) -> KeptPlan:
        """A plan that was kept.

        Raises
        ------
        InputError
            If there is none of that name (the nearest is named), or its file is damaged.
        """
        return self._find(name)[0]

    def rename(self, old: str, new: str) -> Path:
        """Give a plan another name.

        Raises
        ------
        PlanExists
            If the new name is taken by another plan.
        InputError
            If there is no plan of the old name, the new one is not accepted, or the operating
            system refuses; the plan then has its old name.
        """
        self._find(old)
        new = checked_name(new)
        with self._alone(old, "renamed"):
            plan, path = self._find(old)
            text = plan_text(self._case, new, plan.levers, plan.assumptions)
            if _key(new) == _key(old):
                self._write(new, {path.name: text})
                return path
            kept, _ = self._scan()
            if taken := kept.get(_key(new)):
                raise PlanExists(f"a plan {taken[0].name!r} is kept already; choose another name")
            target = _free(self.folder / _stem(new))
            try:
                write_together(self.folder, {target.name: text, path.name: None})
            except InputError as error:
                raise InputError(
                    f"the plan {plan.name!r} cannot be renamed: {error}; {SAFE}"
                ) from None
        return target

    def delete(self, name: str) -> Path:
        """Move a plan out of the way, into the folder `deleted`.

        Returns
        -------
        Path
            Where its file is now.

        Raises
        ------
        InputError
            If there is no such plan, or the operating system refuses; the plan is then still
            there.
        """
        plan, path = self._find(name)
        bin_ = self.folder / "deleted"
        try:
            bin_.mkdir(exist_ok=True)
            target = _free(bin_ / path.stem)
            os.replace(path, target)
        except OSError as error:
            with suppress(OSError):
                bin_.rmdir()  # only if it is empty
            raise self._refused("deleted", plan.name, error) from None
        return target

    def _refused(self, done: str, name: str, error: OSError) -> InputError:
        return InputError(
            f"{self.folder}: the plan {name!r} cannot be {done} ({error.strerror}); {SAFE}"
        )

    def _find(self, name: str) -> tuple[KeptPlan, Path]:
        kept, problems = self._scan()
        key = _key(str(name))
        if key in kept:
            return kept[key]
        for path, problem in problems.items():
            if path.stem == _stem(str(name)):
                raise InputError(problem)
        known = sorted(plan.name for plan, _ in kept.values())
        if not known:
            raise InputError(f"there is no plan {given(name)}; none is kept yet")
        raise InputError(unknown("plan", name, known))

    def _scan(self) -> tuple[dict[str, tuple[KeptPlan, Path]], dict[Path, str]]:
        """The plans by the key of their name, and the problem of each file that is none."""
        kept: dict[str, tuple[KeptPlan, Path]] = {}
        problems: dict[Path, str] = {}
        try:
            settle(self.folder)
        except InputError as error:
            return {}, {self.folder: str(error)}
        try:
            with os.scandir(self.folder) as entries:
                found = sorted(Path(entry) for entry in entries)
        except FileNotFoundError:
            return {}, {}
        except OSError as error:
            return {}, {self.folder: f"{self.folder}: cannot be read ({error.strerror})"}
        for path in _plan_files(found):
            plan = self._read(path)
            if isinstance(plan, str):
                problems[path] = plan
                continue
            first = kept.setdefault(_key(plan.name), (plan, path))[1]
            if first != path:
                problems[path] = (
                    f"{path}: the plan {plan.name!r} stands in {first.name} already; "
                    "give one of the two another name"
                )
        return kept, problems

    def _read(self, path: Path) -> KeptPlan | str:
        """A plan, or what is wrong with its file; read again only when the file has changed."""
        seen = stamp(path)
        known = self._read_before.get(path)
        if known and seen and known[0] == seen:
            return known[1]
        try:
            found: KeptPlan | str = read_kept(path, self._case)
        except InputError as error:
            found = str(error)
        self._read_before[path] = (seen, found)
        return found


def _plan_files(found: list[Path]) -> Iterator[Path]:
    """Plan files; what begins with a dot is a part of one that was being written."""
    for path in found:
        if path.suffix.lower() in {".yaml", ".yml"} and not path.name.startswith("."):
            yield path


def checked_name(name: str) -> str:
    """A name that a plan can have, in the normal form of its characters.

    Raises
    ------
    InputError
        Saying what is accepted, and what was given.

    Examples
    --------
    >>> checked_name("Price +1% / less variety")
    'Price +1% / less variety'
    """
    text = unicodedata.normalize("NFC", name) if isinstance(name, str) else ""
    kinds = {unicodedata.category(letter) for letter in text}
    problem = ""
    if not text.strip():
        problem = "it is empty"
    elif len(text) > LONGEST_NAME:
        problem = f"it has {len(text)}"
    elif kinds & {"Cc", "Cs", "Zl", "Zp"}:
        problem = "it has control characters"
    elif text != text.strip():
        problem = "it begins or ends with a space"
    elif not kinds - {"Cf", "Zs", "Mn", "Me"}:
        problem = "nothing of it can be seen"
    if problem:
        raise InputError(
            f"name of a plan: expected 1 to {LONGEST_NAME} characters in one line, without spaces "
            f"at its ends, not {given(name)}: {problem}"
        )
    return text


def _key(name: str) -> str:
    """What is the same for names that count as the same."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def _stem(name: str) -> str:
    """Name of a file without its ending: letters and digits of the name, and a hash of it.

    >>> _stem("Über/Nacht!"), _stem("CON"), _stem("🚀")
    ('uber-nacht-e57c1bf0', 'con-1143da2b', 'plan-ebbc0b28')
    """
    key = _key(name)
    plain = unicodedata.normalize("NFKD", key).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", plain)[:40].strip("-") or "plan"
    return f"{slug}-{hashlib.sha256(key.encode('utf-8', 'replace')).hexdigest()[:8]}"


def _free(path: Path) -> Path:
    """A file of that stem that does not exist yet."""
    for number in count(1):
        ending = ".yaml" if number == 1 else f"-{number}.yaml"
        candidate = path.with_name(path.name + ending)
        if not os.path.lexists(candidate):
            return candidate
    raise AssertionError  # pragma: no cover
