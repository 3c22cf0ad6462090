"""Which scenario a case is, beside its name: a learner's progress and plans are kept by this.

Two courses may each have a scenario `acme`. A ready scenario is known by its name, another one by
its file. An edited file stays the same scenario, and so does one that was moved to another place.
What was kept before, by the name alone, goes to the first scenario that it fits.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from casestudy.errors import InputError
from casestudy.files.places import available, home_folder
from casestudy.files.reading import content_of
from casestudy.files.writing import sole_writer, write_atomically
from casestudy.scenario.case import Case

_LARGEST = 1_000_000


@dataclass(frozen=True)
class _Known:
    """A scenario of somebody's own, as it was when it was last used."""

    mark: str
    name: str
    path: str
    company: str
    line: str


def scenario_key(case: Case) -> str:
    """What a learner's work on a case is kept by.

    Parameters
    ----------
    case : Case

    Returns
    -------
    str
        The name of a ready scenario, of a variant of one, or of a case without a file; else the
        name and a mark of the file.

    Examples
    --------
    >>> from casestudy.scenario.case import load_case
    >>> scenario_key(load_case("turnaround"))
    'turnaround'
    """
    if case.path is None or _is_ready(case.path):
        return case.name
    return f"{case.name}.{_mark(case)}"


def _is_ready(path: Path) -> bool:
    ready = available().get(path.stem)
    return ready is not None and ready.resolve() == path.resolve()


def _mark(case: Case) -> str:
    now = _Known(
        "",
        case.path.stem,
        str(case.path.resolve()),
        case.scenario.company.name,
        case.scenario.line.name,
    )
    known = _read()
    found = _same(now, known)
    mark = found.mark if found else _new_mark(now, known)
    now = _Known(**(asdict(now) | {"mark": mark}))
    if now != found:
        # Where nothing can be written, the mark comes out the same again.
        with suppress(InputError, OSError), sole_writer(home_folder()):
            if found is None and now.name not in available():
                _take_over(now)
            others = [k for k in _read() if k.mark != mark]
            text = json.dumps([asdict(k) for k in (*others, now)], indent=1) + "\n"
            write_atomically(_file(), text)
    return mark


def _same(now: _Known, known: list[_Known]) -> _Known | None:
    """The scenario that a file was when it was last used.

    At one place, another company with another line is another scenario. A file that is gone from
    its place was moved, if company and line are the same.
    """
    for old in known:
        if old.path == now.path and (old.company == now.company or old.line == now.line):
            return old
    for old in known:
        described = (old.name, old.company, old.line) == (now.name, now.company, now.line)
        if described and not os.path.lexists(old.path):
            return old
    return None


def _new_mark(now: _Known, known: list[_Known]) -> str:
    taken = {k.mark for k in known}
    for text in (now.path, "\n".join((now.path, now.company, now.line))):
        mark = hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()[:8]
        if mark not in taken:
            break
    return mark


def _file() -> Path:
    return home_folder() / "scenarios.json"


def _read() -> list[_Known]:
    """The scenarios that were used here; none where the file says nothing that can be read."""
    try:
        said = json.loads(content_of(_file(), _LARGEST))
        known = [_Known(**{k: str(v) for k, v in entry.items()}) for entry in said]
        return [k for k in known if re.fullmatch(r"[0-9a-f]{8}", k.mark)]
    except (OSError, InputError, ValueError, TypeError, AttributeError, RecursionError):
        return []


def _take_over(now: _Known) -> None:
    """Give what was kept by the name alone to the scenario of that name, and its variants'."""
    bare = re.compile(re.escape(now.name) + r"(-\d+)?(\.json)?")
    for folder in (home_folder() / "progress", home_folder() / "plans"):
        if not folder.is_dir():
            continue
        for old in sorted(folder.iterdir()):
            if not (match := bare.fullmatch(old.name)) or bool(match[2]) == old.is_dir():
                continue
            new = folder / f"{now.name}{match[1] or ''}.{now.mark}{match[2] or ''}"
            if not os.path.lexists(new):
                os.rename(old, new)
