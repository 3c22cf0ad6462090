"""What an offer from far away costs once it has arrived.

References
----------
Platts, K. W. and Song, N. (2010). Overseas sourcing decisions: the total cost of sourcing from
China. *Supply Chain Management* 15(4).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray


def landed_saving(quoted_saving: ArrayLike, extra_cost: ArrayLike) -> NDArray:
    """Saving that is left when the quoted price has been brought to the door.

    Parameters
    ----------
    quoted_saving : array_like, (…)
        Quoted price below our own unit cost, as a fraction of our unit cost.
    extra_cost : array_like, (…)
        Freight, duty, quality, travel and management, as a fraction of the *quoted price*.

    Returns
    -------
    ndarray, (…)
        Saving as a fraction of our own unit cost; below zero where the offer is dearer.

    Examples
    --------
    >>> float(landed_saving(0.40, 0.47).round(3))
    0.118
    """
    quoted = 1.0 - np.asarray(quoted_saving, float)
    return 1.0 - quoted * (1.0 + np.asarray(extra_cost, float))
