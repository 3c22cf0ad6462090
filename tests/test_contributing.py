"""The recipes of CONTRIBUTING.md, followed to the letter in a copy of the package."""

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import casestudy

PACKAGE = Path(casestudy.__file__).parent
ROOT = PACKAGE.parents[1]


@pytest.fixture
def package(tmp_path):
    """A copy of the package, in which something may be changed."""
    copy = tmp_path / "src" / "casestudy"
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__", "static"))
    for name in ("data", "notebooks"):
        (tmp_path / name).symlink_to(ROOT / name)
    return copy


def told(package: Path, code: str, **environment: str) -> str:
    """What a program says that uses the copy."""
    found = subprocess.run(
        [sys.executable, "-c", f"import casestudy as cs\ncase = cs.load_case()\n{code}"],
        env=os.environ | {"PYTHONPATH": str(package.parent)} | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.returncode == 0, found.stderr
    return found.stdout.strip()


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path.name}"
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_sentence_of_chapter_five_is_changed_in_one_file(package):
    path = package / "chapters" / "price" / "words.en.md"
    text = path.read_text(encoding="utf-8")
    start = text.index("Who manages the invoice price")
    new = "Whoever looks at the invoice alone sees a part of the price."
    path.write_text(text[:start] + new + text[text.index("\n\n", start) :], encoding="utf-8")
    said = told(package, 'print(cs.say(cs.price.waterfall(case), "what_leaks"))')
    assert said.endswith("Whoever looks at the invoice alone sees a part of the price.")


EXERCISE = """\
  - id: 05-07
    title: The step that takes the most
    kind: choice
    level: read
    prompt: |
      Which step of {{ company }} takes the most?
    options: cs.price.waterfall(case).names
    code: |
      fall = cs.price.waterfall(case)
      answer = fall.largest
    then: |
      by_size = sorted(fall.steps, key=lambda step: step[1])
    hints:
      - Look at the longest bar.
      - Compare the numbers beside the bars.
    solution: |
      It is the {{ fall.largest }}.
    mistakes:
      - {name: the shortest, answer: "by_size[0][0]", because: "The shortest: {{ by_size[0][0] }}."}
      - {name: the second, answer: "by_size[-2][0]", because: One bar is longer.}
      - {name: the third, answer: "by_size[-3][0]", because: Two bars are longer.}

predictions:
"""


def test_an_exercise_is_one_entry_of_one_file(package):
    edit(package / "chapters" / "price" / "exercises.en.yaml", "predictions:\n", EXERCISE)
    said = told(
        package,
        "import json\n"
        'print(json.dumps([str(cs.prompt("05-07")), str(cs.check("05-07", "a").correct),'
        'cs.check("05-07", cs.price.waterfall(case).steps[-1][0]).text,'
        'str(cs.check("05-07", cs.price.waterfall(case).largest).correct)]))',
    )
    prompt, _, wrong, right = json.loads(said)
    assert "takes the most?" in prompt
    assert "**Not yet.**" in wrong
    assert right == "True"


FACTS = '''\
"""How many customers there are."""

from dataclasses import dataclass

from casestudy.scenario.case import Case


@dataclass(frozen=True)
class Customers:
    """How many customers there are, and products."""

    count: int
    products: int


def customers(case: Case) -> Customers:
    """How many customers and products there are."""
    lines = case.tables["order_lines"]
    return Customers(lines["customer"].nunique(), lines["sku"].nunique())
'''
PLOTS = '''\
"""The picture of the customers."""


def customers(ax, result, say):
    """Customers beside products."""
    ax.bar([say("customers"), say("products")], [result.count, result.products])
    ax.set_ylabel(say("y"))
'''
WORDS = """\
## customers.title
{{ customers.count }} customers buy {{ customers.products | number }} products

## customers.alt
Two bars: {{ customers.count }} customers and {{ customers.products | number }} products.

## customers.customers
customers

## customers.products
products

## customers.y
how many
"""
FACE = '''\
"""A chapter about customers."""

from casestudy.face import chapter

__all__, __getattr__, __dir__ = chapter(__name__, {"facts": ["customers"]})
'''


def test_a_chapter_is_a_folder_and_two_lines(package):
    folder = package / "chapters" / "people"
    folder.mkdir()
    for name, text in {
        "facts.py": FACTS, "plots.py": PLOTS, "words.en.md": WORDS, "__init__.py": FACE,
    }.items():  # fmt: skip
        (folder / name).write_text(text, encoding="utf-8")
    edit(
        package / "chapters" / "__init__.py",
        '    "11_board_paper": "board",\n',
        '    "11_board_paper": "board",\n    "12_people": "people",\n',
    )
    edit(package / "__init__.py", "_CHAPTERS = (\n", '_CHAPTERS = (\n    "people",\n')
    said = told(
        package,
        "from casestudy.plots import draw\n"
        "found = cs.people.customers(case)\n"
        'print(draw(found).get_title(loc="left"), "/", cs.say(found, "alt"), "/", '
        '"people" in dir(cs))',
    )
    assert "customers buy" in said.split("/")[0]
    assert said.split("/")[1].strip().startswith("Two bars: ")
    assert said.endswith("True")


def test_a_language_is_a_file_beside_the_english_one(package):
    folder = package / "chapters" / "price"
    (folder / "words.de.md").write_text(
        "## break_even.title\nEine Erhöhung um {{ break_even.step | percent }}\n", encoding="utf-8"
    )
    code = (
        'rise = cs.price.break_even(case)\nprint(cs.say(rise, "title"), "/", cs.say(rise, "alt"))'
    )
    title, alt = told(package, code, CASESTUDY_LANGUAGE="de", PYTHONIOENCODING="utf-8").split("/")
    assert title.strip() == "Eine Erhöhung um 1\xa0%"
    assert alt.strip().startswith("Two curves of volume over price")


def test_the_map_shows_the_package_as_it_is():
    spec = importlib.util.spec_from_file_location("draw_map", ROOT / "tools" / "draw_map.py")
    draw_map = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(draw_map)
    stored = (ROOT / "docs" / "map.svg").read_text(encoding="utf-8")
    assert stored == draw_map.drawn(), "run tools/draw_map.py"
