"""Markdown as HTML, for widgets: what the narrative writes, and no more."""

from __future__ import annotations

import html
import re
from itertools import groupby

from casestudy.widgets.words import words


def as_html(text: str) -> str:
    """Paragraphs, lists, tables, code, bold and italics as HTML; all else is escaped.

    Parameters
    ----------
    text : str
        Markdown.

    Returns
    -------
    str

    Examples
    --------
    >>> as_html("**Right**, 3 < 4.")
    '<p><b>Right</b>, 3 &lt; 4.</p>'
    """
    blocks = re.split(r"\n\s*\n", str(text).strip())
    return "".join(_block(block) for block in blocks if block.strip())


def as_words(text: str) -> str:
    """Markdown in one line without its marks, for menus and tick boxes, which show text only.

    >>> as_words("**b** – the *cost* of `n` products, $3 million")
    'b – the cost of n products, $3 million'
    """
    inside = re.sub(r"<[^<>]+>", "", _inline(" ".join(str(text).split())))
    return html.unescape(inside)


def _block(block: str) -> str:
    if block.startswith("```"):
        code = "\n".join(block.splitlines()[1:]).rstrip("`").rstrip()
        return f"<pre><code>{html.escape(code)}</code></pre>"
    parts = []
    for kind, lines in groupby(block.splitlines(), _kind):
        rows = list(lines)
        if kind == "table":
            parts.append(_table(rows))
        elif kind in {"ul", "ol"}:
            items = [re.sub(r"^(-|\d+\.)\s+", "", row) for row in rows]
            inner = "".join(f"<li>{_inline(item)}</li>" for item in items)
            parts.append(f"<{kind}>{inner}</{kind}>")
        else:
            parts.append(f"<p>{_inline(' '.join(rows))}</p>")
    return "".join(parts)


def _kind(line: str) -> str:
    if line.startswith("|"):
        return "table"
    if re.match(r"- ", line):
        return "ul"
    return "ol" if re.match(r"\d+\. ", line) else "p"


def _table(rows: list[str]) -> str:
    cells = [[c.strip() for c in row.strip().strip("|").split("|")] for row in rows]
    head, body = cells[0], cells[2:]
    top = "".join(f'<th scope="col">{_inline(c)}</th>' for c in head)
    lines = "".join(
        "<tr>" + "".join(f"<td>{_inline(c)}</td>" for c in row) + "</tr>" for row in body
    )
    table = f"<table><thead><tr>{top}</tr></thead><tbody>{lines}</tbody></table>"
    # Whoever has no mouse scrolls a wide table by its focus.
    focus = f'tabindex="0" role="region" aria-label="{words("table")}"'
    return f'<div class="cs-scroll cs-table" {focus}>{table}</div>'


def _inline(text: str) -> str:
    text = html.escape(text.replace(r"\$", "$"), quote=False)
    text = re.sub(r"`([^`]+)`", r"<code>\1</code>", text)
    text = re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", text)
    return re.sub(r"(?<![\w*])\*(?!\s)([^*]+?)\*(?![\w*])", r"<i>\1</i>", text)
