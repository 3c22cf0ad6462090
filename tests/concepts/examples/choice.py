"""Published examples of choice: a check for each id of `worked_examples.json`."""

import numpy as np
import pytest

from casestudy.concepts import choice


def red_blue_bus(inputs: dict, expected: dict) -> None:
    before = choice.logit_shares(inputs["V"])
    after = choice.logit_shares([*inputs["V"], inputs["add_V"]])
    np.testing.assert_allclose(before, expected["before"], rtol=1e-12)
    np.testing.assert_allclose(after, expected["after"], rtol=1e-12)
    # What the added bus takes, and where its riders go when it stops.
    np.testing.assert_allclose(before - choice.demand_draw(before, after[-1]), after[:-1])
    transfer = choice.demand_transfer(after, [False, False, True])
    np.testing.assert_allclose(transfer, [*(after[:-1] / (1 - after[-1])), 0.0], rtol=1e-12)
    np.testing.assert_allclose((after + after[-1] * transfer)[:-1], before, rtol=1e-12)


def offer_sets(inputs: dict, expected: dict) -> None:
    choices = {offer: np.array(chosen) for offer, chosen in inputs["choices"].items()}
    for offer, chosen in choices.items():  # the table is copied as it was printed
        assert chosen @ inputs["fares"] == pytest.approx(expected["revenue"][offer], rel=1e-12)
    everything = choices["YMK"]
    for offer, wanted in expected["recapture"].items():
        gone = np.array([name not in offer for name in inputs["products"]])
        found = choice.observed_recapture(everything, choices[offer], gone)
        assert found == pytest.approx(wanted, abs=1e-12), offer
        # A logit that knows the full offer alone sees nobody leave.
        by_logit = choice.recapture_rate([*everything, 0.0], [*gone, False], [True] * 3 + [False])
        assert by_logit == pytest.approx(expected["logit_recapture"], rel=1e-12)


def logit_recapture(inputs: dict, expected: dict) -> None:
    line, retired = inputs["line_share"], inputs["retired_share"]
    found = choice.logit_recapture(line, retired)
    assert found == pytest.approx(expected["recapture"], abs=1e-4)
    # Two products and everything else, spelt out.
    shares = [line * retired, line * (1 - retired), 1 - line]
    spelt_out = choice.recapture_rate(shares, [True, False, False], [True, True, False])
    assert found == pytest.approx(float(spelt_out), rel=1e-12)
