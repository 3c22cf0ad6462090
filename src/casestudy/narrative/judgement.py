"""Findings of the predictions: how often a committed range held the result."""

from __future__ import annotations

from casestudy.analysis.judgement import CalibrationScore
from casestudy.formats import percent
from casestudy.text.prose import Prose, count

FEW = 5  # predictions below which a count says nothing


def calibration(result: CalibrationScore) -> str:
    """Title: how many ranges held, and whether that says something."""
    if not result.made:
        return "No prediction made yet"
    start = f"{result.held} of {result.made} ranges held the result"
    if result.made < FEW:
        return f"{start}: too few to judge by"
    if result.chance_of_so_few < 0.05:
        return f"{start}: they were too narrow"
    if result.chance_of_so_many < 0.05:
        return f"{start}: they could be narrower"
    return f"{start}: about as many as should"


def describe_calibration(result: CalibrationScore) -> str:
    """Words for the picture."""
    if not result.made:
        return "An empty picture: no prediction has been committed yet, so no range can be judged."
    parts = [
        f"{j.label} {'inside' if j.held else 'above' if j.truth > j.high else 'below'}"
        for j in result.judged
    ]
    return (
        f"Committed ranges of {count(result.made)} "
        f"{'prediction' if result.made == 1 else 'predictions'} and where each result lies: "
        f"{', '.join(parts)}."
    )


def how_calibrated(result: CalibrationScore) -> Prose:
    """What the count says, and what it cannot say yet."""
    made, held = result.made, result.held
    if not made:
        return Prose("No prediction made.")
    share = percent(result.expected)
    text = f"{held} of {made} ranges held the result; {share} should in the long run. "
    if made < FEW:
        text += (
            f"With {'one prediction' if made == 1 else f'only {count(made)}'} that says nothing yet "
            "about your judgement."
        )
    elif result.chance_of_so_few < 0.05:
        text += (
            "So few happen to somebody with good ranges in "
            f"{percent(result.chance_of_so_few, 1)} of cases: your ranges are too narrow. That is the "
            "common mistake; ask yourself what would surprise you, and go beyond it."
        )
    elif result.chance_of_so_many < 0.05:
        text += "So many hold only where ranges are wide: you know more than you dare to say."
    else:
        low = result.fewest_ordinary
        ordinary = f"anything from {low} to {made}" if low < made else f"{made}"
        text += f"With {count(made)} predictions {ordinary} would be ordinary: nothing to see but chance."
    return Prose(text)
