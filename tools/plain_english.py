"""How plain the English of each notebook is: words, minutes, sentences, reading ease, idioms.

Also terms that are used before they are explained, and columns of tables that mix units.

    .venv/bin/python tools/plain_english.py          # a table, and what stands out

It reads what a learner reads: the Markdown of the notebooks and their stored outputs, those of the
default scenario. tests/chapters/test_plain_english.py holds the limits.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from casestudy.audit import chapters
from casestudy.chapters.start.facts import terms
from casestudy.learning.registry import exercises, notebooks

WORDS_A_MINUTE = 180
MINUTES_AN_EXERCISE = 2
IDIOMS = (
    "at a stretch", "back of the envelope", "ballpark", "bear in mind", "bite the bullet",
    "by and large", "by fits and starts", "come to grips", "cut corners", "earns its keep twice",
    "in a nutshell", "in the long haul", "keep an eye", "level playing field", "low-hanging",
    "make ends meet", "more often than not", "nineteen in twenty", "no brainer", "off the cuff",
    "on the ball", "on the same page", "out of the blue", "out of the box", "pay lip service",
    "piece of cake", "pull the plug", "rule the roost", "rule of thumb", "run of the mill",
    "silver bullet", "the bank takes", "the bottom of it", "think twice", "to the vault",
    "touch base", "turn a blind eye", "up in the air", "with a grain of salt",
)  # fmt: skip


@dataclass(frozen=True)
class Reading:
    """What a notebook asks of its reader.

    Attributes
    ----------
    name : str
    sentences : tuple of str
    words : int
        In prose; tables and code do not count.
    exercises : int
        Without those for people who program.
    promised : int
        Minutes, as the first screen says.
    texts : tuple of str
        All that it shows, as Markdown, in order.
    """

    name: str
    sentences: tuple[str, ...]
    words: int
    exercises: int
    promised: int
    texts: tuple[str, ...] = ()

    @property
    def mixed(self) -> list[str]:
        """Columns of tables in which one unit stands beside another."""
        return [found for text in self.texts for found in mixed_columns(text)]

    def early(self, known: set[str]) -> list[str]:
        """Terms of the glossary that stand in it before it explains them, but for those known.

        A term is explained where it stands in italics, or where the page explains it on hover:
        this lists what only the hover explains.
        """
        found = []
        for term in terms():
            use = re.compile(rf"(?<![\w-]){re.escape(term)}s?(?![\w-])", re.IGNORECASE)
            explained = re.compile(rf"\*[^*\n]*{re.escape(term)}[^*\n]*\*", re.IGNORECASE)
            first = next((text for text in self.texts if use.search(prose(text))), None)
            if first is not None and term not in known and not explained.search(first):
                found.append(term)
        return found

    @property
    def minutes(self) -> float:
        """Honest minutes."""
        return self.words / WORDS_A_MINUTE + MINUTES_AN_EXERCISE * self.exercises

    @property
    def mean(self) -> float:
        """Words a sentence."""
        return sum(map(count, self.sentences)) / max(len(self.sentences), 1)

    @property
    def longest(self) -> str:
        """The sentence with the most words."""
        return max(self.sentences, key=count)

    @property
    def ease(self) -> float:
        """Reading ease by Flesch: 60 to 70 is plain English, below 50 is hard."""
        found = [word for sentence in self.sentences for word in words_of(sentence)]
        return 206.835 - 1.015 * self.mean - 84.6 * sum(map(syllables, found)) / len(found)

    @property
    def idioms(self) -> list[str]:
        """Idioms of the list that stand in it."""
        text = " ".join(self.sentences).lower()
        return [idiom for idiom in IDIOMS if idiom in text]


def unit_of(cell: str) -> str:
    """What a cell of a table counts in: percent, points, or money by its scale; else nothing."""
    cell = cell.replace("\\$", "$").strip().strip("*")
    if not re.search(r"\d", cell):
        return ""
    if re.fullmatch(r"[+\u2212-]?[\d.,]+%", cell):
        return "%"
    if re.fullmatch(r"[+\u2212-]?[\d.,]+ points?", cell):
        return "points"
    scale = "( (?:million|billion|thousand))?"
    money = re.fullmatch(rf"[+\u2212-]?[$€£¥]?[\d.,]+{scale}( ?[$€£¥])?", cell)
    return f"money{money[1] or ''}" if money and re.search("[$€£¥]", cell) else ""


def mixed_columns(markdown: str) -> list[str]:
    """Headings of columns that hold money in two scales, and by which."""
    found = []
    for block in re.findall(r"(?:^\|.*\n?)+", markdown, re.MULTILINE):
        rows = [line.strip().strip("|").split("|") for line in block.splitlines()]
        if len(rows) < 4:
            continue
        for heading, *cells in zip(*(row for row in rows if len(row) == len(rows[0])), strict=True):
            # Nothing is nothing in any unit.
            units = {unit_of(cell) for cell in cells if re.search("[1-9]", cell)} - {""}
            # Percent beside money is a list of unlike things, and no column of one.
            if len(units) > 1 and all(unit.startswith("money") for unit in units):
                found.append(f"{heading.strip()}: {', '.join(sorted(units))}")
    return found


def words_of(text: str) -> list[str]:
    """Words of a text, without figures and signs."""
    return re.findall(r"[A-Za-z][A-Za-z'’-]*", text)


def count(sentence: str) -> int:
    """Words and figures of a sentence."""
    return len([part for part in sentence.split() if re.search(r"\w", part)])


@cache
def syllables(word: str) -> int:
    """Syllables of an English word: by where it may be broken, or by its vowels if those are more.

    A word may not be broken after a single letter, so that breaks alone are too few.
    """
    word = word.lower()
    vowels = len(re.findall("[aeiouy]+", word)) - bool(re.search("[^aeiouyl]e$", word))
    return max(len(_hyphenation().inserted(word).split("-")), vowels, 1)


@cache
def _hyphenation():
    import pyphen

    return pyphen.Pyphen(lang="en_US", left=1, right=1)


def prose(markdown: str) -> str:
    """Running text of Markdown: no tables, code, headings, links' targets or markup."""
    text = re.sub(r"```.*?```", " ", markdown, flags=re.DOTALL)
    text = re.sub(r"<(details|table)\b.*?</\1>", " ", text, flags=re.DOTALL)
    text = re.sub(r"<[^>]+>", " ", text)
    lines = [line for line in text.splitlines() if not line.lstrip().startswith(("|", "#"))]
    text = re.sub(r"\]\([^)]*\)", "", "\n".join(lines))
    # Words for those who do not see a picture of the paper are not what others read.
    text = re.sub(r"^\*Picture: .*$", "", text, flags=re.MULTILINE)
    return re.sub(r"[*_`\[\]]|\\(?=\$)|^\s*>\s?", "", text, flags=re.MULTILINE)


def sentences(text: str) -> Iterator[str]:
    """Sentences of running text; a paragraph and an item of a list end one, too."""
    for block in re.split(r"\n\s*\n|\n(?=\s*(?:-|\d+\.)\s)", text):
        line = re.sub(r"^\s*(?:-|\d+\.)\s+", "", " ".join(block.split()))
        for part in re.split(r"(?<=[.!?])[\"”’)]?\s+(?=[\"“A-Z0-9€$])", line):
            if count(part) > 1:
                yield part


def read(path: Path) -> Reading:
    """What a notebook asks of its reader."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    texts = []
    for cell in notebook["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            # Books for later are no part of the page's reading time.
            texts.append(source.split("**Further reading**")[0])
        elif not source.startswith(("cs.look_up", 'cs.say(cs.start, "glossary"')):
            texts += [
                "".join(output["data"]["text/markdown"])
                for output in cell["outputs"]
                if "text/markdown" in output.get("data", {})
            ]
    found = tuple(s for text in texts for s in sentences(prose(text)))
    asked = exercises(path.stem).values() if path.stem in notebooks() else ()
    own = [e for e in asked if not e.needs_python]
    promised = notebook["metadata"]["casestudy"]["minutes"]
    words = sum(map(count, found))
    return Reading(path.stem, found, words, len(own), promised, tuple(texts))


def readings() -> list[Reading]:
    """All notebooks, in order: the learner's, then the instructor's."""
    return [read(path) for path in chapters().values()]


def main() -> int:
    """Print the table, the longest sentences and the idioms."""
    found = readings()
    print(
        f"{'notebook':24}{'words':>7}{'minutes':>9}{'said':>6}{'mean':>7}{'longest':>9}{'ease':>6}"
    )
    for one in found:
        print(
            f"{one.name:24}{one.words:7}{one.minutes:9.0f}{one.promised:6}{one.mean:7.1f}"
            f"{count(one.longest):9}{one.ease:6.0f}"
        )
    known: set[str] = set()
    for one in found:
        print(f"\n{one.name}: {one.longest}")
        for idiom in one.idioms:
            print(f"  idiom: {idiom}")
        for term in one.early(known):
            print(f"  explained on hover only: {term}")
        for column in one.mixed:
            print(f"  units mixed in a column: {column}")
        known |= {term for term in terms() if term in " ".join(one.texts).lower()}
    return 0


if __name__ == "__main__":
    sys.exit(main())
