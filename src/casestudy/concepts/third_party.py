"""Devices bought from others instead of made: what the count promises and what works.

A bought device brings revenue only where the company's own technology works on it. Mending that
is an investment of its own, and the saving that made buying attractive has to pay for it.

References
----------
Williamson, O. E. (1981). The economics of organization: the transaction cost approach. *American
Journal of Sociology* 87(3), for what it costs to make a bought part fit.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True, eq=False)
class DeviceRoute:
    """One way to get devices: made in-house, bought, or bought and integrated.

    Each figure is kept apart, so that none can hide another. All arrays are (…).

    Attributes
    ----------
    devices : ndarray
        Number of devices.
    working_share : ndarray
        Share of them on which the company's technology works, 0 to 1.
    revenue_per_device, cost_per_device : ndarray
        Revenue of a working device and cost of any device, in money.
    investment : ndarray
        Development for devices of our own, integration for bought ones, in money.
    """

    devices: NDArray
    working_share: NDArray
    revenue_per_device: NDArray
    cost_per_device: NDArray
    investment: NDArray

    @property
    def working_devices(self) -> NDArray:
        """Number of devices that work."""
        return self.devices * self.working_share

    @property
    def promised_revenue(self) -> NDArray:
        """Revenue if every device worked, in money."""
        return self.devices * self.revenue_per_device

    @property
    def revenue(self) -> NDArray:
        """Revenue of the devices that work, in money."""
        return self.working_devices * self.revenue_per_device

    @property
    def device_cost(self) -> NDArray:
        """Cost of all devices, working or not, in money."""
        return self.devices * self.cost_per_device

    @property
    def contribution(self) -> NDArray:
        """Revenue less the cost of devices, before the investment."""
        return self.revenue - self.device_cost

    @property
    def result(self) -> NDArray:
        """Contribution less the investment."""
        return self.contribution - self.investment


def device_route(
    devices: ArrayLike,
    working_share: ArrayLike,
    revenue_per_device: ArrayLike,
    cost_per_device: ArrayLike,
    *,
    investment: ArrayLike = 0.0,
) -> DeviceRoute:
    """Count, revenue, cost and investment of one way to get devices.

    Parameters
    ----------
    devices : array_like, (…)
        Number of devices over the horizon [n].
    working_share : array_like, (…)
        Share of them on which the company's technology works [s], 0 to 1.
    revenue_per_device, cost_per_device : array_like, (…)
        Revenue of a working device [p] and cost of any device [c] over the horizon, in money.
    investment : array_like, (…)
        Development in-house, or integration of bought devices, in money [I].

    Examples
    --------
    >>> bought = device_route(10_000, 0.4, 50, 20)
    >>> float(bought.promised_revenue), float(bought.revenue), float(bought.result)
    (500000.0, 200000.0, 0.0)
    """
    given = (devices, working_share, revenue_per_device, cost_per_device, investment)
    return DeviceRoute(*np.broadcast_arrays(*(np.asarray(v, float) for v in given)))


def break_even_integration(integrated: DeviceRoute, in_house: DeviceRoute) -> NDArray:
    """Integration investment at which buying is no better than making.

    Parameters
    ----------
    integrated : DeviceRoute
        Bought devices with the working share that integration reaches. Its own investment does
        not count here.
    in_house : DeviceRoute
        Devices of our own, development included.

    Returns
    -------
    ndarray, (…)
        Money. Below zero: buying loses against making even if integration were free.

    Examples
    --------
    >>> ours = device_route(6_000, 1.0, 50, 30, investment=50_000)
    >>> float(break_even_integration(device_route(10_000, 0.95, 50, 25), ours))
    155000.0
    """
    return integrated.contribution - in_house.result


def break_even_share(bought: DeviceRoute, in_house: DeviceRoute) -> NDArray:
    r"""Share of bought devices that has to work for buying to be as good as making.

    Parameters
    ----------
    bought : DeviceRoute
        Bought devices with their investment. Their working share does not count here.
    in_house : DeviceRoute
        Devices of our own, development included.

    Returns
    -------
    ndarray, (…)
        Share of devices; above one: buying does not pay even if all work; below zero: it pays
        even if none works. Not a number where no device is bought or a device brings nothing.

    Notes
    -----
    With contribution :math:`n\,(s\,p - c)`, the share that gives the result *R* of making, after
    an investment *I*, is :math:`s^* = (R + I + n\,c) / (n\,p)`.

    Examples
    --------
    >>> ours = device_route(6_000, 1.0, 50, 30, investment=50_000)
    >>> bought = device_route(10_000, 0.4, 50, 25)
    >>> float(break_even_share(bought, ours))
    0.64
    """
    needed = in_house.result + bought.investment + bought.device_cost
    needed, gain = np.broadcast_arrays(needed, bought.promised_revenue)
    return np.divide(needed, gain, out=np.full(gain.shape, np.nan), where=gain > 0)
