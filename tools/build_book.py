"""Make the book: notebooks, guides, equations and a live cockpit as pages that need no network.

    python tools/build_book.py --out build/book

Sphinx gets a copy of the pages, laid out as in the repository, so that their links lead where they
lead there; what is stored stays as it is. Every warning ends it, as does a link that leads nowhere
and whatever a page would fetch from elsewhere. `external_links.txt` lists what is not looked at.
"""

from __future__ import annotations

import argparse
import ast
import re
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

from casestudy import load_case
from casestudy.app.notebooks import Notebook, notebook_text, read_notebook
from casestudy.errors import InputError
from casestudy.files.places import DEFAULT, available
from casestudy.text.words import phrase, pieces_of
from casestudy.widgets.page.file import page_text

ROOT = Path(__file__).parents[1]
BOOK = ROOT / "docs" / "book"
OUT = ROOT / "build" / "book"
PAGES = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "LICENSE", "LICENSE-CC-BY-4.0")
NOTEBOOKS = [
    path
    for path in sorted((ROOT / "notebooks").rglob("*.ipynb"))
    if ".ipynb_checkpoints" not in path.parts
]
WORDS = pieces_of((BOOK / "words.en.md").read_text("utf-8"), "docs/book/words.en.md")
COCKPITS = "cockpits"
EXTERNAL = "external_links.txt"
# What is fetched with the page, and by what; an <a> is followed by a person only.
FETCHES = {"href": {"link"}, "src": None, "srcset": None, "data": {"object"}, "poster": None}
_IN_STYLES = re.compile(r"(?:url\(|@import)\s*['\"]?([^'\")\s]+)")


def told(piece: str, **names: object) -> str:
    """A piece of the words of the book."""
    return WORDS[piece].render(names.__getitem__)


# -- a notebook, to be read ------------------------------------------------------------------------


def called(source: str) -> str:
    """The function of `cs` that a cell ends with, as in "exercise"; empty where there is none.

    Examples
    --------
    >>> called('x = 1\\ncs.exercise("05-01")')
    'exercise'
    """
    statement = (ast.parse(source).body or [None])[-1]
    match statement:
        case ast.Expr(ast.Call(ast.Attribute(ast.Name("cs"), name))):
            return name
    return ""


def in_the_book(function: str, shown: str) -> str:
    """What the book says where a function has shown something: dead widgets are spoken of.

    Parameters
    ----------
    function : str
        As in "exercise".
    shown : str
        Markdown that is stored.

    Returns
    -------
    str
        Markdown for a page without mathematics in it: a dollar is a dollar.
    """
    # They keep JupyterLab from setting money as mathematics, and would be torn by what is folded.
    text = re.sub(r'(?m)^<div class="mathjax_ignore[^>]*>\n\n|\n\n</div>$', "", shown).strip()
    alive = told("cockpit" if function == "cockpit" else "alive")
    runs = phrase("casestudy.widgets", "panel.run")
    if runs in text:
        return text.replace(runs, alive)
    if function == "exercise":
        question, mark, solution = text.partition("<details>")
        return f"{question.strip()}\n\n{told('exercise')}\n\n{mark}{solution}"
    if function == "predict":
        question, _, result = text.partition("\n\n")
        summary = f"<details><summary>{told('result')}</summary>"
        return f"{question}\n\n{told('predict')}\n\n{summary}\n\n{result}\n\n</details>"
    if function.endswith("_box"):
        return f"*{alive}*\n\n{text}"
    return told("check") if function == "check" else text


def for_reading(notebook: Notebook, number: str) -> Notebook:
    """A notebook whose code is folded away and whose widgets are spoken of.

    Parameters
    ----------
    notebook : mapping
        Changed in place.
    number : str
        As in "05": other pages call it so.
    """
    title, *rest = "".join(notebook["cells"][0]["source"]).splitlines(keepends=True)
    notebook["cells"][0]["source"] = title.replace("# ", f"# {number} · ", 1) + "".join(rest)
    for cell in notebook["cells"]:
        if cell["cell_type"] != "code":
            continue
        function = called("".join(cell["source"]))
        tags = cell["metadata"].setdefault("tags", [])
        # Nobody's progress is in a book; what a lesson shows is its code.
        if function == "progress":
            tags.append("remove-cell")
        elif "lesson" not in tags:
            tags.append("hide-input")
        for output in cell["outputs"]:
            data = output.get("data", {})
            if "text/markdown" in data:
                data["text/markdown"] = in_the_book(function, "".join(data["text/markdown"]))
    return notebook


# -- pages and links -------------------------------------------------------------------------------


def lay_out(folder: Path) -> None:
    """Write the pages of the book, as Sphinx reads them."""
    for name in PAGES:
        shutil.copy(ROOT / name, folder)
    shutil.copytree(ROOT / "docs", folder / "docs", ignore=shutil.ignore_patterns("book"))
    shutil.copy(BOOK / "index.md", folder)
    for path in NOTEBOOKS:
        page = folder / path.relative_to(ROOT)
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(notebook_text(for_reading(read_notebook(path), path.stem[:2])), "utf-8")


def add_cockpits(pages: Path, out: Path, scenarios: Iterable[str]) -> None:
    """Write the cockpit of each scenario as a page of its own, and the page that frames them."""
    (out / COCKPITS).mkdir(parents=True)
    framed = []
    for name in scenarios:
        case = load_case(name)
        (out / COCKPITS / f"{name}.html").write_text(page_text(case), "utf-8")
        company, line = case.scenario.company.name, case.scenario.line.name
        framed.append((company, line, f"{COCKPITS}/{name}.html"))
    (pages / "cockpit.md").write_text(told("cockpit_page", cockpits=framed), "utf-8")


class Page(HTMLParser):
    """What a page names itself, leads to, and fetches."""

    def __init__(self, path: Path) -> None:
        """Read a page."""
        super().__init__()
        self.names: set[str] = set()
        self.links: set[str] = set()
        self.fetched: set[str] = set()
        self.feed(path.read_text("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the addresses of an element."""
        for name, value in attrs:
            if name == "id" or (name == "name" and tag == "a"):
                self.names.add(value or "")
            elif tag == "a" and name == "href":
                self.links.add(value or "")
            elif name in FETCHES and (FETCHES[name] is None or tag in FETCHES[name]):
                self.fetched.add(value or "")


def is_outside(address: str) -> bool:
    """Whether an address leads to another host."""
    parts = urlsplit(address)
    return bool(parts.netloc) or parts.scheme in {"http", "https", "ftp"}


def faults(folder: Path) -> Iterator[str]:
    """What is wrong with a folder of pages: links that lead nowhere, and what is fetched outside.

    Yields
    ------
    str
        As in "index.html: docs/guide.html#room leads nowhere".
    """
    pages = {path.resolve(): Page(path) for path in sorted(folder.rglob("*.html"))}
    for path, page in pages.items():
        where = path.relative_to(folder.resolve()).as_posix()
        for address in sorted(page.links | page.fetched):
            parts = urlsplit(address)
            if is_outside(address):
                if address in page.fetched:
                    yield f"{where}: {address} would be fetched from elsewhere"
                continue
            if parts.scheme:
                continue  # data: and mailto: hold all that they lead to
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            name = unquote(parts.fragment)
            known = target not in pages or not name or name in pages[target].names
            if not (target.is_file() and known):
                yield f"{where}: {address} leads nowhere"
    for path in sorted(folder.rglob("*.css")):
        for address in _IN_STYLES.findall(path.read_text("utf-8")):
            if is_outside(address):
                yield f"{path.relative_to(folder)}: {address} would be fetched from elsewhere"


def external_links(folder: Path) -> list[str]:
    """Addresses of other hosts that a reader may follow, each once."""
    links = (link for path in folder.rglob("*.html") for link in Page(path).links)
    return sorted({link for link in links if is_outside(link)})


def run_sphinx(pages: Path, out: Path, *options: str) -> None:
    """Let Sphinx make the pages; every warning is an error.

    Raises
    ------
    InputError
        If it finds something wrong; it has said what.
    """
    from sphinx.cmd.build import build_main

    arguments = ["-b", "html", "-W", "--keep-going", "-q", "-E", "-c", str(BOOK)]
    if build_main([*arguments, "-d", str(pages / ".doctrees"), *options, str(pages), str(out)]):
        raise InputError("the book was not made; what is wrong stands above")


def build(out: Path = OUT) -> None:
    """Make the book in a folder: all of it, or what stood there stays.

    Raises
    ------
    InputError
        If a page has a fault (all of them are told), or if the folder holds something else.
    """
    if out.exists() and not (out / EXTERNAL).is_file():
        raise InputError(f"{out}: exists already and is no book; nothing was changed")
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent) as place:
        pages, made = Path(place, "pages"), Path(place, "book")
        pages.mkdir()
        lay_out(pages)
        add_cockpits(pages, made, sorted(available(), key=lambda name: name != DEFAULT))
        run_sphinx(pages, made)
        (made / EXTERNAL).write_text("".join(f"{x}\n" for x in external_links(made)), "utf-8")
        if found := list(faults(made)):
            raise InputError("the book was not made:\n" + "\n".join(found))
        if out.exists():
            out.rename(Path(place, "old"))
        made.rename(out)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=OUT, help="folder of the book")
    out = parser.parse_args().out
    try:
        build(out)
    except InputError as error:
        sys.exit(str(error))
    print(f"{out / 'index.html'} is written; {EXTERNAL} lists what leads out of it")
