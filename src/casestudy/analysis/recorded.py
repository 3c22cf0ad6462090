"""Many draws written to a file: in memory that stays flat, and to be gone on with.

Draws are collected in a folder beside the file, `NAME.part`: a table on disk, a note of what it
is, and which parts of it are done. Only when all are done is the file written, and then it is
whole. The same command goes on with what is there.
"""

from __future__ import annotations

import csv
import json
import os
import shutil
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import asdict
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from filelock import FileLock, Timeout
from numpy.typing import NDArray

from casestudy.analysis.monte_carlo import (
    HEADLINES,
    MonteCarlo,
    columns,
    met,
    tables,
    tasks,
    usable_seed,
)
from casestudy.analysis.worlds import net_size
from casestudy.errors import InputError
from casestudy.files.writing import write_atomically
from casestudy.levers import Assumptions, Levers, declaration, names
from casestudy.model.outcome import HEADLINE_UNITS, Headlines
from casestudy.scenario.case import Case
from casestudy.units import Unit

ROWS = 10_000  # written at a time
KINDS = (".csv", ".parquet")


def record(
    case: Case,
    levers: Levers,
    draws: int,
    seed: int,
    path: Path,
    *,
    base: Assumptions | None = None,
    executor: Executor | None = None,
    progress: Callable[[int], None] | None = None,
    force: bool = False,
) -> MonteCarlo:
    """Simulate a plan in many other worlds, and write the worlds and what comes of them.

    Parameters
    ----------
    case, levers, draws, seed, base, executor, progress
        As in `monte_carlo`.
    path : Path
        Ends with `.csv` or `.parquet`.
    force : bool
        Whether a file that is there may be written over, and a run that was begun otherwise be
        dropped.

    Returns
    -------
    MonteCarlo

    Raises
    ------
    InputError
        If the file is there, its kind is unknown, its folder cannot be written, the disk is full,
        or what was begun is another run; the message says which.
    """
    usable_seed(case, draws, seed)
    path = path.absolute()
    if path.suffix not in KINDS:
        raise InputError(f"{path}: expected a name that ends with {' or '.join(KINDS)}")
    if path.suffix == ".parquet":
        _arrow()
    if path.is_dir() or (path.exists() and not force):
        raise InputError(f"{path} is there already; give another name, or --force to replace it")
    folder = path.with_name(f"{path.name}.part")
    about = _about(case, levers, draws, seed, base)
    try:
        done = _begun(folder, about, columns(case), force)
        with FileLock(folder / "lock", timeout=0):
            found = _recorded(case, levers, about, base, folder, done, executor, progress)
            writer = _write_csv if path.suffix == ".csv" else _write_parquet
            table = _table(folder, columns(case), draws, "r")
            writer(folder / path.name, table, [_title(case, name) for name in columns(case)])
            os.replace(folder / path.name, path)
        shutil.rmtree(folder)
    except Timeout:
        raise InputError(f"{folder}: another program is at work on this run") from None
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError(
            f"{path}: could not be written ({reason}); what is done is kept in {folder}, and the "
            "same command goes on with it"
        ) from error
    return found


def _recorded(
    case: Case,
    levers: Levers,
    about: dict[str, Any],
    base: Assumptions | None,
    folder: Path,
    done: list[int],
    executor: Executor | None,
    progress: Callable[[int], None] | None,
) -> MonteCarlo:
    """Compute what is not done yet, into the table on disk."""
    draws, seed = about["draws"], about["seed"]
    table = _table(folder, columns(case), draws, "r+")
    places = [_rows(task, net_size(draws), draws) for task in tasks(draws)]
    count = sum(places[i].stop - places[i].start for i in done)
    with (folder / "done").open("a", encoding="ascii") as listed:
        for i, found in tables(
            case, levers, draws, seed, base=base, executor=executor, inputs=True,
            skip=frozenset(done),
        ):  # fmt: skip
            table[:, places[i]] = found.T
            table.flush()  # before it is said to be done
            listed.write(f"{i}\n")
            listed.flush()
            count += len(found)
            if progress:
                progress(count)
    headlines = Headlines(**dict(zip(HEADLINES, np.array(table[-len(HEADLINES) :]), strict=True)))
    return MonteCarlo(levers, seed, net_size(draws), headlines, met(case, headlines))


def _table(folder: Path, titles: tuple[str, ...], draws: int, mode: str) -> NDArray:
    return np.memmap(folder / "table", np.float64, mode, shape=(len(titles), draws))


def _about(
    case: Case, levers: Levers, draws: int, seed: int, base: Assumptions | None
) -> dict[str, Any]:
    """What a run is: of two that differ in it, one cannot go on with the other."""
    world = {n: float(getattr(base or case.assumptions, n)) for n in names(Assumptions)}
    products = case.tables["skus"].to_csv(index=False)
    told = case.scenario.model_dump_json() + products
    return {
        "casestudy": version("casestudy"),
        "scenario": case.name,
        "case": sha256(told.encode()).hexdigest(),
        "plan": {k: str(v) if k == "pruning_rule" else float(v) for k, v in asdict(levers).items()},
        "world": world,
        "draws": int(draws),
        "seed": int(seed),
    }


def _begun(folder: Path, about: dict[str, Any], titles: tuple[str, ...], force: bool) -> list[int]:
    """Which parts of a run are done; a new folder where nothing was begun."""
    note = folder / "run.json"
    if folder.exists():
        try:
            was = json.loads(note.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            was = None
        if was == about:
            lines = (folder / "done").read_text(encoding="ascii").splitlines()
            return sorted({int(line) for line in lines if line.isdigit()})
        if was is not None and not force:
            differ = [k for k in about if was.get(k) != about[k]]
            said = ", ".join(
                f"{k} {was.get(k)!r} instead of {about[k]!r}" if k in ("draws", "seed") else k
                for k in differ
            )
            raise InputError(
                f"{folder}: what was begun there is another run ({said}); finish it as it was "
                "begun, or add --force to drop it"
            )
        if was is None and any(folder.iterdir()) and not force:
            raise InputError(
                f"{folder}: expected a run that was begun, and its note run.json is missing or "
                "damaged; add --force to drop what is there"
            )
        shutil.rmtree(folder)
    folder.mkdir()
    (folder / "done").touch()
    _table(folder, titles, about["draws"], "w+").flush()
    write_atomically(note, json.dumps(about, indent=1))  # last: without it nothing was begun
    return []


def _rows(task: range, size: int, draws: int) -> slice:
    return slice(task.start * size, min(task.stop * size, draws))


def _title(case: Case, name: str) -> str:
    unit = HEADLINE_UNITS.get(name) or declaration(Assumptions, name).unit
    money = {Unit.MONEY: "", Unit.MONEY_PER_YEAR: " per year"}
    told = f"{case.scenario.currency.code}{money[unit]}" if unit in money else str(unit)
    return f"{name} [{told}]"


def _write_csv(path: Path, table: NDArray, titles: list[str]) -> None:
    """As pandas would write it, in half the time."""
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(titles)
        for first in range(0, table.shape[1], ROWS):
            part = np.array(table[:, first : first + ROWS]).T
            values = part.astype(object)
            values[np.isnan(part)] = ""
            rows.writerows(values.tolist())


def _write_parquet(path: Path, table: NDArray, titles: list[str]) -> None:
    arrow = _arrow()
    schema = arrow.schema([(title, arrow.float64()) for title in titles])
    with arrow.parquet.ParquetWriter(path, schema) as file:
        for first in range(0, table.shape[1], ROWS):
            rows = [np.array(column[first : first + ROWS]) for column in table]
            file.write_table(arrow.table(rows, schema=schema))


def _arrow() -> Any:
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        raise InputError(
            "a Parquet file needs pyarrow, which is not installed; install it, or write CSV"
        ) from None
    return pyarrow
