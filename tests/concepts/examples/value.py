"""Published examples of value: a check for each id of `worked_examples.json`."""

from casestudy.concepts import value


def evc(inputs: dict, expected: dict) -> None:
    worth = value.economic_value(
        inputs["ref_price"],
        differentiation=inputs["functional"],
        reference_startup_cost=inputs["startup_saving"],
        reference_postpurchase_cost=inputs["postpurchase_saving"],
    )
    assert worth.total == expected["EVC"]
    assert worth.inducement(825) == expected["at_price_825_inducement"]
