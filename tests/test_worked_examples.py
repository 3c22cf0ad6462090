"""Published worked examples: each id of worked_examples.json against the function it is about."""

import json
from pathlib import Path

import examples_a
import examples_b
import pytest

EXAMPLES = json.loads(Path(__file__).with_name("worked_examples.json").read_text("utf-8"))
# Sobol indices are not a concept of the story.
LATER = ("ishigami",)
CHECKS = examples_a.CHECKS | examples_b.CHECKS
WANTED = [e for e in EXAMPLES if not e["id"].startswith(LATER)]


@pytest.mark.parametrize("example", WANTED, ids=[e["id"] for e in WANTED])
def test_worked_example(example) -> None:
    assert example["id"] in CHECKS, f"no check for the worked example {example['id']!r}"
    CHECKS[example["id"]](example["inputs"], example["expected"])


def test_each_check_belongs_to_one_example() -> None:
    assert not examples_a.CHECKS.keys() & examples_b.CHECKS.keys()
    assert CHECKS.keys() <= {e["id"] for e in EXAMPLES}
