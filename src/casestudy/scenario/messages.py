"""What is wrong with a scenario file, in words: where, what is accepted, what was given."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from casestudy.errors import given, number_hint, unknown
from casestudy.files.reading import Path_
from casestudy.scenario.entry import CURRENCY, NAME
from casestudy.scenario.schema import Scenario

_WORDS = {
    "missing": "is missing",
    "extra_forbidden": "is unknown",
    "float_type": "expected a number",
    "int_type": "expected a whole number",
    "int_from_float": "expected a whole number",
    "string_type": "expected text",
    "model_type": "expected entries of the form 'key: value'",
    "model_attributes_type": "expected entries of the form 'key: value'",
    "list_type": "expected a list",
    "dict_type": "expected entries of the form 'key: value'",
    "bool_type": "expected true or false",
    "finite_number": "expected a finite number",
    "string_too_short": "expected text that is not empty",
}
_FORMS = {
    NAME: "a small letter, then small letters, digits and underscores, 41 characters at most",
    CURRENCY: "a code of three capital letters",
}


def place(
    path: Path, where: Path_, lines: Mapping[Path_, int], line_of: Path_ | None = None
) -> str:
    """Beginning of a message: file, line, and field.

    Parameters
    ----------
    path : Path
        The file.
    where : tuple
        Path of keys of the field; empty for the whole file.
    lines : mapping
        Line of each path of keys.
    line_of : tuple, optional
        Path of keys whose line is meant, where it is not the field's.

    Returns
    -------
    str

    Examples
    --------
    >>> place(Path("a.yaml"), ("line", "name"), {("line",): 3})
    'a.yaml: line 3: line.name: '
    """
    sought = line_of or where
    line = next((lines[sought[:n]] for n in range(len(sought), -1, -1) if sought[:n] in lines), 1)
    field = ".".join(str(w) for w in where)
    return f"{path}: line {line}: {field + ': ' if field else ''}"


def explain(
    path: Path, error: ValidationError, lines: Mapping[Path_, int], model: type = Scenario
) -> str:
    """The first problem of a scenario file, in words.

    Parameters
    ----------
    path : Path
        The file.
    error : pydantic.ValidationError
        What pydantic found.
    lines : mapping
        Line of each path of keys.
    model : type
        The class that the file should follow.

    Returns
    -------
    str
        File, line, field, what is accepted, what was given.
    """
    problems = error.errors(include_url=False)
    # A file for another version differs in its keys too, and a misspelt key shows twice, as one
    # unknown and one missing: the version, then the unknown key, is the cause.
    problem = min(problems, key=lambda p: (not _is_version(p), p["type"] != "extra_forbidden"))
    where: Path_ = tuple(step for step in problem["loc"] if step != "[key]")
    start = place(path, where, lines)
    kind, context, value = problem["type"], problem.get("ctx", {}), problem["input"]
    shown = given(value)
    if kind == "extra_forbidden":
        accepted = sorted(
            {
                p["loc"][-1]
                for p in problems
                if p["type"] == "missing" and p["loc"][:-1] == where[:-1]
            }
            | _accepted(model, where[:-1])
        )
        return place(path, where[:-1], lines, where) + unknown("key", str(where[-1]), accepted)
    if kind == "missing":
        return f"{start}{_WORDS[kind]}"
    if kind == "value_error":
        return start + str(context.get("error", problem["msg"]))
    if kind in {"greater_than_equal", "less_than_equal", "greater_than", "less_than"}:
        sign = {"greater_than_equal": "at least", "less_than_equal": "at most"}
        sign |= {"greater_than": "more than", "less_than": "less than"}
        bound = next(context[k] for k in ("ge", "le", "gt", "lt") if k in context)
        limits = {"high" if kind.startswith("less") else "low": bound}
        hint = number_hint(value, **limits) if isinstance(bound, float) else ""
        return f"{start}expected {sign[kind]} {bound:g}{hint}, not {shown}{_reason(model, where)}"
    if kind in {"enum", "literal_error"}:
        if _is_version(problem):
            return (
                f"{start}expected {context['expected']}, not {shown}; "
                "the file was made for another version of casestudy"
            )
        expected = str(context.get("expected", ""))
        return f"{start}expected {'true' if expected == 'True' else expected}, not {shown}"
    if kind in {"too_short", "too_long"}:
        sign = {"too_short": "at least", "too_long": "at most"}[kind]
        bound = context.get("min_length", context.get("max_length"))
        counted = context["actual_length"]
        return f"{start}expected {sign} {bound} entries, not {counted}{_reason(model, where)}"
    if kind == "string_too_long":
        return f"{start}expected text of at most {context['max_length']} characters, not {shown}"
    if kind == "string_pattern_mismatch":
        form = _FORMS.get(context["pattern"], f"text of the form {context['pattern']}")
        return f"{start}expected {form}, not {shown}"
    if kind in _WORDS:
        textual = isinstance(value, str) and kind in {"float_type", "int_type"}
        hint = number_hint(value) if textual else ""
        return f"{start}{_WORDS[kind]}{hint}, not {shown}"
    return f"{start}{problem['msg'][0].lower()}{problem['msg'][1:]}, not {shown}"


def _is_version(problem: Any) -> bool:
    return problem["type"] == "literal_error" and str(problem["loc"][-1]).endswith("_version")


def _reason(model: Any, where: Path_) -> str:
    """Why a field has its limits, where the schema says it."""
    field = None
    for step in where:
        if isinstance(step, int):
            continue
        fields = getattr(model, "model_fields", {})
        if step not in fields:
            return ""
        field = fields[step]
        inner = _entries(field.annotation)
        model = field.annotation if hasattr(field.annotation, "model_fields") else inner
    extra = getattr(field, "json_schema_extra", None)
    return f"; {extra['x-because']}" if isinstance(extra, dict) and "x-because" in extra else ""


def _accepted(model: Any, where: Path_) -> set[str]:
    """Keys that a place of a scenario file accepts."""
    for step in where:
        if isinstance(step, int):
            continue
        if not hasattr(model, "model_fields") or step not in model.model_fields:
            inner = _entries(model)
            model = inner if inner is not None else model
            continue
        model = model.model_fields[step].annotation
    inner = model if hasattr(model, "model_fields") else _entries(model)
    return set(inner.model_fields) if inner is not None else set()


def _entries(annotation: Any) -> Any:
    """The class of entries inside an annotation such as ``list[Task]`` or ``Figure | None``."""
    for part in getattr(annotation, "__args__", ()):
        if hasattr(part, "model_fields"):
            return part
        if (found := _entries(part)) is not None:
            return found
    return None
