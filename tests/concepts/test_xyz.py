"""Xyz: what the books say, redone another way."""

import numpy as np
import pytest

from casestudy.concepts import xyz


class TestXyz:
    def test_a_product_without_demand_is_erratic(self) -> None:
        variation = xyz.coefficient_of_variation([[0, 0, 0], [4, 4, 4]])
        assert xyz.xyz_classes(variation).tolist() == ["Z", "X"]

    def test_rounding_does_not_move_a_product_off_a_cutoff(self) -> None:
        assert xyz.xyz_classes([0.5 + 1e-16, np.nextafter(0.5, 1)]).tolist() == ["X", "X"]
        with pytest.raises(ValueError, match="cutoffs"):
            xyz.xyz_classes([0.2], (0.0, 1.0))

    def test_equal_products_share_a_class(self) -> None:
        assert set(xyz.xyz_classes(np.full(9, 0.7)).tolist()) == {"Y"}

    def test_the_table_counts_or_adds(self) -> None:
        abc, kind = list("ABCC"), list("XZZY")
        assert xyz.abc_xyz_table(abc, kind).sum() == 4
        money = xyz.abc_xyz_table(abc, kind, [70, 20, 6, 4])
        assert money.tolist() == [[70, 0, 0], [0, 0, 20], [0, 4, 6]]
