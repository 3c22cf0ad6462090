"""Why customers left: what they pay for, and where a competitor gives more of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from casestudy.scenario.case import Case

NEAR = 0.02  # of our price: a competitor so near asks what we ask


@dataclass(frozen=True, eq=False)
class Reasons:
    """What the best competitor gives more, weighted by what customers pay for it.

    Attributes
    ----------
    attributes : tuple of str, (A,)
        What customers compare, the largest loss first.
    loss : ndarray, (A,)
        Part-worth times the lead of the best competitor, at least 0, in the study's units.
    rivals : tuple of str, (A,)
        Who that competitor is.
    voices : tuple of (str, …)
        What customers say about each, as they said it.
    price_index : float
        Price level of the competitor who leads in the first attribute; ours is 1.
    """

    attributes: tuple[str, ...]
    loss: NDArray
    rivals: tuple[str, ...]
    voices: tuple[tuple[str, ...], ...]
    price_index: float

    @property
    def attribute(self) -> str:
        """What costs us the most customers."""
        return self.attributes[0]

    @property
    def rival(self) -> str:
        """Who gives more of it than we do."""
        return self.rivals[0]

    @property
    def said(self) -> tuple[str, ...]:
        """What customers say about it, two sentences at most."""
        return self.voices[0][:2]

    @property
    def anything(self) -> bool:
        """Whether a competitor leads in anything that customers pay for."""
        return bool(self.loss[0] > 0)

    @property
    def part(self) -> float:
        """Share of the first attribute in all that competitors give more."""
        return float(self.loss[0] / self.loss.sum()) if self.anything else 0.0

    @property
    def price(self) -> str:
        """How that competitor's price compares with ours: dearer, cheaper or alike."""
        if self.price_index > 1 + NEAR:
            return "dearer"
        return "cheaper" if self.price_index < 1 - NEAR else "alike"


def reasons(case: Case) -> Reasons:
    """Why customers left, by the scenario's differentiators.

    Parameters
    ----------
    case : Case

    Returns
    -------
    Reasons
    """
    found = case.scenario.positioning.differentiators
    best = [max(d.rivals, key=lambda name, d=d: d.rivals[name]) for d in found]
    loss = np.array(
        [max(d.part_worth * (d.rivals[b] - d.ours), 0.0) for d, b in zip(found, best, strict=True)]
    )
    order = np.argsort(-loss, kind="stable")
    level = {one.name: one.price_index for one in case.scenario.market.competitors}
    return Reasons(
        attributes=tuple(found[i].name for i in order),
        loss=loss[order],
        rivals=tuple(best[i] for i in order),
        voices=tuple(tuple(found[i].voice) for i in order),
        price_index=level[best[order[0]]],
    )
