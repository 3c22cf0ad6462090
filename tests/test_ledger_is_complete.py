"""No figure about the company, and none that is chosen, hides in the code."""

import ast
import re
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "src" / "casestudy"
MODULES = [
    *(PACKAGE / "scenario" / name for name in ("sections.py", "synthesis.py", "chapter_tables.py")),
    *sorted((PACKAGE / "analysis").glob("*.py")),
    *sorted(p for p in (PACKAGE / "chapters").glob("*/*.py") if p.name != "plots.py"),
]
# Nothing, one, two halves, the step back, and percent: arithmetic that chooses nothing.
NEUTRAL = {0, 1, 2, 100}
# What a schema accepts stands in the schema, with its reason.
LIMITS = {"ge", "le", "gt", "lt", "min_length", "max_length"}
SHAPE = {"axis", "ndmin"}
COMMENT = re.compile(r"#\s*\w")


def hidden(source: str) -> list[tuple[int, object]]:
    """Numbers that stand neither in a scenario nor at the head of the module with a reason.

    At the head are assignments to names in capitals. The reason is a comment on the line, in the
    lines of the assignment, or above the run of lines that it stands in.
    """
    tree, lines = ast.parse(source), source.splitlines()
    allowed: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Subscript):
            allowed |= {id(n) for n in ast.walk(node.slice)}
        elif isinstance(node, ast.keyword) and node.arg in LIMITS | SHAPE:
            allowed |= {id(n) for n in ast.walk(node)}
    for node in tree.body:
        if isinstance(node, ast.Assign) and _in_capitals(node) and _has_reason(node, lines):
            allowed |= {id(n) for n in ast.walk(node)}
    return [
        (node.lineno, node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, int | float)
        and not isinstance(node.value, bool)
        and node.value not in NEUTRAL
        and id(node) not in allowed
    ]


def _in_capitals(node: ast.Assign) -> bool:
    found = [n.id for target in node.targets for n in ast.walk(target) if isinstance(n, ast.Name)]
    return bool(found) and all(name.isupper() or name[0] == "_" for name in found)


def _has_reason(node: ast.Assign, lines: list[str]) -> bool:
    if any(COMMENT.search(line) for line in lines[node.lineno - 1 : node.end_lineno]):
        return True
    above = node.lineno - 2
    return above >= 0 and lines[above].startswith("#")


@pytest.mark.parametrize("path", MODULES, ids=lambda p: p.relative_to(PACKAGE).as_posix())
def test_no_number_is_hidden(path):
    told = [f"{path.name}:{line}: {number}" for line, number in hidden(path.read_text("utf-8"))]
    assert not told, (
        f"{told}: a statement about the company belongs into the scenario, with mark and source; a "
        "choice of method or a figure of a reference to the head of the module, with its reason"
    )


@pytest.mark.parametrize(
    "planted",
    [
        "def f(x):\n    return 0.15 * x",
        "RATE = 0.08",
        "rate = 0.08  # in small letters",
        "def f(x, most=0.75):\n    return x < most",
        "from x import Field\nclass A:\n    share: float = Field(3.5, le=9)",
        "A = 3  # first\n\nB = 7",
    ],
)
def test_a_planted_number_is_found(planted):
    assert len(hidden(planted)) == 1


@pytest.mark.parametrize(
    "fine",
    [
        "RATE = 0.08  # of the source",
        "# By trial.\nRATE = 0.08",
        "TABLE = {\n    'a': 3,  # as the schema has it\n}",
        "def f(x):\n    return x[3] + x.sum(axis=3)",
        "from x import Field\nclass A:\n    share: float = Field(le=9)",
    ],
)
def test_what_is_said_with_its_reason_is_no_finding(fine):
    assert hidden(fine) == []
