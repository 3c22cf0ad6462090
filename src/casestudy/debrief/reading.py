"""What a room hands in: plans from a list, a folder or a pipe, and what becomes of each."""

from __future__ import annotations

import os
import re
import stat
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from casestudy.analysis.robust import WITHOUT, candidates
from casestudy.debrief.words import words
from casestudy.errors import InputError
from casestudy.files.reading import content_of, read_yaml
from casestudy.learning.handing_in import HandedIn, holds_predictions, name_of, read_predictions
from casestudy.learning.own import own
from casestudy.levers import Levers
from casestudy.plans import changes, read_kept
from casestudy.plans.sharing import decode, scenario_of
from casestudy.scenario.case import Case

STDIN = "-"
LARGEST = 2_000_000  # bytes of a list
MOST_READ = 1_000  # entries; the others are counted
MOST_PLAYED = 100  # teams: each plan is played in thousands of worlds
EXAMPLES = 4  # teams of a room that was never there
MOST_SAID = 160  # of a reason
# Where the code or the link of a line begins: searched once, however long a line may be.
BEGINS = re.compile(r"(?:^|(?<=[\s:;,]))(?:https?://|file:|CS\d+-)", re.IGNORECASE)
PLAN_FILES = (".yaml", ".yml")
PAPERS = (".html", ".htm", ".pdf", ".docx", ".pptx", ".xlsx", ".png", ".jpg", ".ipynb")


@dataclass(frozen=True)
class Entry:
    """Something that was handed in, as it stands there.

    Attributes
    ----------
    place : str
        Where it stood: a line, or a file.
    team : str
        Empty where none is named.
    text : str
        A code or a link.
    file : Path or None
        A file with a plan or with predictions instead.
    problem : str
        Why it is not even looked at.
    """

    place: str
    team: str = ""
    text: str = ""
    file: Path | None = None
    problem: str = ""


@dataclass(frozen=True)
class Handed:
    """What became of an entry: a plan or predictions, or the reason why there is neither.

    Attributes
    ----------
    entry : Entry
    team : str
    levers : Levers or None
    said : str
        A note, or the reason.
    predictions : HandedIn or None
        Predictions, and answers to sealed exercises.
    """

    entry: Entry
    team: str
    levers: Levers | None = None
    said: str = ""
    predictions: HandedIn | None = None

    @property
    def counts(self) -> bool:
        """Whether the page speaks of it."""
        return self.levers is not None or self.predictions is not None

    def left_out(self, reason: str) -> Handed:
        """The same, where it does not count for a reason."""
        return replace(self, levers=None, predictions=None, said=reason)


def entries(source: str) -> Iterator[Entry]:
    """What was handed in, in order.

    Parameters
    ----------
    source : str
        A text file with one code, link or file a line; a folder of such files, of plan files and
        of predictions; or `-` for the standard input.

    Raises
    ------
    InputError
        If the source itself cannot be read.
    """
    if source == STDIN:
        yield from _lines(_text(sys.stdin.buffer.read(LARGEST + 1)), None)
        return
    path = Path(source)
    try:
        if path.is_dir():
            yield from _in_folder(path)
        elif path.suffix.lower() in PLAN_FILES:
            yield Entry(path.name, path.stem, file=path)
        else:
            yield from _lines(_text(content_of(path, LARGEST)), path.parent)
    except OSError as error:
        raise InputError(f"{source}: cannot be read ({error.strerror})") from None


def _in_folder(folder: Path) -> Iterator[Entry]:
    """The files of a folder, the oldest first; nothing in it leads anywhere else."""
    with os.scandir(folder) as found:
        files = [(e.stat(follow_symlinks=False), e) for e in found if not e.name.startswith(".")]
    for seen, entry in sorted(files, key=lambda one: (one[0].st_mtime_ns, one[1].name)):
        path = Path(entry.path)
        if not stat.S_ISREG(seen.st_mode):
            yield Entry(entry.name, path.stem, problem=words("no_file"))
        elif path.suffix.lower() in PLAN_FILES:
            yield Entry(entry.name, path.stem, file=path)
        elif path.suffix.lower() in PAPERS:
            yield Entry(entry.name, path.stem, problem=words("paper"))
        else:
            try:
                text = _text(content_of(path, LARGEST))
            except (InputError, OSError) as error:
                yield Entry(entry.name, path.stem, problem=str(error))
                continue
            for one in _lines(text, None):
                yield replace(one, place=f"{entry.name}, {one.place}", team=one.team or path.stem)


def _text(raw: bytes) -> str:
    if len(raw) > LARGEST:
        raise InputError(f"the list is too large; at most {LARGEST:,} bytes are read")
    return raw.decode("utf-8-sig", "replace")


def _lines(text: str, beside: Path | None) -> Iterator[Entry]:
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        place = words("line", number=number)
        team, what = _parted(line.strip())
        entry = Entry(place, name_of(team), what)
        yield _file_beside(entry, beside) if what.lower().endswith(PLAN_FILES) else entry


def _parted(line: str) -> tuple[str, str]:
    """The name of the team, if there is one, and what it handed in."""
    if begins := BEGINS.search(line):
        return line[: begins.start()].strip().rstrip(":;,"), line[begins.start() :]
    if line.lower().endswith(PLAN_FILES):
        team, _, file = line.rpartition(":")
        return team, file.strip()
    return "", line


def _file_beside(entry: Entry, beside: Path | None) -> Entry:
    """A plan file that a list names: it has to lie beside the list itself."""
    plain = beside is not None and not re.search(r"[/\\:]", entry.text)
    path = (beside or Path()) / (entry.text if plain else "")
    if not plain or path.is_symlink() or not path.is_file():
        return replace(entry, problem=words("not_beside"))
    return replace(entry, file=path)


def read(case: Case, source: str) -> list[Handed]:
    """What was handed in and what became of it; nothing is refused as a whole.

    Parameters
    ----------
    case : Case
        In its world all plans are played; codes of its variants are taken too.
    source : str
        See `entries`.

    Returns
    -------
    list of Handed
        Of each team the last plan counts, and the last predictions; earlier ones say so.

    Raises
    ------
    InputError
        If the source itself cannot be read.
    """
    return _become(case, entries(source))


def read_pasted(case: Case, text: str) -> list[Handed]:
    """What became of the lines of a text; see `read`. Files are not looked for.

    Parameters
    ----------
    case : Case
    text : str

    Returns
    -------
    list of Handed

    Raises
    ------
    InputError
        If there is too much of it.
    """
    return _become(case, _lines(_text(text.encode("utf-8", "replace")), None))


def example(case: Case) -> list[Handed]:
    """A room that was never there: the plan as it happened, each time without one of its actions.

    Parameters
    ----------
    case : Case

    Returns
    -------
    list of Handed
    """
    labels = {f"{WITHOUT}{group.name}": group.label for group in case.scenario.action_groups}
    found = [
        Handed(Entry(words("example_place")), words("example_team", action=labels[name]), levers)
        for name, levers in candidates(case).items()
        if name in labels
    ]
    return found[:EXAMPLES]


def _become(case: Case, found: Iterator[Entry]) -> list[Handed]:
    handed: list[Handed] = []
    left = 0
    for entry in found:
        if len(handed) < MOST_READ:
            handed.append(_read_one(case, entry, len(handed) + 1))
        else:
            left += 1
    last: dict[tuple[str, bool], int] = {}
    for i, one in enumerate(handed):
        if not one.counts:
            continue
        plan = one.levers is not None
        key = (one.team.casefold(), plan)
        before = last.get(key)
        if before is None and sum(kind == plan for _, kind in last) >= MOST_PLAYED:
            handed[i] = one.left_out(words("too_many", most=MOST_PLAYED))
            continue
        if before is not None and _same(one, handed[before]):
            handed[i] = one.left_out(words("twice" if plan else "predicted_twice"))
            continue
        if before is not None:
            reason = words("earlier" if plan else "predicted_earlier")
            handed[before] = handed[before].left_out(reason)
        last[key] = i
    if left:
        said = words("left_out", most=MOST_READ)
        handed.append(Handed(Entry(words("more", left=left)), "", said=said))
    return handed


def _same(one: Handed, other: Handed) -> bool:
    return (one.levers, one.predictions) == (other.levers, other.predictions)


def _read_one(case: Case, entry: Entry, number: int) -> Handed:
    team = entry.team or words("unnamed", number=number)
    if entry.problem:
        return Handed(entry, team, said=entry.problem)
    try:
        if entry.file is not None and holds_predictions(entry.file):
            return _predicted(case, entry, team)
        if entry.file is not None:
            name = str(read_yaml(entry.file)[0].get("scenario"))
            kept = read_kept(entry.file, _as_variant(case, name))
            levers, world = kept.levers, kept.assumptions
        else:
            name = scenario_of(entry.text)
            shared = decode(entry.text, _as_variant(case, name))
            levers, world = shared.levers, shared.assumptions
        notes = [] if name == case.name else [words("of_variant", name=name)]
        if changes(case, levers, world)[1]:
            notes.append(words("other_world"))
        return Handed(entry, team, levers, "; ".join(notes))
    except InputError as error:
        return Handed(entry, team, said=cut(str(error)))


def _predicted(case: Case, entry: Entry, team: str) -> Handed:
    found = read_predictions(entry.file)
    team = found.team or team
    base, _, number = found.scenario.partition("-")
    if base != case.name.partition("-")[0] or not re.fullmatch(r"([1-9]\d{0,5})?", number):
        reason = words("other_scenario", name=found.scenario, scenario=case.name)
        return Handed(entry, team, said=cut(reason))
    notes = [] if found.scenario == case.name else [words("of_variant", name=found.scenario)]
    if unknown := sorted(set(found.answers) - set(own(case).exercises)):
        notes.append(words("unknown_answers", ids=", ".join(unknown)))
    return Handed(entry, team, said=cut("; ".join(notes)), predictions=found)


def _as_variant(case: Case, name: str) -> Case:
    """The case under the name of one of its variants, which has the same levers; else itself."""
    if name.partition("-")[0] != case.name.partition("-")[0]:
        return case
    return replace(case, scenario=case.scenario.model_copy(update={"name": name}))


def cut(text: str) -> str:
    """As much of a text as a row of a table has room for."""
    return text if len(text) <= MOST_SAID else f"{text[: MOST_SAID - 1]}…"
