"""The first chapter: what is missing, and the map of the notebooks."""

import pytest

import casestudy as cs


@pytest.fixture(params=["turnaround", "packaging"])
def case(request):
    return cs.load_case(request.param)


def test_the_setup_report_names_what_is_missing(case):
    said = cs.say(cs.start, "setup", case=case, checks=["python", "model"], missing=["python"])
    assert said.startswith("**Something is missing:** Python. The README")
    assert "Everything is in place" in cs.check_setup(case)


def test_the_map_lists_the_notebooks_that_exist(tmp_path):
    (tmp_path / "00_start_here.ipynb").write_text(
        '{"metadata": {"casestudy": {"question": "Why?", "minutes": 7}}}'
    )
    text = cs.notebook_map(tmp_path)
    assert "[00 start here](00_start_here.ipynb)" in text
    assert "about 7 minutes" in text
    assert "01" not in text


def test_every_row_of_the_glossary_is_a_term():
    found = cs.start.terms()
    rows = str(cs.say(cs.start, "glossary")).splitlines()[2:]
    assert len(found) == len(rows)
    assert found["SKU"].startswith("one item with its own number")
    for term, meaning in found.items():
        assert term.replace("-", " ").replace(" ", "").isalpha()
        assert not {"*", "|", "("} & set(meaning[:1])
