"""Notebooks read right with every scenario, and keep to the shape that a learner can rely on."""

import ast
import html
import json
import re
from pathlib import Path

import nbformat
import pytest

FOLDER = Path(__file__).parents[2] / "notebooks"
NOTEBOOKS = sorted(p for p in FOLDER.rglob("*.ipynb") if ".ipynb_checkpoints" not in p.parts)
PIXELS = r"data:image/(?:png|svg\+xml);base64,"
VIEW = "application/vnd.jupyter.widget-view+json"

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@pytest.fixture(params=NOTEBOOKS, ids=lambda p: p.stem)
def notebook(request):
    return nbformat.read(request.param, as_version=4)


def code_cells(notebook):
    return [c for c in notebook.cells if c.cell_type == "code"]


def statements(cell):
    return [n for n in cell.source.splitlines() if n.strip() and not n.strip().startswith("#")]


def text_of(notebook):
    """All that a reader reads: Markdown cells and the text of outputs, pictures' words included."""
    parts = [c.source for c in notebook.cells if c.cell_type == "markdown"]
    for cell in code_cells(notebook):
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            parts += [
                re.sub(rf"{PIXELS}[^\"]+", "", data[k]) for k in data if k.startswith("text/")
            ]
            parts.append(output.get("text", ""))
    return "\n".join(parts)


def test_the_storyline_so_far_is_there():
    assert [p.stem for p in NOTEBOOKS if p.stem[0] == "0"] == [
        "00_start_here",
        "01_the_decline",
        "02_who_leads",
        "03_where_to_win",
        "04_too_many_products",
        "05_price",
        "06_partner",
        "07_launch",
        "08_supply_chain",
        "09_what_if",
    ]


def test_first_screen_has_title_question_decision_and_minutes(notebook):
    first = notebook.cells[0].source
    meta = notebook.metadata["casestudy"]
    question = meta["question"]
    assert first.startswith("# ")
    asked = f"'s question: {question[0].lower()}{question[1:]}**"
    assert f"**The manager{asked}" in first or f"**The instructor{asked}" in first
    assert "After this page you" in first
    assert f"About {meta['minutes']} minutes" in first
    assert meta["minutes"] <= 25  # with what is marked "deeper"


def test_end_has_a_summary_and_annotated_reading(notebook):
    last = notebook.cells[-1].source
    assert any(c.source.strip().startswith("## To take along") for c in notebook.cells)
    reading = last[last.index("**Further reading**") :]
    assert 3 <= len(re.findall(r"^- .+ – .+", reading, re.M)) <= 5


def test_code_cells_are_short_and_define_nothing(notebook):
    lengths = sorted(len(statements(c)) for c in code_cells(notebook))
    assert lengths[len(lengths) // 2] <= 4
    assert lengths[-1] <= 15
    for cell in code_cells(notebook):
        tree = ast.parse(cell.source)
        assert not [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.ClassDef)]
        assert "sys.path" not in cell.source


def test_cells_that_only_speak_hide_their_source(notebook):
    alone = ("cs.say(", "cs.kit_box(", "cs.debrief_box(", "cs.own_case_box(")
    speaks = [c for c in code_cells(notebook) if c.source.startswith(alone)]
    assert speaks
    for cell in speaks:
        if len(statements(cell)) == 1:
            assert cell.metadata.get("jupyter", {}).get("source_hidden"), cell.source


def test_no_number_that_depends_on_the_scenario_is_typed_into_prose(notebook):
    prose = "\n".join(c.source for c in notebook.cells if c.cell_type == "markdown")
    assert not re.findall(r"\d[\d.,]*\s?(?:%|percent|million|billion|points?\b)", prose)
    assert not re.findall(r"[$€£]\s?\d", prose)


def test_stored_outputs_come_from_one_run_and_hold_nothing_of_this_machine(notebook):
    cells = code_cells(notebook)
    assert [c.execution_count for c in cells] == list(range(1, len(cells) + 1))
    stored = re.sub(rf"{PIXELS}[^\"]+", "", json.dumps([c.outputs for c in cells]))
    assert not re.search(r"0x[0-9a-f]{6,}|/(?:home|root|tmp|Users|work)/|site-packages", stored)
    for cell in cells:
        for output in cell.outputs:
            assert output.output_type != "error"
            assert output.get("name") != "stderr"
            assert VIEW not in output.get("data", {})
    assert "widgets" not in notebook.metadata


def pictures_of(notebook):
    """Outputs that are pictures."""
    outputs = [o for c in code_cells(notebook) for o in c.get("outputs", [])]
    return [o for o in outputs if re.search(PIXELS, o.get("data", {}).get("text/html", ""))]


def test_money_in_stored_outputs_is_no_mathematics(notebook):
    for cell in code_cells(notebook):
        for output in cell.outputs:
            text = output.get("data", {}).get("text/markdown", "")
            if "$" in re.sub(r"```.*?```|`[^`\n]*`", "", text, flags=re.S):
                assert text.startswith('<div class="mathjax_ignore tex2jax_ignore">\n\n')
                assert text.endswith("\n\n</div>")


def test_every_stored_picture_has_words(notebook):
    for output in pictures_of(notebook):
        alt = html.unescape(re.search(r'^<img [^>]* alt="([^"]*)"', output.data["text/html"])[1])
        assert len(alt) > 40
        assert output.data["text/plain"] == alt
    for cell in code_cells(notebook):
        for output in cell.outputs:  # pictures that stand among words
            text = output.get("data", {}).get("text/markdown", "")
            for picture in re.findall(rf'<img [^>]*src="{PIXELS}[^>]*>', text):
                if (
                    'alt="" width="34"' not in picture
                ):  # a speaker's mark: the name stands beside it
                    assert len(re.search(r' alt="([^"]*)"', picture)[1]) > 40
    # What is no <img> has no alternative text in JupyterLab.
    kinds = {kind for c in code_cells(notebook) for o in c.outputs for kind in o.get("data", {})}
    assert not [kind for kind in kinds if kind.startswith("image/")]


def test_only_notebooks_that_exist_are_mentioned_as_links():
    for path in NOTEBOOKS:
        for target in re.findall(r"\]\(([\w/]+\.ipynb)\)", text_of(nbformat.read(path, 4))):
            assert (path.parent / target).exists(), f"{path.name}: {target}"
