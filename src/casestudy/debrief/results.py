"""What a room predicted and answered, against what the model says, each in its own variant."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from casestudy.analysis.variants import load_case
from casestudy.debrief.reading import cut
from casestudy.debrief.words import words
from casestudy.errors import InputError
from casestudy.learning.handing_in import HandedIn
from casestudy.learning.judgement import CalibrationScore, Judged, calibration_of
from casestudy.learning.judging import judge_kept, right_shown
from casestudy.learning.kinds import Exercise
from casestudy.learning.own import own, own_file
from casestudy.learning.predictions import Prediction
from casestudy.learning.reading_answers import Unreadable
from casestudy.learning.registry import find_prediction, predictions
from casestudy.scenario.case import Case


@dataclass(frozen=True)
class Question:
    """A prediction that some of the room made.

    Attributes
    ----------
    prediction : Prediction
    judged : tuple of Judged
        A range of each team, with the result in its own variant.
    """

    prediction: Prediction
    judged: tuple[Judged, ...]

    @property
    def held(self) -> int:
        """How many ranges held the result."""
        return sum(one.held for one in self.judged)

    @property
    def above(self) -> int:
        """How many ranges lie above the result: it was guessed too high."""
        return sum(not one.held and one.truth < one.low for one in self.judged)

    @property
    def below(self) -> int:
        """How many ranges lie below the result: it was guessed too low."""
        return sum(not one.held and one.truth > one.high for one in self.judged)

    @property
    def results(self) -> tuple[float, float]:
        """The smallest and the largest result of the variants."""
        truths = [one.truth for one in self.judged]
        return min(truths), max(truths)


@dataclass(frozen=True)
class Answer:
    """What a team answered to an exercise whose key was kept from it.

    Attributes
    ----------
    team : str
    shown : str
        The answer as people read it.
    correct : bool or None
        None for a text, and where it cannot be judged.
    because : str
        What is said of a known mistake, or why an answer cannot be judged.
    right : str
        The right answer with the team's variant; empty for a text.
    """

    team: str
    shown: str
    correct: bool | None
    because: str
    right: str


@dataclass(frozen=True)
class Asked:
    """An exercise whose key was kept from the teams, and their answers.

    Attributes
    ----------
    exercise : Exercise
    answers : tuple of Answer
    """

    exercise: Exercise
    answers: tuple[Answer, ...]


@dataclass(frozen=True)
class Results:
    """All predictions of a room, and its answers.

    Attributes
    ----------
    questions : tuple of Question
        In the order of the notebooks.
    unmade : dict of str to str
        Variants that cannot be made, each with its reason: what was predicted there is left out.
    asked : tuple of Asked
        In the order of the notebooks.
    """

    questions: tuple[Question, ...]
    unmade: dict[str, str]
    asked: tuple[Asked, ...] = ()

    @property
    def score(self) -> CalibrationScore:
        """How often the ranges of the room held."""
        return calibration_of([one for question in self.questions for one in question.judged])


def judge(
    case: Case,
    teams: Mapping[str, HandedIn],
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> Results:
    """Predictions of a room beside their results, and its answers beside the right ones.

    Parameters
    ----------
    case : Case
        The scenario, or one of its variants.
    teams : mapping of str to HandedIn
        By team; each for the scenario or one of its variants.
    progress : callable
        Called with the number of variants that are judged, and of all.

    Returns
    -------
    Results
    """
    made: dict[str, list[Judged]] = {}
    answered: dict[str, list[Answer]] = {}
    unmade: dict[str, str] = {}
    names = dict.fromkeys(one.scenario for one in teams.values())
    for done, name in enumerate(names, 1):
        known: dict[str, float] = {}
        try:
            number = name.partition("-")[2] or 0
            variant = case if name == case.name else load_case(case.path, number)
        except InputError as error:
            unmade[name] = str(error)
            continue
        for team, handed in teams.items():
            if handed.scenario != name:
                continue
            for id, one in handed.ranges.items():
                if id not in known:
                    known[id] = float(find_prediction(id).truth(variant))
                judged = Judged(team, one.value, one.low, one.high, known[id])
                made.setdefault(id, []).append(judged)
            for id, text in handed.answers.items():
                if id in (asked := own(variant).exercises):
                    answered.setdefault(id, []).append(_answer(asked[id], variant, team, text))
        progress(done, len(names))
    found = [Question(one, tuple(made[id])) for id, one in predictions().items() if id in made]
    asked = [
        Asked(one, tuple(answered[id]))
        for id, one in sorted(own(case).exercises.items())
        if id in answered
    ]
    return Results(tuple(found), unmade, tuple(asked))


def _answer(exercise: Exercise, case: Case, team: str, text: str) -> Answer:
    try:
        verdict = judge_kept(exercise, case, text)
        right = "" if verdict.correct is None else right_shown(exercise, case)
    except (Unreadable, InputError) as error:  # the key may fail in the variant of one team
        # Which file it is, is clear: what is wrong with it has to fit in.
        folder = f"{own_file(case).parent}{os.sep}"
        return Answer(team, cut(text), None, cut(str(error).replace(folder, "")), "")
    if verdict.reason == "sealed":
        return Answer(team, verdict.text, None, words("answer_sealed"), "")
    # What is said of no mistake in particular helps who tries again, and nobody afterwards.
    because = "" if verdict.reason == "elsewhere" else verdict.text
    return Answer(team, verdict.shown, verdict.correct, because, right)
