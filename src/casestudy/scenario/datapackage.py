"""The Data Package descriptor beside the tables: what they hold, and whose they are.

`datapackage.json` gives the SHA-256 of each table as it was written. A table that has another one
was made or changed by somebody, and nobody's work is replaced without being asked. Nor are tables
of a company's own orders, though their hashes fit: no parameters could bring them back.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from casestudy.errors import InputError
from casestudy.files.reading import LARGEST_CSV, read_text
from casestudy.scenario.schema import OWN, Scenario
from casestudy.scenario.tables import MAYBE, TABLES, Column

DESCRIPTOR = "datapackage.json"
_LARGEST = 2_000_000


def descriptor(scenario: Scenario, contents: Mapping[str, bytes]) -> dict[str, Any]:
    """Data Package descriptor of the tables of a scenario.

    Parameters
    ----------
    scenario : Scenario
    contents : mapping of str to bytes
        Content of each table's file by the name of the file.

    Returns
    -------
    dict
        A Data Package as `frictionless` reads it. Its own `hash` is that of all the rest.
    """
    own = scenario.order_file.origin == OWN
    described = {
        "name": scenario.name.replace("_", "-"),
        **(_OWN if own else {"title": f"{scenario.title}: synthetic tables", **_SYNTHETIC}),
        "resources": [
            {
                "name": declared.name.replace("_", "-"),
                "path": f"{declared.name}.csv",
                "title": declared.about,
                "mark": declared.mark,
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "bytes": len(contents[f"{declared.name}.csv"]),
                "hash": f"sha256:{hashlib.sha256(contents[f'{declared.name}.csv']).hexdigest()}",
                "schema": {
                    "fields": [_field(c) for c in declared.columns],
                    **({"primaryKey": list(declared.key)} if declared.key else {}),
                },
            }
            for declared in TABLES
        ],
    }
    return described | {"hash": _own_hash(described)}


_SYNTHETIC = {
    "description": "The company is fictional and the tables are synthetic. Each hash is that "
    "of the table as `casestudy tables` wrote it: a table with another one is not replaced.",
    "licenses": [
        {
            "name": "CC-BY-4.0",
            "title": "Creative Commons Attribution 4.0",
            "path": "https://creativecommons.org/licenses/by/4.0/",
        }
    ],
}
# Nobody but the company can give a licence for its orders.
_OWN_TITLE = "Real orders, model figures"
_OWN = {
    "title": _OWN_TITLE,
    "origin": OWN,
    "description": "The tables skus and order_lines come from a company's own orders; what the "
    "orders do not say in them is assumed, as the report of the import tells. The other tables are "
    "synthetic, and the names are fictional. Each hash is that of the table as it was imported.",
}


def descriptor_text(described: Mapping[str, Any]) -> str:
    """Text of the file `datapackage.json`."""
    return json.dumps(described, indent=1, ensure_ascii=False) + "\n"


def foreign(folder: Path, contents: Mapping[str, bytes], *, own: bool = False) -> list[str]:
    """Files of a folder that would be replaced, and that are not as they were written here.

    Parameters
    ----------
    folder : Path
    contents : mapping of str to bytes
        What is to stand in the folder, by the name of the file.
    own : bool
        Whether it is the folder of a company's own orders, and the same orders are to stand there.

    Returns
    -------
    list of str
        Names of files that somebody else made or changed, or that come from a company's own orders,
        and that are not already what they are to be; links and folders among them.
    """
    written = _written(folder / DESCRIPTOR, own)
    found = []
    for name, content in contents.items():
        path = folder / name
        if not os.path.lexists(path):
            continue
        # None that we write is as large as this, and a large one would be read for long.
        if path.is_symlink() or not path.is_file() or path.stat().st_size > LARGEST_CSV:
            found.append(name)
            continue
        with path.open("rb") as file:
            now = hashlib.file_digest(file, "sha256").hexdigest()
        if now not in (written.get(name), hashlib.sha256(content).hexdigest()):
            found.append(name)
    return found


def of_own_orders(folder: Path) -> bool:
    """Whether the tables in a folder come from a company's own orders."""
    _, said = _described(folder / DESCRIPTOR)
    # Before there was an `origin`, the title alone told.
    return said.get("origin") == OWN or said.get("title") == _OWN_TITLE


def _written(path: Path, own: bool) -> dict[str, str]:
    """SHA-256 of each file as it was made here, the descriptor's own too; {} if none was."""
    text, said = _described(path)
    if not said or (of_own_orders(path.parent) and not own):
        return {}
    try:
        hashes = {r["path"]: r["hash"].removeprefix("sha256:") for r in said["resources"]}
    except (TypeError, KeyError, AttributeError):
        return {}
    return hashes | {path.name: hashlib.sha256(text.encode()).hexdigest()}


def _described(path: Path) -> tuple[str, dict[str, Any]]:
    """Text of a descriptor and what it says but for its own hash; nothing if it is not ours."""
    try:
        text = read_text(path, _LARGEST)
        said = json.loads(text)
        if said.pop("hash") == _own_hash(said):
            return text, said
    except (InputError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        pass
    return "", {}


def _own_hash(described: Mapping[str, Any]) -> str:
    text = json.dumps(described, sort_keys=True, ensure_ascii=False)
    return f"sha256:{hashlib.sha256(text.encode('utf-8', 'replace')).hexdigest()}"


def _field(column: Column) -> dict[str, Any]:
    constraints: dict[str, Any] = {} if column.pattern == MAYBE else {"required": True}
    whole = column.kind == "integer"
    if column.least is not None:
        constraints["minimum"] = int(column.least) if whole else column.least
    if column.most is not None:
        constraints["maximum"] = int(column.most) if whole else column.most
    if column.pattern is not None:
        constraints["pattern"] = re.sub(r"^\^|\$$", "", column.pattern)
    if column.unique:
        constraints["unique"] = True
    field = {
        "name": column.name,
        "type": {"text": "string"}.get(column.kind, column.kind),
        "description": column.about,
    }
    if column.unit:
        field["unit"] = column.unit
    return field | {"constraints": constraints}
