"""Series and tables as learners give them, brought to the labels that are asked for."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from casestudy.errors import nearest
from casestudy.learning.reading_answers import Unreadable

if TYPE_CHECKING:
    import pandas as pd

Cells = dict[str, float]
Reader = Callable[[Any], float]


def cells_of(key: Any, read: Reader) -> Cells:
    """Cells of a key by label: of a series by its row, of a table by its row and column."""
    import pandas as pd

    if isinstance(key, pd.DataFrame):
        return {
            _cell(row, column): read(key.iloc[i, j])
            for i, row in enumerate(key.index)
            for j, column in enumerate(key.columns)
        }
    return {label_of(k): read(v) for k, v in key.items()}


def read_cells(answer: Any, key: Any, read: Reader, same: Callable[[float, float], bool]) -> Cells:
    """Cells of an answer, with just the labels of the key.

    Parameters
    ----------
    answer : Any
        A series, a table, a dictionary, or a list of pairs.
    key : pandas.Series, pandas.DataFrame or dict
    read : callable
        Reads one value.
    same : callable
        Whether two values count as the same; finds a column that has another name.

    Returns
    -------
    dict of str to float

    Raises
    ------
    Unreadable
        Where the form, a label or a column is not what is asked for, or a value cannot be read.
    """
    import pandas as pd

    table = isinstance(key, pd.DataFrame)
    answer = _framed(answer, table)
    if len(answer) == 0:
        raise Unreadable("This is empty: it has no rows. Was everything filtered out?")
    if table:
        return _table_cells(answer, key, read, same)
    if isinstance(answer, pd.DataFrame):
        answer = _column_of(answer, key)
    return _series_cells(answer, [label_of(k) for k, _ in key.items()], read)


def label_of(label: Hashable) -> str:
    """A label such that the ones that look the same are the same.

    >>> label_of(2020.0), label_of(" Year-End Rebate "), label_of(("a", 1))
    ('2020', 'year-end rebate', 'a, 1')
    """
    if isinstance(label, tuple):
        return ", ".join(label_of(part) for part in label)
    if isinstance(label, float | np.floating) and float(label).is_integer():
        label = int(label)
    return " ".join(str(label).split()).casefold()


def _cell(row: Hashable, column: Hashable) -> str:
    return f"{label_of(row)}, {label_of(column)}"


def _framed(answer: Any, table: bool) -> pd.Series | pd.DataFrame:
    import pandas as pd

    asked = "a table" if table else "a series or a dictionary"
    if isinstance(answer, pd.Series | pd.DataFrame):
        return answer
    if isinstance(answer, list | tuple) and answer:
        pairs = all(isinstance(a, list | tuple) and len(a) == 2 for a in answer)
        if pairs and not table and all(isinstance(a[0], str) for a in answer):
            answer = dict(answer)
    if isinstance(answer, Mapping):
        try:
            return pd.DataFrame(answer) if table else pd.Series(dict(answer), dtype=object)
        except (ValueError, TypeError):
            raise Unreadable(
                "We cannot make a table of this dictionary: its columns differ in length."
            ) from None
    if isinstance(answer, list | tuple | np.ndarray | pd.Index):
        raise Unreadable(
            f"These are values without labels, so we cannot tell which is which. Give {asked}, "
            "with a label for each value."
        )
    raise Unreadable(f"Expected {asked}, not {type(answer).__name__}.")


def _column_of(answer: pd.DataFrame, key: Any) -> pd.Series:
    """The one column of a table that is meant, where a series is asked for."""
    wanted = label_of(getattr(key, "name", None) or "")
    if len(answer.columns) == 2 and list(answer.index) == list(range(len(answer))):
        first = answer.iloc[:, 0]
        if not any(isinstance(v, float | int) for v in first):
            return answer.set_index(answer.columns[0]).iloc[:, 0]
    named = [i for i, c in enumerate(answer.columns) if label_of(c) == wanted]
    numeric = [i for i in range(answer.shape[1]) if answer.dtypes.iloc[i].kind in "fiu"]
    for found in (named, numeric, list(range(answer.shape[1]))):
        if len(found) == 1:
            return answer.iloc[:, found[0]]
    names = ", ".join(f"`{c}`" for c in answer.columns)
    raise Unreadable(f"One column is asked for; this table has several ({names}). Pick one.")


def _series_cells(answer: pd.Series, labels: list[str], read: Reader) -> Cells:
    cells: Cells = {}
    for label, value in answer.items():
        name = label_of(label)
        if name in cells:
            raise Unreadable(f"The label '{label}' stands there twice; it is asked for once.")
        cells[name] = _read_at(label, value, read) if name in labels else np.nan
    _same_labels(list(cells), labels, "label")
    return {label: cells[label] for label in labels}


def _read_at(label: Any, value: Any, read: Reader) -> float:
    try:
        return read(value)
    except Unreadable as error:
        raise Unreadable(f"At '{label}': {error}") from None


def _same_labels(mine: list[str], asked: list[str], noun: str) -> None:
    missing = [a for a in asked if a not in mine]
    extra = [m for m in mine if m not in asked]
    if not missing and not extra:
        return
    if len(missing) == len(asked) and len(extra) == len(mine):
        raise Unreadable(
            f"No {noun} is one of those asked for. Expected {_some(asked)}, not {_some(mine)}."
        )
    if missing:
        near = nearest(missing[0], extra)
        hint = f" Is '{near}' meant for '{missing[0]}'?" if near else ""
        raise Unreadable(f"These {noun}s are missing: {_some(missing)}.{hint}")
    raise Unreadable(f"These {noun}s are not asked for: {_some(extra)}. Leave them out.")


def _some(labels: list[str]) -> str:
    shown = ", ".join(f"'{name}'" for name in labels[:4])
    return shown + (f" and {len(labels) - 4} more" if len(labels) > 4 else "")


def _table_cells(
    answer: pd.Series | pd.DataFrame, key: pd.DataFrame, read: Reader, same: Callable
) -> Cells:
    import pandas as pd

    if isinstance(answer, pd.Series):
        answer = answer.to_frame()
    rows, columns = ([label_of(n) for n in axis] for axis in (key.index, key.columns))
    own_rows, own_columns = ([label_of(n) for n in a] for a in (answer.index, answer.columns))
    if set(own_rows) == set(columns) and set(own_columns) == set(rows):
        raise Unreadable("Rows and columns stand the other way round: turn it with `.T`.")
    for name, own in (("label", own_rows), ("column", own_columns)):
        for label in own:
            if own.count(label) > 1:
                raise Unreadable(f"The {name} '{label}' stands there twice.")
    # Labels may stand in a column of their own, where a table was read or merged.
    if set(own_rows).isdisjoint(rows):
        for column in answer.columns:
            if {label_of(v) for v in answer[column]} == set(rows):
                return _table_cells(answer.set_index(column), key, read, same)
    _same_labels(own_rows, rows, "label")
    for column in columns:
        if column not in own_columns:
            _explain_name(answer, key, column, own_columns, read, same)
    at = {(r, c): (i, j) for i, r in enumerate(own_rows) for j, c in enumerate(own_columns)}
    return {
        f"{row}, {column}": _read_at(f"{row}, {column}", answer.iloc[at[row, column]], read)
        for row in rows
        for column in columns
    }


def _explain_name(
    answer: pd.DataFrame,
    key: pd.DataFrame,
    column: str,
    own: list[str],
    read: Reader,
    same: Callable[[float, float], bool],
) -> None:
    """Say which column seems to be meant for one that is missing."""
    wanted = key.iloc[:, [label_of(c) for c in key.columns].index(column)]
    right = {label_of(k): read(v) for k, v in wanted.items()}
    for j in range(len(own)):
        try:
            mine = {label_of(k): read(v) for k, v in answer.iloc[:, j].items()}
        except Unreadable:
            continue
        if all(same(mine[k], right[k]) for k in right):
            raise Unreadable(
                f"The column '{answer.columns[j]}' seems to be what is asked for under the name "
                f"'{wanted.name}'. Give it that name."
            )
    near = nearest(column, own)
    hint = f" Is '{near}' meant?" if near else f" There are: {_some(own)}."
    raise Unreadable(f"The column '{wanted.name}' is missing.{hint}")
