"""What every page says of a case, and whether it is of its trade."""

import re
from html import unescape

from casestudy.audit import rehearsal
from casestudy.plots import style
from casestudy.report.build import board_paper
from casestudy.report.html import as_html
from casestudy.widgets.page.record import page_record

CODE = ("code", "given", "then", "answer", "truth", "inputs", "shared")


def texts_of(value):
    """All texts of a record, without code."""
    if isinstance(value, str):
        yield value
    for key, inner in value.items() if isinstance(value, dict) else ():
        if key not in CODE and not (key == "options" and isinstance(inner, str)):
            yield from texts_of(inner)
    for inner in value if isinstance(value, list) else ():
        yield from texts_of(inner)


# Names of one trade that any page may say: a product line, the bars of a chart, stock in process.
EVERYDAY = {"bars", "change-overs", "field", "line", "lines", "process"}


def said_by(case, monkeypatch):
    """What every chapter, its exercises, the cockpit and the board paper say of a case."""
    heard, read = [], rehearsal._read

    def keep(value):
        heard.append(read(value))
        return heard[-1]

    monkeypatch.setattr(rehearsal, "_read", keep)
    # Pictures are drawn, with all their words; to turn them into pixels takes a third of the time.
    monkeypatch.setattr(style, "png", lambda ax: b"")
    for chapter in rehearsal.chapters():
        assert [str(f) for f in rehearsal.rehearse(case, chapter)] == []
    heard += [one for one in texts_of(page_record(case)) if " " in one]
    heard.append(unescape(as_html(board_paper(case))))
    return re.sub(r"data:[a-z+/]+;base64,[\w+/=]+", "", "\n".join(heard))


def names_of(scenario):
    """The words by which one knows what a scenario is about."""
    groups = [
        [
            scenario.company.name,
            scenario.line.name,
            *scenario.line.name.split(),
            scenario.line.product,
        ],
        [c.name for c in scenario.market.competitors if c.name != "Others"],
        [c.name for c in scenario.partners.candidates],
        [p.name for p in scenario.cast.people],
        [d.name for d in scenario.positioning.differentiators],
        scenario.vocabulary.words().values(),
    ]
    return {word for group in groups for word in group} - {"compact", "folding", "the case", "case"}


def foreign(text, scenario, others):
    """Where a text says what only other scenarios speak of."""
    words = {word for other in others for word in names_of(other)} - names_of(scenario) - EVERYDAY
    own = "\n".join(texts_of(scenario.model_dump(mode="json"))).lower()
    words = {word for word in words if word.lower() not in own}
    known = "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
    # A cost is charged by what drives it, and that is no machine.
    pattern = rf"\b({known})\b(?<!what drives)(?<!gap drives)"
    return [text[max(0, m.start() - 50) : m.end() + 20] for m in re.finditer(pattern, text)]
