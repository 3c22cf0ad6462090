"""Who leads a product: product manager, product owner, or both, and who covers which duty.

References
----------
Schwaber, K. and Sutherland, J. (2020). *The Scrum Guide*, for the product owner.
Keeney, R. L. and Raiffa, H. (1976). *Decisions with Multiple Objectives*, for additive scores.
Smith, M. L. and Erwin, J. (2005). *Role and Responsibility Charting (RACI)*.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray

WEIGHTS_SUM = 1e-9


class Verdict(StrEnum):
    """Which roles a situation asks for."""

    NEITHER = "neither"
    OWNER = "product owner"
    MANAGER = "product manager"
    BOTH = "both"


@dataclass(frozen=True)
class RoleDecision:
    """What a scored situation asks for.

    Attributes
    ----------
    owner, manager : float
        Weighted case for a product owner and for a product manager, each 0 to 1.
    needed : float
        Case from which on a role is needed.
    verdict : Verdict
    """

    owner: float
    manager: float
    needed: float
    verdict: Verdict

    @property
    def margin(self) -> float:
        """Case for the manager less case for the owner, -1 to 1."""
        return self.manager - self.owner


def split_scores(scores: ArrayLike) -> tuple[NDArray, NDArray]:
    """Two cases from scores on a scale between the two roles.

    Parameters
    ----------
    scores : array_like, (…, C)
        Each criterion from -1 (speaks for a product owner) to 1 (for a product manager).

    Returns
    -------
    owner_scores, manager_scores : ndarray, (…, C)
        Each 0 to 1. One criterion speaks for one role; several together can speak for both.

    Examples
    --------
    >>> split_scores([-1.0, 0.5])
    (array([1., 0.]), array([0. , 0.5]))
    """
    scores = np.asarray(scores, float)
    return np.maximum(-scores, 0.0), np.maximum(scores, 0.0)


def role_decision(
    owner_scores: ArrayLike, manager_scores: ArrayLike, weights: ArrayLike, *, needed: float = 0.25
) -> RoleDecision:
    r"""Weigh the case for each role; neither excludes the other.

    Parameters
    ----------
    owner_scores, manager_scores : array_like, (C,)
        How strongly each criterion speaks for the role [s], 0 to 1. `split_scores` makes both
        from one score between two poles.
    weights : array_like, (C,)
        Importance of each criterion [w], zero or more, one in sum.
    needed : float
        Case from which on the role is needed, above 0 and at most 1. At 0.25, criteria with a
        quarter of the weight have to speak for it without reserve.

    Raises
    ------
    ValueError
        If the weights do not sum to one.

    Notes
    -----
    .. math:: \mathrm{case} = \sum_c w_c s_c

    Examples
    --------
    >>> decision = role_decision([1, 0, 0], [0, 0.5, 1], [0.2, 0.3, 0.5])
    >>> round(decision.owner, 6), round(decision.manager, 6), str(decision.verdict)
    (0.2, 0.65, 'product manager')
    """
    scores, weights = _weighed(owner_scores, manager_scores, weights)
    owner, manager = (float(case) for case in scores @ weights)
    return RoleDecision(owner, manager, needed, _verdict(owner, manager, needed))


def flip_weights(
    owner_scores: ArrayLike, manager_scores: ArrayLike, weights: ArrayLike, *, needed: float = 0.25
) -> tuple[NDArray, list[Verdict | None]]:
    r"""Weight of each criterion at which the verdict changes.

    Parameters
    ----------
    owner_scores, manager_scores, weights, needed
        As for `role_decision`.

    Returns
    -------
    weight : ndarray, (C,)
        Nearest weight of the criterion beyond which the verdict is another one, while the other
        weights keep their proportions and all sum to one; not a number where none in 0 to 1 is, or
        the criterion has all the weight.
    verdict : list of Verdict or None, (C,)
        The verdict just beyond it.

    Raises
    ------
    ValueError
        As `role_decision`.

    Notes
    -----
    With the criterion's weight at x, a case is x s + (1 - x) r, where r is the case of all other
    criteria among themselves: a straight line, which crosses `needed` at (needed - r)/(s - r).

    Examples
    --------
    >>> weight, verdict = flip_weights([1, 0], [0, 1], [0.2, 0.8])
    >>> weight.round(6).tolist(), [str(v) for v in verdict]
    ([0.25, 0.75], ['both', 'both'])
    """
    scores, weights = _weighed(owner_scores, manager_scores, weights)
    cases = scores @ weights
    now = _verdict(*cases, needed)
    found, verdicts = np.full(weights.size, np.nan), []
    for k, weight in enumerate(weights):
        verdicts.append(None)
        if weight == 1.0:
            continue
        rest = (cases - weight * scores[:, k]) / (1.0 - weight)
        slope = scores[:, k] - rest
        crossings = [(needed - r) / s for r, s in zip(rest, slope, strict=True) if abs(s) > 1e-12]
        # Both lines bound the stretch around today's weight in which the verdict holds.
        stops = sorted({0.0, 1.0, *(c for c in crossings if 0 <= c <= 1)})
        beyond = []
        for left, right in pairwise(stops):
            middle = rest + slope * (left + right) / 2.0
            other = _verdict(*middle, needed)
            if other != now:
                # Today's weight may lie at an end, and by rounding just inside.
                beyond.append((min(max(weight, left), right), other))
        if beyond:
            found[k], verdicts[k] = min(beyond, key=lambda b: abs(b[0] - weight))
    return found, verdicts


def _verdict(owner: float, manager: float, needed: float) -> Verdict:
    # Rounding in a sum of weights must not decide.
    wants_owner, wants_manager = owner >= needed - 1e-12, manager >= needed - 1e-12
    if wants_owner and wants_manager:
        return Verdict.BOTH
    if wants_owner:
        return Verdict.OWNER
    return Verdict.MANAGER if wants_manager else Verdict.NEITHER


def _weighed(owner_scores, manager_scores, weights) -> tuple[NDArray, NDArray]:
    """Both rows of scores, and weights that sum to one: others would shift the verdict unseen."""
    weights = np.asarray(weights, float)
    if abs(weights.sum() - 1.0) > WEIGHTS_SUM:
        raise ValueError(f"weights: expected a sum of 1: {weights.sum():.10g} given")
    return np.array([owner_scores, manager_scores], float), weights


@dataclass(frozen=True)
class Coverage:
    """Which duties the roles that are there cover, each (D,).

    Attributes
    ----------
    accountable, responsible : ndarray of int
        Number of present roles that answer for the duty, and that do it.
    """

    accountable: NDArray[np.int64]
    responsible: NDArray[np.int64]

    @property
    def covered(self) -> NDArray[np.bool_]:
        """Whether somebody present answers for the duty or does it."""
        return self.accountable + self.responsible > 0

    @property
    def gaps(self) -> NDArray[np.bool_]:
        """Whether nobody present has the duty."""
        return ~self.covered

    @property
    def headless(self) -> NDArray[np.bool_]:
        """Whether somebody does the duty and nobody answers for it."""
        return (self.responsible > 0) & (self.accountable == 0)

    @property
    def overlaps(self) -> NDArray[np.bool_]:
        """Whether more than one role answers for the duty: nobody does, in practice."""
        return self.accountable > 1


def duty_coverage(responsibilities: ArrayLike, present: ArrayLike | None = None) -> Coverage:
    """Read a responsibilities matrix: gaps and overlaps with the roles that are there.

    Parameters
    ----------
    responsibilities : array_like of str, (R, D)
        Letters of each role in each duty: R does it, A answers for it, C is consulted, I is
        informed; several together ("AR") or none ("").
    present : array_like of bool, (R,), optional
        Which roles the company has; all by default.

    Examples
    --------
    >>> matrix = [["AR", "A", "C"], ["I", "R", "AR"]]  # manager and owner; three duties
    >>> duty_coverage(matrix).gaps.tolist()
    [False, False, False]
    >>> duty_coverage(matrix, [False, True]).gaps.tolist()  # without the manager
    [True, False, False]
    """
    matrix = np.asarray(responsibilities).astype(str)
    matrix = matrix if present is None else matrix[np.asarray(present)]
    return Coverage(
        accountable=(np.char.find(matrix, "A") >= 0).sum(axis=0),
        responsible=(np.char.find(matrix, "R") >= 0).sum(axis=0),
    )
