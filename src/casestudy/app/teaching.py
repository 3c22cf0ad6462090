"""What an instructor has beside a handout: the answer key, and solutions with teaching notes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from casestudy.app.words import words
from casestudy.learning import kinds
from casestudy.learning.kinds import Exercise, Wrong
from casestudy.learning.predictions import Prediction
from casestudy.learning.registry import exercises, notebooks, predictions
from casestudy.report.markdown import blocks_of, plain
from casestudy.report.paper import Block, Bullets, Paper, Paragraph, Section, Table
from casestudy.scenario.case import Case
from casestudy.text.formats import quantity

Answers = Mapping[str, str]


def right_answers(case: Case) -> dict[str, str]:
    """The right answer of every exercise and the result of every prediction, by id, in short.

    Parameters
    ----------
    case : Case

    Returns
    -------
    dict of str to str
        Letters where there are options: the same letter is the same option in every variant.
    """
    found = {}
    for name in notebooks():
        for id, exercise in exercises(name, case).items():
            short = _in_short(exercise, exercise.key(case), case)
            found[id] = short or words("teaching.see_solution")
        for id, prediction in predictions(name).items():
            found[id] = _amount(prediction, prediction.truth(case), case)
    return found


def answer_key(case: Case, answers: Mapping[str, Answers]) -> Paper:
    """The answer key of a room: a row for each exercise, a column for each variant.

    Parameters
    ----------
    case : Case
        The scenario itself.
    answers : mapping
        From the head of a column to the answers of its variant, by id.

    Returns
    -------
    Paper
    """
    columns = list(answers.values())
    head = (words("teaching.exercise"), words("teaching.question"), *answers)

    def table(name: str) -> Table:
        asked = exercises(name, case) | predictions(name)
        rows = tuple(
            (id, kinds.words(one.title, case), *(column[id] for column in columns))
            for id, one in asked.items()
        )
        return Table(words("teaching.key_of", notebook=_title(name)), head, rows, small=True)

    sections = tuple(Section(f"key-{n}", _title(n), (table(n),)) for n in notebooks())
    return _paper(case, words("teaching.key"), words("teaching.key_notice"), sections)


def teaching_notes(case: Case, team: str, answers: Answers) -> Paper:
    """Solutions of every exercise, and what to say at each reveal, with the figures of a variant.

    Parameters
    ----------
    case : Case
        The variant.
    team : str
        Whose variant it is, as people call it.
    answers : mapping
        The right answers by id.

    Returns
    -------
    Paper
    """
    sections = []
    for name in notebooks():
        blocks: list[Block] = []
        for id, prediction in predictions(name).items():
            blocks += _asked(prediction, prediction.question(case), case)
            blocks.append(_answer(words("teaching.result"), answers[id]))
            blocks += _mistakes(prediction, prediction.mistakes, case)
        for id, exercise in exercises(name, case).items():
            blocks += [*_asked(exercise, exercise.prompt(case), case), *_options(exercise, case)]
            blocks.append(_answer(words("teaching.answer"), answers[id]))
            blocks += _blocks(exercise.solution(case), kinds.words(exercise.title, case))
            if isinstance(exercise, kinds.ShortText):
                blocks.append(Bullets(tuple(map(plain, exercise.key(case)))))
            blocks += _mistakes(exercise, exercise.wrong, case)
        sections.append(Section(f"notes-{name}", _title(name), tuple(blocks)))
    title = words("teaching.notes", team=team)
    return _paper(case, title, words("teaching.notes_notice"), tuple(sections))


def _paper(case: Case, title: str, notice: str, sections: tuple[Section, ...]) -> Paper:
    subtitle = f"{case.scenario.company.name} · {case.scenario.title}"
    return Paper(title, subtitle, notice, sections)


def solutions_in_python(case: Case) -> str:
    """The worked solutions as code, which is the same in every variant."""
    asked = (e for name in notebooks() for e in exercises(name, case).values() if e.code)
    parts = [f"# {e.id} {kinds.words(e.title, case)}\n\n{e.code.strip()}\n" for e in asked]
    return "\n\n".join([f"# {words('teaching.in_python')}\n", *parts])


def _asked(one: Exercise | Prediction, question: str, case: Case) -> list[Block]:
    title = kinds.words(one.title, case)
    return [Paragraph(f"**{one.id} {title}**"), *_blocks(question, title)]


def _answer(label: str, text: str) -> Block:
    return Bullets((f"**{label}** {text}",), framed=True)


def _options(exercise: Exercise, case: Case) -> list[Block]:
    if not isinstance(exercise, kinds.Lettered):
        return []
    return [Bullets(tuple(f"{x}: {plain(text)}" for x, text in exercise.options(case).items()))]


def _mistakes(one: Exercise | Prediction, wrong: Sequence[Wrong], case: Case) -> list[Block]:
    """Those that can be made in this variant, each with what it shows."""
    items = []
    for mistake in wrong:
        value = mistake.value(case)
        if value is None:
            continue
        shown = _in_short(one, value, case)
        because = plain(kinds.words(mistake.because, case))
        items.append(f"**{mistake.name}**{f' ({shown})' if shown else ''}: {because}")
    return [Paragraph(words("teaching.mistakes")), Bullets(tuple(items))] if items else []


def _in_short(one: Exercise | Prediction, value: Any, case: Case) -> str:
    """An answer in a few letters; nothing for what has no short form."""
    if isinstance(one, kinds.Number | Prediction):
        return _amount(one, value, case)
    if isinstance(one, kinds.Lettered):
        letter_of = {text: letter for letter, text in one.options(case).items()}
        named = [value] if isinstance(value, str) else list(value)
        letters = [letter_of.get(name, name) for name in named]
        return ", ".join(letters if isinstance(one, kinds.Ranking) else sorted(letters))
    if isinstance(one, kinds.Series) and hasattr(value, "items"):
        return "; ".join(f"{label}: {_amount(one, x, case)}" for label, x in value.items())
    return ""


def _amount(one: Any, value: Any, case: Case) -> str:
    try:
        return quantity(float(value), one.unit, case.scenario.currency)
    except (TypeError, ValueError):  # a mistake may be anything that a learner may type
        return plain(str(value))


def _blocks(text: str, caption: str) -> tuple[Block, ...]:
    """Markdown as the blocks of a paper; a table without a caption has the title for it."""
    parts = (f"{caption}\n{p}" if p.startswith("|") else p for p in plain(text).split("\n\n"))
    return blocks_of("\n\n".join(parts))


def _title(notebook: str) -> str:
    return notebook.replace("_", " ")
