"""The book: what the repository holds, as pages that need neither Python nor a network."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from casestudy.app.notebooks import read_notebook
from casestudy.errors import InputError
from casestudy.files.places import available

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tools"))
import build_book  # noqa: E402

NOTEBOOKS = build_book.NOTEBOOKS
# An address of an element that a browser fetches by itself; what <a> leads to is not fetched.
FETCHED = re.compile(r'<(?!a\b)\w+[^>]*?\s(?:src|href|data|poster)="((?:https?:)?//[^"]*)"')


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    """The whole book, made as `make book` makes it."""
    out = tmp_path_factory.mktemp("made") / "book"
    done = subprocess.run(
        [sys.executable, "tools/build_book.py", "--out", str(out)],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return out


def text(book, page):
    return (book / f"{page}.html").read_text("utf-8")


def page_of(notebook):
    return notebook.relative_to(ROOT).with_suffix("").as_posix()


def test_every_page_of_the_repository_is_in_it(book):
    for page in ("index", "README", "CONTRIBUTING", "CHANGELOG", "cockpit"):
        assert (book / f"{page}.html").is_file(), page
    for path in (ROOT / "docs").rglob("*.md"):
        if path.parent.name != "book":
            assert (book / path.relative_to(ROOT).with_suffix(".html")).is_file(), path
    start = text(book, "index")
    assert {path.stem for path in NOTEBOOKS} >= {"00_start_here", "22_debrief"}
    for path in NOTEBOOKS:
        page = page_of(path)
        title = "".join(read_notebook(path)["cells"][0]["source"]).splitlines()[0].lstrip("# ")
        assert f"<h1>{path.stem[:2]} · {title}<" in text(book, page)
        assert f'href="{page}.html"' in start


def test_nothing_is_fetched_from_elsewhere(book):
    pages = list(book.rglob("*.html"))
    assert len(pages) > len(NOTEBOOKS)
    for path in pages:
        assert FETCHED.findall(path.read_text("utf-8")) == [], path
    for path in book.rglob("*.css"):
        assert not re.search(r"(url\(|@import)\W*(https?:)?//", path.read_text("utf-8")), path


def test_the_cockpit_of_every_ready_scenario_stands_in_a_frame(book):
    page = text(book, "cockpit")
    for name in available():
        address = f"cockpits/{name}.html"
        assert f'<iframe class="cockpit" src="{address}"' in page
        assert f'<a href="{address}">' in page
        assert "<script>" in (book / address).read_text("utf-8")


def test_equations_are_mathml(book):
    source = (ROOT / "docs" / "model.md").read_text("utf-8")
    page = text(book, "docs/model")
    assert page.count('<div class="equation">\n<math') == source.count("$$") // 2 > 0
    assert "<mfrac>" in page
    assert "$$" not in page
    # Money is no equation.
    assert not any("<math" in text(book, page_of(path)) for path in NOTEBOOKS)


def test_pictures_and_results_are_those_that_are_stored(book):
    for path in NOTEBOOKS:
        stored = path.read_text("utf-8").count("data:image/png;base64")
        assert text(book, page_of(path)).count("data:image/png;base64") == stored, path


def test_code_is_folded_and_what_is_dead_says_where_it_lives(book):
    for path in NOTEBOOKS:
        page = text(book, page_of(path))
        assert "Show the code" in page
        assert "This part is alive in" in page
        assert "while this page runs" not in page
        assert "No exercise solved yet" not in page
    assert 'href="../cockpit.html"' in text(book, "notebooks/09_what_if")


def test_what_leads_out_is_listed(book):
    listed = (book / build_book.EXTERNAL).read_text("utf-8").splitlines()
    assert "https://datapackage.org" in listed
    assert listed == sorted(set(listed))


# -- one notebook ----------------------------------------------------------------------------------


def cell(source, shown="", **metadata):
    output = {"output_type": "execute_result", "data": {"text/markdown": shown}}
    return {"cell_type": "code", "source": source, "metadata": metadata, "outputs": [output]}


def read(*cells):
    title = {"cell_type": "markdown", "source": "# Price\n", "metadata": {}}
    return build_book.for_reading({"cells": [title, *cells]}, "05")["cells"]


def shown(found):
    return found["outputs"][0]["data"]["text/markdown"]


def test_a_title_has_the_number_by_which_other_pages_call_it():
    assert read()[0]["source"] == "# 05 · Price\n"


def test_code_is_folded_but_for_lessons_and_progress_is_left_out():
    cells = read(cell('cs.say("x")'), cell("answer = ...", tags=["lesson"]), cell("cs.progress()"))
    tags = [c["metadata"]["tags"] for c in cells[1:]]
    assert tags == [["hide-input"], ["lesson"], ["remove-cell"]]


def test_a_prediction_folds_what_comes_out():
    wrapped = '<div class="mathjax_ignore tex2jax_ignore">\n\n{}\n\n</div>'
    stored = wrapped.format("How much?\n\n" + wrapped.format(r"It is \$3."))
    found = shown(read(cell('x = 1\ncs.predict("05-p1", x)', stored))[1])
    question, result = found.split("<details><summary>What comes out</summary>")
    assert question.startswith("How much?\n\n*This part is alive in `make lab`")
    assert result == "\n\nIt is \\$3.\n\n</details>"


def test_an_exercise_says_so_before_its_solution():
    found = shown(read(cell('cs.exercise("05-01")', "Which?\n\n<details>It</details>"))[1])
    assert re.fullmatch(r"Which\?\n\n\*This part is alive .*\*\n\n<details>It</details>", found)


def test_a_widget_that_leaves_something_to_see_says_so_too():
    found = shown(read(cell("cs.kit_box(case)", "<h3>Sheet</h3>"))[1])
    assert found == "*This part is alive in `make lab`.*\n\n<h3>Sheet</h3>"


@pytest.mark.parametrize("source", ["", "x = cs.play()", "print(1)", "cs.price.waterfall", "a.b()"])
def test_other_cells_call_nothing(source):
    assert build_book.called(source) == ""


# -- what ends it ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ('<p id="a"><a href="#a">x</a><a href="b.html#b">x</a><img src="data:,"></p>', None),
        ('<a href="https://example.org">x</a><a href="mailto:a@example.org">x</a>', None),
        ('<a href="c.html">x</a>', "a.html: c.html leads nowhere"),
        ('<a href="b.html#a">x</a>', "a.html: b.html#a leads nowhere"),
        ('<a href="#b">x</a>', "a.html: #b leads nowhere"),
        ('<img src="a.png">', "a.html: a.png leads nowhere"),
        ('<script src="//x.org/a.js"></script>', "a.html: //x.org/a.js would be fetched from"),
        ('<link href="https://x.org/a.css">', "a.html: https://x.org/a.css would be fetched from"),
        ('<iframe src="http://x.org"></iframe>', "a.html: http://x.org would be fetched from"),
    ],
)
def test_faults_are_found(page, said, tmp_path):
    (tmp_path / "a.html").write_text(page)
    (tmp_path / "b.html").write_text('<h1 id="b">')
    found = list(build_book.faults(tmp_path))
    assert found == [] if said is None else len(found) == 1 and found[0].startswith(said)


def test_a_style_that_fetches_is_found(tmp_path):
    (tmp_path / "a.css").write_text("@import 'https://x.org/font.css'; a {background: url(#x)}")
    assert list(build_book.faults(tmp_path)) == [
        "a.css: https://x.org/font.css would be fetched from elsewhere"
    ]


def test_a_warning_ends_it(tmp_path):
    page = "# Title\n\n[x](nowhere.md)\n\n[x](#nowhere)\n\n$a + \\nosuchcommand$\n"
    (tmp_path / "index.md").write_text(page)
    code = "import sys, build_book as b, pathlib as p; b.run_sphinx(*map(p.Path, sys.argv[1:]))"
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path), str(tmp_path / "out")],
        cwd=ROOT / "tools", capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode != 0
    for line, said in ((3, "nowhere.md"), (5, "'nowhere'"), (7, "MathML cannot show")):
        assert re.search(rf"index\.md:{line}: WARNING: .*{said}", done.stderr), done.stderr


def test_a_book_that_is_not_made_leaves_the_old_one(tmp_path, monkeypatch):
    def fail(*_):
        raise InputError("no")

    monkeypatch.setattr(build_book, "available", list)
    monkeypatch.setattr(build_book, "run_sphinx", fail)
    out = tmp_path / "book"
    out.mkdir()
    (out / build_book.EXTERNAL).write_text("old")
    with pytest.raises(InputError, match="no"):
        build_book.build(out)
    assert [path.name for path in tmp_path.iterdir()] == ["book"]
    assert (out / build_book.EXTERNAL).read_text() == "old"


def test_a_folder_that_is_no_book_is_left_alone(tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(InputError, match="is no book"):
        build_book.build(tmp_path)
    assert (tmp_path / "mine.txt").read_text() == "mine"
