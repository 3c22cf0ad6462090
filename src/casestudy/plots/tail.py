"""The picture of feature usage."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from casestudy.narrative import tail as findings
from casestudy.plots.style import DARK, GOOD, GREY, RIVAL, canvas, headline, styled

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from casestudy.analysis.tail import FeatureUse


@styled
def plot_features(result: FeatureUse, *, ax: Axes | None = None) -> Axes:
    """Share of users of each feature, coloured by what the feature rule says.

    Parameters
    ----------
    result : casestudy.analysis.tail.FeatureUse
    ax : matplotlib.axes.Axes, optional

    Returns
    -------
    matplotlib.axes.Axes
    """
    ax = canvas(ax)
    colours = np.where(result.rule.study, GOOD, np.where(result.rule.eliminate, RIVAL, GREY))
    place = np.arange(len(result.users))
    ax.bar(place, result.users * 100, color=colours, width=0.8)
    for mask, colour, text in (
        (result.rule.study, GOOD, "find out why"),
        (result.rule.apply, DARK, "apply it here"),
        (result.rule.eliminate, RIVAL, "drop"),
    ):
        if mask.any():
            at = place[mask]
            top = float(result.users[mask].max()) * 100
            ax.annotate(text, (at.mean(), top), xytext=(0, 5), ha="center",
                        textcoords="offset points", color=colour, fontweight="bold")  # fmt: skip
    ax.set_xticks([])
    ax.margins(y=0.12)
    ax.set_xlabel("features, most used first (products' features)")
    ax.set_ylabel("users who use it (%)")
    headline(ax, findings.features(result))
    return ax
