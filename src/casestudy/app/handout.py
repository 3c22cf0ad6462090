"""What a room is given: a folder for each team, and one for who teaches, written as a whole."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from casestudy.analysis.variants import LARGEST, load_case, variant_number
from casestudy.app.teaching import answer_key, right_answers, solutions_in_python, teaching_notes
from casestudy.app.words import words
from casestudy.app.workbook import prepare, wanted
from casestudy.audit import examine
from casestudy.errors import InputError, given
from casestudy.files.places import available, scenario_path, tables_folder
from casestudy.files.writing import check_folder, whole_folder, write_atomically
from casestudy.learning.own import own, own_file, sealed_text
from casestudy.report.html import as_html
from casestudy.scenario.case import Case
from casestudy.text.present import current_case
from casestudy.widgets.page import write_page

if TYPE_CHECKING:
    from casestudy.widgets.controls import Panel

MOST_TEAMS = 99
COCKPIT, READ_ME = "cockpit.html", "READ_ME.txt"
INSTRUCTOR, KEY, IN_PYTHON = "instructor", "answer_key.html", "solutions.py"


@dataclass(frozen=True)
class _Source:
    """The scenario of a room, and how a team names it.

    Attributes
    ----------
    path : Path
    case : Case
    own : bool
        Whether it is none of the ready ones, so that each team needs the file.
    """

    path: Path
    case: Case
    own: bool

    @property
    def called(self) -> str:
        name = self.case.scenario.name
        return f"{name}.yaml" if self.own else name


def hand_out(
    out: Path,
    teams: int,
    scenario: str | None = None,
    *,
    first: int | str = 1,
    hide_targets: bool = False,
    force: bool = False,
    progress: Callable[[int, int], None] = lambda team, variant: None,
) -> None:
    """Write what a room is given: all of it, or nothing.

    Parameters
    ----------
    out : Path
    teams : int
    scenario : str, optional
        The usual one by default.
    first : int or str
        Variant of the first team; the others have those that follow.
    hide_targets : bool
        Whether the cockpits leave the targets out.
    force : bool
        Whether an earlier handout there may go aside.
    progress : callable
        Told of each team and its variant before it is begun.

    Raises
    ------
    InputError
        If something stands there, the scenario cannot be taught from, a variant cannot be made, or
        the place cannot be written to.
    """
    if isinstance(teams, bool) or not isinstance(teams, int) or not 1 <= teams <= MOST_TEAMS:
        raise InputError(
            f"teams: expected a whole number from 1 to {MOST_TEAMS}, not {given(teams)}"
        )
    start = variant_number(first)
    if start + teams - 1 > LARGEST:
        raise InputError(
            f"first variant: expected at most {LARGEST - teams + 1}, so that each of {teams} teams "
            f"has one, not {start}"
        )
    check_folder(out, f"{INSTRUCTOR}/{KEY}", "handout", replace=force)
    source = _source(scenario)
    if any(one.sealed for one in own(source.case).exercises.values()):
        raise InputError(
            f"{own_file(source.case)}: sealed: it has no keys, so it is a team's; expected the "
            "file of who teaches. Nothing was handed out"
        )
    with whole_folder(out, replace=force) as folder:
        answers = {}
        for team in range(1, teams + 1):
            variant = start + team - 1
            progress(team, variant)
            case = load_case(source.path, variant)
            _give_team(folder / f"team-{team}", source, case, (team, teams, variant), hide_targets)
            head = words("teaching.column", team=team, variant=variant)
            answers[head] = right_answers(case)
            notes = as_html(teaching_notes(case, head, answers[head]))
            write_atomically(folder / INSTRUCTOR / f"team-{team}.html", notes)
        key = as_html(answer_key(source.case, answers))
        write_atomically(folder / INSTRUCTOR / KEY, key)
        write_atomically(folder / INSTRUCTOR / IN_PYTHON, solutions_in_python(case))
        told = words(
            "handout.instructor",
            title=source.case.scenario.title,
            teams=teams,
            scenario=source.called,
            hidden=hide_targets,
        )
        write_atomically(folder / INSTRUCTOR / READ_ME, f"{told}\n")


def hand_out_box(case: Case | None = None) -> Panel:
    """Buttons that write the kit, and a folder for each team, beside the notebook.

    Parameters
    ----------
    case : Case, optional
        The notebook's own by default.

    Returns
    -------
    Panel
    """
    from casestudy.widgets.room import HandOutBox  # the command line has no use for widgets

    return HandOutBox(current_case(case), hand_out)


def _source(scenario: str | None) -> _Source:
    """The scenario, where it can be taught from."""
    path = scenario_path(scenario).resolve()
    case = load_case(path, 0)
    found = examine(case)
    if not found.sound:
        reason = found.broken[0] if found.broken else f"{found.missed} of its targets are missed"
        raise InputError(
            f"{path}: {reason}; nothing was handed out. See: casestudy check {scenario or path}"
        )
    ready = available().get(path.stem)
    return _Source(path, case, ready is None or ready.resolve() != path)


def _give_team(
    folder: Path, source: _Source, case: Case, numbers: tuple[int, int, int], hide_targets: bool
) -> None:
    team, teams, variant = numbers
    shown = wanted(str(source.path), variant)
    # Never as they come: what is stored there are results of the scenario itself.
    prepare(folder, shown if shown.mark else replace(shown, mark="handed out"), learner=True)
    write_page(case, folder / COCKPIT, "do_nothing", hide_targets=hide_targets)
    if source.own:
        _copy_scenario(source, folder)
    told = words(
        "handout.read_me",
        company=source.case.scenario.company.name,
        team=team,
        teams=teams,
        variant=variant,
        scenario=source.called,
        page=COCKPIT,
        hidden=hide_targets,
    )
    write_atomically(folder / READ_ME, f"{told}\n")


def _copy_scenario(source: _Source, folder: Path) -> None:
    """Put a scenario of one's own beside the notebooks, with its tables, and without its keys."""
    write_atomically(folder / source.called, source.path.read_bytes())
    theirs = own_file(source.case)
    if theirs is not None and theirs.is_file():
        sealed = (folder / source.called).with_suffix(".exercises.yaml")
        write_atomically(sealed, sealed_text(theirs))
    tables = tables_folder(folder / source.called)
    for file in sorted(tables_folder(source.path).iterdir()):
        if file.is_file() and file.suffix in (".csv", ".json"):
            tables.mkdir(exist_ok=True)
            shutil.copyfile(file, tables / file.name)
