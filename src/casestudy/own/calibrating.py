"""What `calibrate` and `new` say of a calibration."""

from __future__ import annotations

from casestudy.analysis.calibration import Calibration
from casestudy.scenario.case import Case
from casestudy.text.words import say


def calibration_lines(case: Case, result: Calibration) -> list[str]:
    """A calibration in lines of text: targets, fitted values, and what cannot be met."""
    lines = [say(result, "head", case=case)]
    lines += [f"  {say(result, 'target', case=case, name=name)}" for name in result.targets]
    lines += [f"  {say(result, 'fitted', case=case, name=name)}" for name in result.values]
    if not result.solved:
        lines.append(f"  {say(result, 'needed' if result.needed else 'unsolved', case=case)}")
    return [str(line) for line in lines]
