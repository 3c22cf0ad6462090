"""The page as one HTML file: nothing in it is fetched, and nothing but its own code can run."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import os
import re
from importlib.resources import files
from pathlib import Path
from typing import Any

from casestudy.errors import InputError
from casestudy.files.writing import write_atomically
from casestudy.model.twin import print_twin
from casestudy.scenario.case import Case
from casestudy.text.words import phrase
from casestudy.widgets.page.record import page_record

STATIC = files("casestudy.widgets") / "static"
_MODULE = re.compile(r"^export (?=const|let|function)", re.MULTILINE)
_EXPORTED = re.compile(r"^export (?:const|let|function) ([A-Za-z_$][\w$]*)", re.MULTILINE)
_WHOLE = "html,body{margin:0;height:100%}"
_FRAME = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<noscript>{noscript}</noscript>
<script>{script}</script>
</body>
</html>
"""


def page_text(
    case: Case,
    start: str = "as_it_happened",
    *,
    hide_targets: bool = False,
    tasks: bool = True,
    room: dict[str, Any] | None = None,
    twin: str = "",
) -> str:
    """The page as the text of an HTML file.

    Parameters
    ----------
    case : Case
    start : str
        The plan of the scenario with which it opens.
    hide_targets : bool
        Whether the targets are left out.
    tasks : bool
        Whether the page sets tasks.
    room : dict, optional
        Where the others in the room find the page: its `address`, and the rows of a QR `code`.
    twin : str, optional
        The model as a module of JavaScript; printed from the case by default.

    Returns
    -------
    str
    """
    record = page_record(case, start, hide_targets=hide_targets, tasks=tasks)
    record |= {"room": room}
    code = (STATIC / "page.js").read_text("utf-8")
    twin = as_function(twin or print_twin(case))
    script = (
        f'"use strict";{code}\ncasestudyPage.mount(document.body,'
        f"{{twin:{twin},data:{as_literal(record)},whole:true}});"
    )
    style = _WHOLE + (STATIC / "page.css").read_text("utf-8")
    policy = (
        f"default-src 'none'; script-src '{_digest(script)}'; style-src '{_digest(style)}'; "
        "img-src data: blob:; worker-src blob:; base-uri 'none'; form-action 'none'"
    )
    return _FRAME.format(
        language=html.escape(record["language"]),
        policy=policy,
        title=html.escape(f"{record['company']}: {record['line']}"),
        style=style,
        noscript=html.escape(phrase("casestudy.widgets.page", "page.noscript")),
        script=script,
    )


def write_page(
    case: Case,
    path: Path,
    start: str = "as_it_happened",
    *,
    hide_targets: bool = False,
    tasks: bool = True,
    replace: bool = False,
) -> Path:
    """Write the page whole, or leave what stood there.

    Parameters
    ----------
    case : Case
    path : Path
    start : str
        The plan of the scenario with which it opens.
    hide_targets : bool
        Whether the targets are left out.
    tasks : bool
        Whether the page sets tasks.
    replace : bool
        Whether a file that stands there may be replaced.

    Returns
    -------
    Path
        Where it stands.

    Raises
    ------
    InputError
        If the scenario has no such plan, there is such a file already, or the place cannot be
        written to.
    """
    if not replace and os.path.lexists(path):
        raise InputError(
            f"{path}: exists already; nothing was changed. Give another name, or --force to "
            "replace it"
        )
    write_atomically(path, page_text(case, start, hide_targets=hide_targets, tasks=tasks))
    return path


def as_function(module: str) -> str:
    r"""A module as a function that gives what the module exports; a worker is made from its text.

    >>> as_function("export const a = 1;")
    '() => {const a = 1;\nreturn {a};}'
    """
    exported = ",".join(_EXPORTED.findall(module))
    return f"() => {{{_MODULE.sub('', module)}\nreturn {{{exported}}};}}"


def as_literal(value: Any) -> str:
    r"""Plain data as JavaScript that can stand inside a page: no text in it ends the script.

    >>> as_literal({"name": "</script>"})
    '{"name":"\\u003c/script>"}'
    """
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _digest(text: str) -> str:
    found = hashlib.sha256(text.encode("utf-8")).digest()
    return f"sha256-{base64.b64encode(found).decode('ascii')}"
