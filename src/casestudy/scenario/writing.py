"""Values as they stand in the file of a scenario."""

from __future__ import annotations

import json
from typing import Any

from casestudy.scenario.schema import Scenario


def in_one_line(value: Any) -> str:
    """A value as YAML in one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {in_one_line(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(in_one_line, value)) + "]"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, bool):
        return str(value).lower()
    number = float(value)
    return str(int(number)) if number.is_integer() and abs(number) < 1e15 else repr(number)


def currency_entry(code: str, like: Scenario) -> dict[str, Any]:
    """A currency as it stands in a file: letters behind the amount, a sign as in the other case."""
    from babel.numbers import get_currency_precision, get_currency_symbol

    symbol = get_currency_symbol(code, "en")
    symbol = symbol if len(symbol) <= 4 else code
    there = like.currency
    return {
        "code": code, "symbol": symbol,
        "symbol_first": not symbol[-1].isalpha()
        and (there.symbol_first or there.symbol[-1].isalpha()),
        "minor_units": min(get_currency_precision(code), 3),
    }  # fmt: skip
