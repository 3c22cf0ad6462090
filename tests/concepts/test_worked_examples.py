"""Published worked examples: each id of worked_examples.json against the function it is about.

A check stands in `examples`, in the module of its concept, under the example's id. It takes the
example's inputs and expected values, calls the functions and compares; the tolerance is the
example's own.
"""

import json
from importlib import import_module
from pathlib import Path
from types import FunctionType

import pytest

HERE = Path(__file__).parent
EXAMPLES = json.loads((HERE / "worked_examples.json").read_text("utf-8"))
# Sobol indices are not a concept of the story.
LATER = ("ishigami",)
MODULES = [import_module(f"concepts.examples.{p.stem}") for p in (HERE / "examples").glob("*.py")]
EVERY = [
    (name, check)
    for module in MODULES
    for name, check in vars(module).items()
    if isinstance(check, FunctionType) and check.__module__ == module.__name__
]
CHECKS = dict(EVERY)
WANTED = [e for e in EXAMPLES if not e["id"].startswith(LATER)]


@pytest.mark.parametrize("example", WANTED, ids=[e["id"] for e in WANTED])
def test_worked_example(example) -> None:
    assert example["id"] in CHECKS, f"no check for the worked example {example['id']!r}"
    CHECKS[example["id"]](example["inputs"], example["expected"])


def test_each_check_belongs_to_one_example() -> None:
    assert len(EVERY) == len(CHECKS)
    assert CHECKS.keys() <= {e["id"] for e in EXAMPLES}
