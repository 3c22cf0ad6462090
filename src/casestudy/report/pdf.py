"""A paper as PDF, by Typst, whose wheel needs no other program."""

from __future__ import annotations

import json
from dataclasses import asdict
from importlib.resources import files
from typing import Any

from casestudy.errors import InputError
from casestudy.report.paper import Block, Bullets, Figure, Paper, Paragraph, Table, spans

STANDARD = "ua-1"  # tagged, with words for pictures: PDF/UA, for those who do not see it


def as_pdf(paper: Paper) -> bytes:
    """A paper as PDF, the same bytes for the same paper.

    Parameters
    ----------
    paper : Paper

    Returns
    -------
    bytes
        The whole file.

    Raises
    ------
    InputError
        If Typst is not installed.
    """
    try:
        import typst
    except ImportError:
        raise InputError(
            "a PDF needs the package typst: run `make pdf` once in the workbook's folder (or "
            "install casestudy with its extra 'report'). The paper as .html can be printed by any "
            "browser, to PDF too"
        ) from None
    template = (files("casestudy") / "report" / "paper.typ").read_bytes()
    inputs = {"paper": json.dumps(_data(paper), ensure_ascii=False)}
    look: dict[str, Any] = {"sys_inputs": inputs, "format": "pdf", "timestamp": 0}
    # A name may have letters that Typst's own fonts lack, which the standard refuses: then with
    # the fonts of this machine, and where they lack them too, with boxes in their place.
    for more in ({"ignore_system_fonts": True}, {}):
        try:
            return typst.compile(template, pdf_standards=STANDARD, **more, **look)
        except typst.TypstError:
            continue
    return typst.compile(template, **look)


def _data(paper: Paper) -> dict[str, Any]:
    """The paper as the template reads it."""
    sections = [
        {"title": s.title, "apart": s.apart, "blocks": [_block(b) for b in s.blocks]}
        for s in paper.sections
    ]
    return {
        "title": paper.title,
        "subtitle": paper.subtitle,
        "notice": paper.notice,
        "lang": paper.lang,
        "slides": paper.look == "slides",
        "sections": sections,
    }


def _block(block: Block) -> dict[str, Any]:
    match block:
        case Paragraph(text):
            return {"kind": "paragraph", "text": spans(text)}
        case Bullets(items, framed):
            return {"kind": "bullets", "items": [spans(i) for i in items], "framed": framed}
        case Figure(svg, alt):
            return {"kind": "figure", "svg": svg, "alt": alt}
        case Table():
            return asdict(block) | {
                "kind": "table",
                "head": [spans(cell) for cell in block.head],
                "rows": [[spans(cell) for cell in row] for row in block.rows],
            }
