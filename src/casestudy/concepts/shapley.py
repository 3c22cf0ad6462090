"""What each of several causes contributes to a joint effect, whatever the order of counting.

References
----------
Shapley, L. S. (1953). A value for n-person games. *Contributions to the Theory of Games II*,
307–317.
Shorrocks, A. F. (2013). Decomposition procedures for distributional analysis: a unified framework
based on the Shapley value. *Journal of Economic Inequality* 11, 99–126.
"""

from __future__ import annotations

from functools import lru_cache
from math import comb

import numpy as np
from numpy.typing import ArrayLike, NDArray


def coalitions(players: int) -> NDArray[np.bool_]:
    r"""Every coalition of so many players: who takes part in each.

    Parameters
    ----------
    players : int
        Number of players [n].

    Returns
    -------
    ndarray of bool, (2ⁿ, n)
        Row k has the bits of k, player 0 the lowest: row 0 is nobody, the last row is everybody.

    Examples
    --------
    >>> coalitions(2).astype(int).tolist()
    [[0, 0], [1, 0], [0, 1], [1, 1]]
    """
    return (np.arange(2**players)[:, None] >> np.arange(players) & 1).astype(bool)


def shapley_values(values: ArrayLike) -> NDArray:
    r"""Shapley value of each player: the mean of what joining adds, over all orders of joining.

    Parameters
    ----------
    values : array_like, (…, 2ⁿ)
        Worth of each coalition [v(S)], in the order of `coalitions`; the worth of nobody may
        differ from zero.

    Returns
    -------
    ndarray, (…, n)
        In the unit of the worth, with the sum :math:`v(N) - v(∅)`.

    Notes
    -----
    .. math:: φ_i = \sum_{S ⊆ N ∖ \{i\}} \frac{|S|!\,(n-|S|-1)!}{n!}\,[v(S ∪ \{i\}) - v(S)]

    The only division that adds up to the whole (efficiency), treats like alike (symmetry), gives
    nothing to who adds nothing (null player), and adds over games (linearity): Shapley (1953).
    For causes of a change rather than players of a game: Shorrocks (2013).

    Examples
    --------
    A runway: each airline needs its length, and the longest of a coalition is built.

    >>> cost = np.array([8, 11, 13, 18])
    >>> shapley_values((coalitions(4) * cost).max(axis=-1)).round(6).tolist()
    [2.0, 3.0, 4.0, 9.0]
    """
    worth = np.asarray(values, float)
    # Against the worth of nobody: a large common worth then costs no digits.
    return (worth - worth[..., :1]) @ _weights(worth.shape[-1].bit_length() - 1)


@lru_cache(maxsize=4)
def _weights(players: int) -> NDArray:
    """Weight of the worth of each coalition for each player, (2ⁿ, n)."""
    inside = coalitions(players)
    others = inside.sum(axis=1, keepdims=True) - inside  # members beside the player
    share = np.array([1.0 / (players * comb(players - 1, k)) for k in range(players)])
    return np.where(inside, share[others], -share[others])
