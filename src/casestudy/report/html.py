"""A paper as one HTML file that needs nothing else: no network, no script, light, printable."""

from __future__ import annotations

import base64
import re
from html import escape
from importlib.resources import files

from casestudy.report.markdown import paper_in_words
from casestudy.report.paper import Block, Bullets, Figure, Paper, Paragraph, Section, Table, spans

AS_WIDE = "max-width: 100%; height: auto"  # on a narrow page a picture shrinks, and keeps its shape
TAGS = {"bold": "strong", "slanted": "em"}
# Nothing is ever fetched, whatever the text of the paper may say.
POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"


def as_html(paper: Paper) -> str:
    """A paper as HTML.

    Parameters
    ----------
    paper : Paper

    Returns
    -------
    str
        The whole file; pictures are inside it, and text is never markup.
    """
    sections = "\n".join(_section(s) for s in paper.sections)
    sheets = ("paper", "slides") if paper.look == "slides" else ("paper",)
    style = "".join((files("casestudy") / "report" / f"{s}.css").read_text("utf-8") for s in sheets)
    return f"""<!DOCTYPE html>
<html lang="{escape(paper.lang)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{POLICY}">
<title>{escape(paper.title)}</title>
<style>
{style}</style>
</head>
<body>
<main>
<header>
<h1>{escape(paper.title)}</h1>
<p class="sub">{escape(paper.subtitle)}</p>
<p class="notice">{escape(paper.notice)}</p>
</header>
{sections}
</main>
</body>
</html>
"""


class PaperView:
    """A paper as the output of a cell, as it looks in its file: text is never markup.

    Parameters
    ----------
    paper : Paper
    """

    def __init__(self, paper: Paper) -> None:
        """Keep the paper."""
        self.paper = paper

    def __repr__(self) -> str:
        """The paper in words, as a notebook stores it beside the page."""
        return repr(paper_in_words(self.paper))

    def _repr_html_(self) -> str:
        head = (self.paper.subtitle, self.paper.notice)
        title = f"<h3>{escape(self.paper.title)}</h3>"
        title += "".join(f"\n<p><em>{escape(text)}</em></p>" for text in head)
        parts = "\n".join(_section(s, level=4) for s in self.paper.sections)
        parts = parts.replace("<img ", f'<img style="{AS_WIDE}" ')
        look = "cs-paper mathjax_ignore tex2jax_ignore"
        whole = re.sub(r"\n\s*\n", "\n", f'<div class="{look}">\n{title}\n{parts}\n</div>')
        # Where this stands in Markdown, JupyterLab would take what two dollars hold for a formula.
        return whole.replace("$", "&#36;")


def _section(section: Section, level: int = 2) -> str:
    name = f"{section.id}-title"
    look = ' class="apart"' if section.apart else ""
    blocks = "\n".join(_block(b) for b in section.blocks)
    return (
        f'<section id="{escape(section.id)}" aria-labelledby="{escape(name)}"{look}>\n'
        f'<h{level} id="{escape(name)}">{escape(section.title)}</h{level}>\n{blocks}\n</section>'
    )


def _block(block: Block) -> str:
    match block:
        case Paragraph(text):
            return f"<p>{_text(text)}</p>"
        case Bullets(items, framed):
            look = ' class="framed"' if framed else ""
            points = "".join(f"<li>{_text(item)}</li>\n" for item in items)
            return f"<ul{look}>\n{points}</ul>"
        case Figure(svg, alt):
            data = base64.b64encode(svg.encode("utf-8")).decode("ascii")
            source = f"data:image/svg+xml;base64,{data}"
            return f'<figure><img src="{source}" alt="{escape(alt)}"></figure>'
        case Table():
            return _table(block)


def _table(table: Table) -> str:
    look = "wide small" if table.small else "wide"
    head = "".join(_cell(cell, table, i, "col") for i, cell in enumerate(table.head))
    rows = "".join(
        "<tr>"
        + "".join(_cell(cell, table, i, "" if i else "row") for i, cell in enumerate(row))
        + "</tr>\n"
        for row in table.rows
    )
    whole = sum(table.widths)
    columns = "".join(f'<col style="width: {100 * w / whole:.1f}%">' for w in table.widths)
    # A wide table scrolls in a narrow window: it has to be reached without a mouse.
    return (
        f'<div class="{look}" tabindex="0" role="region" aria-label="{escape(table.caption)}">\n'
        f"<table>\n<caption>{escape(table.caption)}</caption>\n{columns}"
        f"<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table>\n</div>"
    )


def _cell(text: str, table: Table, column: int, heads: str) -> str:
    """A cell; `heads` is what it is the heading of, if it is one."""
    look = ' class="right"' if column in table.right else ""
    if heads:
        return f'<th scope="{heads}"{look}>{_text(text)}</th>'
    return f"<td{look}>{_text(text)}</td>"


def _text(text: str) -> str:
    parts = []
    for part, style in spans(text):
        tag = TAGS.get(style)
        parts.append(f"<{tag}>{escape(part)}</{tag}>" if tag else escape(part))
    return "".join(parts)
