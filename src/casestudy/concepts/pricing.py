"""From the list price to what reaches the pocket.

References
----------
Marn, M. V. and Rosiello, R. L. (1992). Managing price, gaining profit. *Harvard Business Review*.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray


def invoice_price(list_price: ArrayLike, on_invoice: ArrayLike) -> NDArray:
    """Price on the invoice: the list price less the discounts shown on it.

    Parameters
    ----------
    list_price : array_like, (…)
        List price, in money.
    on_invoice : array_like, (…, K)
        Discounts on the invoice, in money.

    Returns
    -------
    ndarray, (…)

    Examples
    --------
    >>> float(invoice_price(6.0, [0.10, 0.12]))
    5.78
    """
    return np.asarray(list_price, float) - np.sum(on_invoice, axis=-1)


def pocket_price(
    invoice: ArrayLike, off_invoice: ArrayLike = (), off_invoice_rates: ArrayLike = ()
) -> NDArray:
    """What is left of the invoice price once everything off the invoice is paid.

    Parameters
    ----------
    invoice : array_like, (…)
        Invoice price, in money.
    off_invoice : array_like, (…, K)
        Deductions that do not depend on the price, in money: freight, handling.
    off_invoice_rates : array_like, (…, J)
        Deductions that are a fraction of the invoice price: rebates, cash discount.

    Returns
    -------
    ndarray, (…)

    Examples
    --------
    >>> float(pocket_price(5.78, [0.30, 0.37, 0.35, 0.20, 0.09]).round(2))
    4.47
    """
    invoice = np.asarray(invoice, float)
    return invoice * (1.0 - np.sum(off_invoice_rates, axis=-1)) - np.sum(off_invoice, axis=-1)
