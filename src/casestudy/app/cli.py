"""Command line: evaluate a plan, calibrate a scenario, make its tables, open the workbook."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from dataclasses import asdict, fields
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from casestudy.app.streams import end_quietly, prepare_streams
from casestudy.app.words import words
from casestudy.errors import InputError, given, number_hint
from casestudy.files.reading import given_path
from casestudy.levers import Levers, declaration, names
from casestudy.model.outcome import Series
from casestudy.text.numerals import Ambiguous, parse_number, says_percent
from casestudy.units import Mark, Unit

if TYPE_CHECKING:
    from casestudy.analysis.calibration import Calibration
    from casestudy.audit import Examination, Failure
    from casestudy.scenario.case import Case


class _Helped:
    """A command or an option whose help is read from the words when it is shown."""

    def __init__(self, *args: Any, help: Callable[[], str], **named: Any) -> None:
        self._told = help
        super().__init__(*args, **named)

    @property
    def help(self) -> str:
        """What it does, in the language of the workbook."""
        return self._told()

    @help.setter
    def help(self, _: Any) -> None:
        """What click sets before anybody asks for it is not wanted."""


class _Option(_Helped, click.Option):
    """An option."""


class _Command(_Helped, click.Command):
    """A command."""


_option = partial(click.option, cls=_Option)

SCENARIO = _option(
    "--scenario",
    metavar="NAME|FILE",
    help=lambda: words("option.scenario"),
)
VARIANT = _option(
    "--variant",
    metavar="N",
    help=lambda: words("option.variant"),
)


class Place(click.ParamType):
    """A path as a person gives it; it need not exist yet."""

    name = "PATH"

    def __init__(self, *, folder: bool = False) -> None:
        self._folder = folder

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """Expand `~`, and refuse what can be no path."""
        path = given_path(value)
        if self._folder and os.path.isfile(path):
            self.fail(f"{path} is a file; expected a folder", param, ctx)
        return path


PORT = click.IntRange(1, 65535)
FOLDER = _option(
    "--folder",
    default="workbook",
    show_default=True,
    type=Place(folder=True),
    help=lambda: words("option.folder"),
)
PLAN = _option(
    "--plan",
    default="as_it_happened",
    show_default=True,
    metavar="NAME|FILE|CODE",
    help=lambda: words("evaluate.plan"),
)
AS_JSON = _option("--json", "as_json", is_flag=True, help=lambda: words("option.json"))


class Pairs(click.ParamType):
    """NAME=VALUE with a number, or with a word where a lever is a choice."""

    name = "NAME=VALUE"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, str]:
        """Split into the name and the value, which is read where its unit is known."""
        name, sign, text = str(value).partition("=")
        if not sign or not name.strip() or not text.strip():
            self.fail(f"expected NAME=VALUE, not {value!r}", param, ctx)
        return name.strip(), text.strip()


def _once(
    ctx: click.Context, param: click.Parameter, pairs: tuple[tuple[str, str], ...]
) -> dict[str, str]:
    """Pairs as a mapping; the same name twice is a mistake, not a change of mind."""
    seen = [name for name, _ in pairs]
    for name in seen:
        if seen.count(name) > 1:
            raise click.BadParameter(f"{name!r} is given twice", ctx, param)
    return dict(pairs)


class _Group(_Helped, click.Group):
    """A group whose commands end with one clear line, not a traceback, on bad input."""

    command_class = _Command

    def main(self, *args: Any, **named: Any) -> Any:
        try:
            return super().main(*args, **named)
        except InputError as error:
            click.echo(f"casestudy: {error}", err=True)
            sys.exit(1)


@click.group(
    cls=_Group,
    context_settings={"help_option_names": ["-h", "--help"]},
    help=lambda: words("cli.help"),
)
@click.version_option(package_name="casestudy")
def cli() -> None:
    """See `cli.help` in the words."""


@cli.command(help=lambda: words("evaluate.help"))
@SCENARIO
@VARIANT
@PLAN
@_option(
    "--set",
    "settings",
    multiple=True,
    type=Pairs(),
    callback=_once,
    metavar="LEVER=VALUE",
    help=lambda: words("evaluate.set"),
)
@AS_JSON
def evaluate(
    scenario: str | None, variant: str | None, plan: str, settings: dict[str, Any], as_json: bool
) -> None:
    """See `evaluate.help` in the words."""
    from casestudy.analysis.variants import load_case
    from casestudy.model.simulate import simulate
    from casestudy.plans import changes
    from casestudy.plans.sharing import find_shared

    case = load_case(scenario, variant)
    shared = find_shared(case, plan)
    levers, world = shared.levers, shared.assumptions
    if shared.note:
        click.echo(f"casestudy: {shared.note}", err=True)
    if settings:
        now = {n: getattr(levers, n) for n in (*names(Levers), "pruning_rule")}
        levers = case.levers(**(now | {n: _lever(case, n, text) for n, text in settings.items()}))
    outcome = simulate(case, levers, world)
    other_world = changes(case, levers, world)[1]
    if as_json:
        series = {f.name: getattr(outcome.series, f.name).tolist() for f in fields(Series)}
        _json(
            {
                "scenario": case.name,
                "plan": plan,
                "levers": _plain(levers),
                **({"assumptions": other_world} if other_world else {}),
                "headlines": outcome.headlines.as_dict(),
                "series": series,
            }
        )
        return
    from casestudy.text.figures import headline_rows

    click.echo(words("evaluate.plan_of", title=case.scenario.title, plan=plan))
    for name, value in other_world.items():
        click.echo(f"  {words('evaluate.world', name=name, value=value)}")
    for label, value in headline_rows(case, outcome):
        click.echo(f"  {label:<48} {value:>16}")


@cli.command(help=lambda: words("simulate.help"))
@SCENARIO
@VARIANT
@PLAN
@_option("--draws", type=int, default=8192, show_default=True, help=lambda: words("simulate.draws"))
@_option("--seed", type=int, help=lambda: words("simulate.seed"))
@_option("--workers", type=click.IntRange(1, 64), default=1, help=lambda: words("simulate.workers"))
@AS_JSON
@_option("--csv", type=Place(), help=lambda: words("simulate.csv"))
@_option("--parquet", type=Place(), help=lambda: words("simulate.parquet"))
@_option("--force", is_flag=True, help=lambda: words("simulate.force"))
def simulate(
    scenario: str | None,
    variant: str | None,
    plan: str,
    draws: int,
    seed: int | None,
    workers: int,
    as_json: bool,
    csv: Path | None,
    parquet: Path | None,
    force: bool,
) -> None:
    """See `simulate.help` in the words."""
    from casestudy.analysis.monte_carlo import monte_carlo
    from casestudy.analysis.recorded import record
    from casestudy.analysis.variants import load_case
    from casestudy.app.simulating import as_data, as_lines, told_each_second, workers_of
    from casestudy.plans.sharing import find_shared

    if csv and parquet:
        raise click.UsageError(words("simulate.one_file"))
    case = load_case(scenario, variant)
    shared = find_shared(case, plan)
    if shared.note:
        click.echo(f"casestudy: {shared.note}", err=True)
    seed = case.scenario.order_file.seed if seed is None else seed
    out, told = csv or parquet, told_each_second(draws)
    with workers_of(workers) as executor:
        given = {"base": shared.assumptions, "executor": executor, "progress": told}
        if out is None:
            found = monte_carlo(case, shared.levers, draws, seed, **given)
        else:
            wanted = out if out.suffix else out.with_suffix(".csv" if csv else ".parquet")
            found = record(case, shared.levers, draws, seed, wanted, force=force, **given)
    if as_json:
        _json(as_data(case, plan, found) | {"levers": _plain(found.levers)})
        return
    for line in as_lines(case, plan, found):
        click.echo(line)
    if out is not None:
        click.echo(words("simulate.written", path=wanted))


@cli.command(help=lambda: words("calibrate.help"))
@SCENARIO
@VARIANT
@_option(
    "--target",
    "targets",
    multiple=True,
    type=Pairs(),
    callback=_once,
    metavar="NAME=VALUE",
    help=lambda: words("calibrate.target"),
)
@AS_JSON
@_option("--write", is_flag=True, help=lambda: words("calibrate.write"))
def calibrate(
    scenario: str | None,
    variant: str | None,
    targets: dict[str, Any],
    as_json: bool,
    write: bool,
) -> None:
    """See `calibrate.help` in the words."""
    from casestudy.analysis.calibration import calibrate as fit
    from casestudy.analysis.variants import load_case, variant_number
    from casestudy.own.calibrating import calibration_lines
    from casestudy.scenario.synthesis import case_or_draft

    number = variant_number(variant)
    if number and write:
        raise InputError(
            f"variant {number} has no file of its own to write to; leave out --write, or give "
            "--variant 0"
        )
    case = load_case(scenario, number) if number else case_or_draft(scenario)
    wanted = {name: _target(case, name, text) for name, text in targets.items()}
    result = fit(case, wanted)
    if as_json:
        _json(
            {
                "scenario": case.name,
                "solved": result.solved,
                "targets": result.targets,
                "residuals": result.residuals,
                "met": result.met,
                "values": result.values,
                "ranges": {name: list(pair) for name, pair in result.ranges.items()},
                "needed": result.needed,
            }
        )
    else:
        for line in calibration_lines(case, result):
            click.echo(line)
    if not result.solved:
        raise InputError(_unmet(case.name, result) + ("; nothing was written" if write else ""))
    if write:
        _store(case.path, result, wanted)
        click.echo(words("calibrate.stored", path=case.path), err=as_json)


def _lever(case: Case, name: str, text: str) -> float | str:
    """A lever's setting as somebody typed it; what is none is told by `Case.levers`."""
    if name not in names(Levers):
        return text
    bounds = getattr(case.scenario.levers, name)
    value = _number(case, text, declaration(Levers, name).unit, max(-bounds.low, bounds.high))
    if isinstance(value, float) and not bounds.low <= value <= bounds.high and says_percent(text):
        # Told here: of 150% the model sees 1.5, and would take that for percent without its sign.
        raise InputError(
            f"lever {name!r}: expected a number from {bounds.low:g} to {bounds.high:g}, "
            f"not {given(text)}"
        )
    return value


def _target(case: Case, name: str, text: str) -> float:
    value = _number(case, text, Unit.FRACTION, 1.0)
    if isinstance(value, str):
        raise InputError(
            f"target {name!r}: expected a number{number_hint(value)}, not {given(value)}"
        )
    return value


def _number(case: Case, text: str, unit: Unit, size: float) -> float | str:
    """A number as somebody typed it, or the text where it is none."""
    try:
        return parse_number(text, unit, case.scenario.currency, size=size)
    except Ambiguous:
        raise
    except InputError:
        return text


def _unmet(name: str, result: Calibration) -> str:
    """Which targets are missed, how near the ranges allow to come, and what it would take."""
    missed = ", ".join(
        f"{target} {result.targets[target]:g} (nearest: {result.targets[target] + gap:.4g})"
        for target, gap in result.residuals.items()
        if not result.met[target]
    )
    if result.needed is None:
        wanted = "no values that the model can take would do"
    else:
        outside = {
            quantity: value
            for quantity, value in result.needed.items()
            if not result.ranges[quantity][0] <= value <= result.ranges[quantity][1]
        } or result.needed
        wanted = "it would take " + ", ".join(
            f"{quantity} {value:.4g} (range {low:g} to {high:g})"
            for quantity, value in outside.items()
            for low, high in [result.ranges[quantity]]
        )
    return f"{name}: the targets cannot all be met inside the ranges: {missed}; {wanted}"


def _store(path: Path, result: Calibration, targets: dict[str, float]) -> None:
    """Put fitted values, and targets that were replaced, where they stand in the file."""
    from casestudy.analysis.calibration import fitted_changes
    from casestudy.files.reading import parse_yaml, replace_values
    from casestudy.files.writing import write_atomically
    from casestudy.scenario.case import load_scenario, scenario_of

    changes, scenario = fitted_changes(result), load_scenario(path)
    for name, value in targets.items():
        if value != getattr(scenario.outcomes, name).value:
            where = (scenario.outcomes_part, name)
            changes[(*where, "value")] = repr(value)
            changes[(*where, "mark")] = Mark.ASSUMED.value
            changes[(*where, "source")] = '"Set by hand; it replaces the reported figure"'
    text = replace_values(path, changes)
    scenario_of(path, *parse_yaml(path, text.removeprefix("\ufeff")))
    write_atomically(path, text)


@cli.command(help=lambda: words("tables.help"))
@click.argument("file", required=False, metavar="[NAME|FILE]")
@SCENARIO
@_option("--out", type=Place(), help=lambda: words("tables.out"))
@_option("--all", "every", is_flag=True, help=lambda: words("tables.all"))
@_option(
    "--force",
    is_flag=True,
    help=lambda: words("tables.force"),
)
def tables(
    file: str | None, scenario: str | None, out: Path | None, every: bool, force: bool
) -> None:
    """See `tables.help` in the words."""
    from casestudy.files.places import available
    from casestudy.scenario.synthesis import write_tables

    if (file is not None) + (scenario is not None) + every > 1 or (every and out):
        raise click.UsageError("give one scenario, or --all without --out")
    for name in available() if every else [file or scenario]:
        written = write_tables(name, out, force=force)
        click.echo(words("tables.written", folder=written.folder))
        for copy in written.kept:
            click.echo(f"  {words('tables.kept', copy=copy)}")


@cli.command(help=lambda: words("check.help"))
@click.argument("paths", nargs=-1, metavar="[NAME|FILE]...")
@_option(
    "--all",
    "every",
    is_flag=True,
    help=lambda: words("check.all"),
)
@AS_JSON
def check(paths: tuple[str, ...], every: bool, as_json: bool) -> None:
    """See `check.help` in the words."""
    from casestudy.audit import examination_lines, examine, rehearse_all
    from casestudy.files.languages import absent
    from casestudy.files.places import available
    from casestudy.scenario.case import load_case

    wrong, records = 0, []
    if problem := absent():
        click.echo(f"casestudy: {problem}", err=True)
    for path in paths or available():
        try:
            case = load_case(path)
            found = examine(case)
            failures = rehearse_all(case.path, progress=_rehearsing(case.name)) if every else None
        except InputError as error:
            wrong += 1
            records.append({"scenario": path, "sound": False, "broken": [str(error)]})
            click.echo(f"casestudy: {error}", err=True)
            continue
        wrong += not found.sound or bool(failures)
        lines = examination_lines(found, failures)
        # In the words of the person: the same name of a file may stand in several folders.
        lines[0] = f"{path}{lines[0].removeprefix(case.name)}"
        records.append(_examined(path, found, failures))
        if not as_json:
            click.echo("\n".join(lines))
    if as_json:
        _json(records)
    if wrong:
        sys.exit(1)


def _rehearsing(name: str) -> Callable[[str, int, int, int], None]:
    """Progress of a rehearsal, a line on standard error for each chapter."""

    def tell(chapter: str, done: int, wanted: int, broken: int) -> None:
        said = words(
            "check.chapters", name=name, chapter=chapter, done=done, wanted=wanted, broken=broken
        )
        click.echo(said, err=True)

    return tell


def _examined(path: str, found: Examination, failures: list[Failure] | None) -> dict[str, Any]:
    """An examination as plain data."""
    return {
        "scenario": path,
        "sound": found.sound and not failures,
        "targets": {
            t.name: {"wanted": t.wanted, "reached": t.reached, "met": t.met} for t in found.targets
        },
        "broken": [*found.broken, *map(str, failures or [])],
        "doubtful": list(found.doubts),
        "inherited": asdict(found.inherited) if found.inherited else None,
        "worth": dict(zip(found.teaches.names, found.teaches.values["npv"].tolist(), strict=True)),
    }


@cli.command(help=lambda: words("twin.help"))
@SCENARIO
@VARIANT
@_option("--out", type=Place(), required=True, help=lambda: words("twin.out"))
def twin(scenario: str | None, variant: str | None, out: Path) -> None:
    """See `twin.help` in the words."""
    from casestudy.analysis.variants import load_case
    from casestudy.files.writing import write_atomically
    from casestudy.model.twin import print_twin

    write_atomically(out, print_twin(load_case(scenario, variant)))
    click.echo(words("twin.written", path=out))


@cli.command(help=lambda: words("schema.help"))
def schema() -> None:
    """See `schema.help` in the words."""
    from casestudy.files.places import data_folder
    from casestudy.files.writing import write_atomically
    from casestudy.scenario.schema import json_schema

    path = data_folder() / "scenarios" / "scenario.schema.json"
    write_atomically(path, json_schema())
    click.echo(words("schema.written", path=path))


@cli.command(help=lambda: words("new.help"))
@click.argument("file", type=Place())
@_option(
    "--like",
    show_default="turnaround",
    metavar="NAME|FILE",
    help=lambda: words("new.like", names=_to_start_from()),
)
@_option("--name", metavar="TEXT", help=lambda: words("new.name"))
@_option("--currency", metavar="CODE", help=lambda: words("new.currency"))
@_option("--revenue", metavar="MONEY", help=lambda: words("new.revenue"))
@_option("--line", metavar="SHARE|MONEY", help=lambda: words("new.line"))
@_option("--products", metavar="NUMBER", help=lambda: words("new.products"))
@_option("--growth", metavar="PERCENT", help=lambda: words("new.growth"))
@_option("--market-growth", metavar="PERCENT", help=lambda: words("new.market_growth"))
@_option("--margin", metavar="PERCENT", help=lambda: words("new.margin"))
@_option("--targets", metavar="NAME=VALUE,...", help=lambda: words("new.targets"))
@_option("--years", metavar="NUMBER", help=lambda: words("new.years"))
@_option("--copy", is_flag=True, help=lambda: words("new.copy"))
def new(file: Path, like: str | None, copy: bool, **answers: str | None) -> None:
    """See `new.help` in the words."""
    from casestudy.app.asking import ask, ask_like, somebody_there
    from casestudy.files.places import DEFAULT, copy_scenario, new_file, template_path
    from casestudy.own import make, read
    from casestudy.scenario.case import load_scenario

    spoken = {name: text for name, text in answers.items() if text is not None}
    asked = not spoken and not copy and somebody_there()
    if copy and spoken:
        raise click.UsageError(words("new.copy_only"))
    if not spoken and not asked:
        click.echo(words("new.copied", path=copy_scenario(like or DEFAULT, file)))
        return
    file = new_file(file)
    if asked:
        click.echo(words("new.intro", file=file), err=True)
    if asked and like is None:
        like = ask_like(_to_start_from())
    path = template_path(like or DEFAULT)
    template = load_scenario(path)
    said = ask(template) if asked else read(template, spoken)
    for line in make(file, path, template, said).lines():
        click.echo(line)


def _to_start_from() -> list[str]:
    from casestudy.files.places import available, templates

    return [name.replace("_", "-") for name in (*available(), *templates())]


@cli.command(name="import-orders", help=lambda: words("import_orders.help"))
@click.argument("files", nargs=-1, required=True, type=Place(), metavar="FILE...")
@_option("--out", type=Place(folder=True), required=True, help=lambda: words("import_orders.out"))
@_option(
    "--like", default="turnaround", show_default=True, help=lambda: words("import_orders.like")
)
@_option(
    "--column",
    "columns",
    multiple=True,
    type=Pairs(),
    callback=_once,
    metavar="ROLE=HEAD",
    help=lambda: words("import_orders.column"),
)
@_option(
    "--dates",
    type=click.Choice(["day-first", "month-first"]),
    help=lambda: words("import_orders.dates"),
)
@_option(
    "--decimal",
    type=click.Choice(["comma", "point"]),
    help=lambda: words("import_orders.decimal"),
)
@_option("--currency", default="", help=lambda: words("import_orders.currency"))
@_option("--encoding", default="", help=lambda: words("import_orders.encoding"))
@_option("--sheet", default="", help=lambda: words("import_orders.sheet"))
@_option("--keep-names", is_flag=True, help=lambda: words("import_orders.keep_names"))
@_option("--key", type=Place(), help=lambda: words("import_orders.key"))
@_option("--force", is_flag=True, help=lambda: words("import_orders.force"))
def import_orders(
    files: tuple[Path, ...],
    out: Path,
    like: str,
    columns: dict[str, str],
    dates: str | None,
    decimal: str | None,
    key: Path | None,
    force: bool,
    **others: Any,
) -> None:
    """See `import_orders.help` in the words."""
    from casestudy.app.asking import asking
    from casestudy.orders.importing import Wishes, import_orders

    wishes = Wishes(columns=columns, dates=dates or "", decimal=decimal or "", **others)
    report = import_orders(files, out, like, wishes, asking(), key=key, force=force)
    click.echo("\n".join(report.lines()))
    click.echo(words("import_orders.written", folder=out))


@cli.command(help=lambda: words("choose.help"))
@click.argument("scenario", required=False)
def choose(scenario: str | None) -> None:
    """See `choose.help` in the words."""
    from casestudy.files.places import available, choose_scenario, scenario_path
    from casestudy.scenario.case import load_scenario

    if scenario is not None:
        load_scenario(scenario)  # a mistake in it shows here, not in every notebook
        click.echo(words("choose.chosen", name=choose_scenario(scenario)))
        return
    now = scenario_path().stem
    for name in sorted({*available(), now}):
        click.echo(f"{'*' if name == now else ' '} {name}")


@cli.command(help=lambda: words("progress.help"))
@SCENARIO
@VARIANT
@_option(
    "--reset",
    metavar="NOTEBOOK",
    help=lambda: words("progress.reset"),
)
@_option("--export", type=Place(), metavar="FILE", help=lambda: words("progress.export"))
def progress(
    scenario: str | None, variant: str | None, reset: str | None, export: Path | None
) -> None:
    """See `progress.help` in the words."""
    from casestudy.analysis.variants import load_case
    from casestudy.learning import progress_view
    from casestudy.learning.handing_in import hand_in

    case = load_case(scenario, variant)
    if export is not None and reset is not None:
        raise click.UsageError(words("progress.either"))
    if export is not None:
        made = hand_in(case, export)
        click.echo(
            words("progress.exported", path=export, made=len(made.ranges), kept=len(made.answers))
        )
        return
    if reset is not None:
        click.echo(progress_view.reset(reset, case=case))
        return
    for line in progress_view.progress_lines(case):
        click.echo(line)


@cli.command(help=lambda: words("report.help"))
@SCENARIO
@VARIANT
@_option(
    "--out",
    type=Place(),
    default="board_paper.html",
    show_default=True,
    help=lambda: words("report.out"),
)
@_option("--date", default="", metavar="TEXT", help=lambda: words("report.date"))
@_option("--force", is_flag=True, help=lambda: words("report.force"))
def report(scenario: str | None, variant: str | None, out: Path, date: str, force: bool) -> None:
    """See `report.help` in the words."""
    from casestudy.analysis.variants import load_case
    from casestudy.plans import PlanStore
    from casestudy.plots.fonts import font_advice
    from casestudy.report import board_paper, checked_place, paper_in_words, write_paper

    checked_place(out, replace=force)
    case = load_case(scenario, variant)
    for problem in PlanStore(case).problems():
        click.echo(words("report.left_out", problem=problem), err=True)
    paper = board_paper(case, date=date)
    for advice in font_advice(paper_in_words(paper, appendix=True)):
        click.echo(f"casestudy: {advice}", err=True)
    click.echo(words("report.written", path=write_paper(paper, out, replace=force)))


@cli.command(name="open", help=lambda: words("open.help"))
@SCENARIO
@VARIANT
@FOLDER
@_option("--no-browser", is_flag=True, help=lambda: words("open.no_browser"))
@_option("--port", type=PORT, help=lambda: words("open.port"))
@_option("--copy-only", is_flag=True, help=lambda: words("open.copy_only"))
def open_(
    scenario: str | None,
    variant: str | None,
    folder: Path,
    no_browser: bool,
    port: int | None,
    copy_only: bool,
) -> None:
    """See `open.help` in the words."""
    from casestudy.analysis.variants import variant_number
    from casestudy.app.workbook import prepare, start_lab, wanted

    number = None if variant is None else variant_number(variant)
    done = prepare(folder, wanted(scenario, number))
    click.echo(words("open.copied", folder=folder, done=done))
    for note in done.notes:
        click.echo(f"  {note}")
    if not copy_only:
        sys.exit(
            start_lab(folder, scenario=scenario, variant=number, browser=not no_browser, port=port)
        )


@cli.command(name="start-over", help=lambda: words("start_over.help"))
@click.argument("notebook")
@SCENARIO
@VARIANT
@FOLDER
def start_over_(
    notebook: str,
    scenario: str | None,
    variant: str | None,
    folder: Path,
) -> None:
    """See `start_over.help` in the words."""
    from casestudy.analysis.variants import load_case
    from casestudy.app.workbook import find_original, start_over, wanted
    from casestudy.learning.progress_store import ProgressStore

    name, shown = find_original(notebook), wanted(scenario, variant)
    store = ProgressStore.of(load_case(scenario, variant))
    copy = start_over(folder, name, shown)
    answers = store.start_over(Path(name).stem.partition("_")[0])
    click.echo(words("start_over.done", path=folder / name))
    if copy:
        click.echo(f"  {words('start_over.copy', copy=copy)}")
    if answers:
        click.echo(f"  {words('start_over.answers', file=answers)}")
    for notice in store.notices():
        click.echo(f"  {notice}")


def _page_options(command: Callable[..., None]) -> Callable[..., None]:
    """What the page holds, whether it is served or written."""
    for option in (
        _option("--no-tasks", is_flag=True, help=lambda: words("page.no_tasks")),
        _option("--hide-targets", is_flag=True, help=lambda: words("page.hide_targets")),
        _option(
            "--start",
            type=click.Choice(["do_nothing", "as_it_happened"]),
            default="as_it_happened",
            show_default=True,
            help=lambda: words("page.start"),
        ),
    ):
        command = option(command)
    return command


@cli.command(help=lambda: words("serve.help"))
@SCENARIO
@VARIANT
@_option("--no-browser", is_flag=True, help=lambda: words("serve.no_browser"))
@_option("--port", type=PORT, default=8866, show_default=True, help=lambda: words("serve.port"))
@_option(
    "--address",
    default="localhost",
    show_default=True,
    help=lambda: words("serve.address"),
)
@_option("--allow-frame", metavar="SITE", help=lambda: words("serve.allow_frame"))
@_page_options
def serve(
    scenario: str | None,
    variant: str | None,
    no_browser: bool,
    port: int,
    address: str,
    allow_frame: str | None,
    start: str,
    hide_targets: bool,
    no_tasks: bool,
) -> None:
    """See `serve.help` in the words."""
    from casestudy.analysis.variants import load_case
    from casestudy.app import serving
    from casestudy.widgets.page import page_text

    case, everybody = load_case(scenario, variant), address in serving.EVERYBODY
    room = serving.room(serving.addresses(address, port)[0]) if everybody else None
    text = page_text(case, start, hide_targets=hide_targets, tasks=not no_tasks, room=room)
    sys.exit(
        serving.serve(
            text,
            port=port,
            address=address,
            browser=not no_browser,
            frame=allow_frame or "",
        )
    )


@cli.command(help=lambda: words("page.help"))
@SCENARIO
@VARIANT
@_option(
    "--out",
    type=Place(),
    default="cockpit.html",
    show_default=True,
    help=lambda: words("page.out"),
)
@_page_options
@_option("--force", is_flag=True, help=lambda: words("page.force"))
def page(
    scenario: str | None,
    variant: str | None,
    out: Path,
    start: str,
    hide_targets: bool,
    no_tasks: bool,
    force: bool,
) -> None:
    """See `page.help` in the words."""
    from casestudy.analysis.variants import load_case
    from casestudy.widgets.page import write_page

    case = load_case(scenario, variant)
    written = write_page(
        case, out, start, hide_targets=hide_targets, tasks=not no_tasks, replace=force
    )
    click.echo(words("page.written", path=written))


@cli.command(help=lambda: words("handout.help"))
@SCENARIO
@_option(
    "--teams",
    type=click.IntRange(1, 99),
    required=True,
    metavar="N",
    help=lambda: words("handout.teams"),
)
@_option("--out", type=Place(), required=True, help=lambda: words("handout.out"))
@_option(
    "--first-variant",
    "first",
    default="1",
    show_default=True,
    metavar="N",
    help=lambda: words("handout.first_variant"),
)
@_option("--hide-targets", is_flag=True, help=lambda: words("handout.hide_targets"))
@_option("--force", is_flag=True, help=lambda: words("handout.force"))
def handout(
    scenario: str | None, teams: int, out: Path, first: str, hide_targets: bool, force: bool
) -> None:
    """See `handout.help` in the words."""
    from casestudy.app.handout import hand_out

    def tell(team: int, variant: int) -> None:
        click.echo(words("handout.team", team=team, teams=teams, variant=variant), err=True)

    there = os.path.lexists(out)
    hand_out(
        out, teams, scenario, first=first, hide_targets=hide_targets, force=force, progress=tell
    )
    click.echo(words("handout.written", path=out, teams=teams))
    if there:
        click.echo(f"  {words('handout.kept', path=out)}")


@cli.command(help=lambda: words("kit.help"))
@SCENARIO
@VARIANT
@_option("--out", type=Place(), required=True, help=lambda: words("kit.out"))
@_option("--pdf", is_flag=True, help=lambda: words("kit.pdf"))
@_option("--force", is_flag=True, help=lambda: words("kit.force"))
def kit(scenario: str | None, variant: str | None, out: Path, pdf: bool, force: bool) -> None:
    """See `kit.help` in the words."""
    from casestudy.analysis.variants import load_case
    from casestudy.kit import write_kit

    case = load_case(scenario, variant)
    files = write_kit(
        case, out, pdf=pdf, force=force, progress=lambda name: click.echo(name, err=True)
    )
    click.echo(words("kit.written", files=files, path=out))


@cli.command(help=lambda: words("debrief.help"))
@click.argument("source")
@SCENARIO
@VARIANT
@_option(
    "--out",
    type=Place(),
    default="debrief.html",
    show_default=True,
    help=lambda: words("debrief.out"),
)
@_option("--force", is_flag=True, help=lambda: words("debrief.force"))
def debrief(source: str, scenario: str | None, variant: str | None, out: Path, force: bool) -> None:
    """See `debrief.help` in the words."""
    from casestudy.analysis.variants import load_case
    from casestudy.debrief import counted, read
    from casestudy.debrief import debrief as page_about
    from casestudy.report import checked_place, write_paper

    def tell(what: str, done: int, of: int) -> None:
        click.echo(words(f"debrief.done_{what}", done=done, of=of), err=True)

    checked_place(out, replace=force)
    case = load_case(scenario, variant)
    handed = read(case, source)
    written = write_paper(page_about(case, handed, tell), out, replace=force)
    click.echo(words("debrief.written", path=written, said=counted(handed)))


def _plain(levers: Levers) -> dict[str, float | str]:
    plain: dict[str, float | str] = {n: float(getattr(levers, n)) for n in names(Levers)}
    return plain | {"pruning_rule": str(levers.pruning_rule)}


def _json(data: dict[str, Any]) -> None:
    click.echo(json.dumps(data, indent=2, allow_nan=False))


def main() -> None:
    """Run the command line; whatever the system refuses ends in one line and a code that says so.

    Where the reader of the output has gone away, it ends without a word.
    """
    prepare_streams()
    # The pictures of a report are drawn into files: no window, whatever the environment asks for.
    os.environ["MPLBACKEND"] = "Agg"
    try:
        cli(prog_name="casestudy")
    except OSError as error:
        where = f"{error.filename}: " if error.filename else "the output cannot be written: "
        end_quietly(f"casestudy: {where}{error.strerror or error}")
        sys.exit(1)
