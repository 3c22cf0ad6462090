"""Names in other scripts: drawn where a font is there, and said where none is."""

import re
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import matplotlib.font_manager as font_manager
import pytest
from click.testing import CliRunner

from casestudy import plots
from casestudy.app.cli import cli
from casestudy.audit import examine
from casestudy.chapters.board.record import Work
from casestudy.plots import fonts
from casestudy.report import board_paper
from casestudy.report.pdf import as_pdf
from casestudy.scenario.case import load_case

NAME = "東京バルブ"
FONT = Path(find_spec("matplotlib_fontja").origin).parent / "fonts" / "ipaexg.ttf"


def forget():
    fonts.families.cache_clear()
    fonts._font.cache_clear()
    fonts._look_again.cache_clear()


@pytest.fixture
def bare(monkeypatch):
    """A machine that has matplotlib's own fonts and no others."""
    own = [f for f in font_manager.fontManager.ttflist if f.name.startswith("DejaVu")]
    monkeypatch.setattr(font_manager.fontManager, "ttflist", own)
    monkeypatch.setattr(font_manager, "findSystemFonts", list)
    forget()
    yield monkeypatch
    monkeypatch.undo()
    forget()


@pytest.fixture
def japanese(bare):
    """The same with a font that has Japanese letters, installed after matplotlib last looked."""
    bare.setattr(font_manager, "findSystemFonts", lambda: [str(FONT)])
    return bare


def titled(text):
    ax = plots.canvas()
    ax.set_title(text)
    return ax


def test_what_no_font_has_is_named_with_what_to_install(bare):
    assert fonts.missing_letters(f"{NAME} 12 %") == "".join(sorted(set(NAME)))
    (advice,) = fonts.font_advice(NAME)
    assert "東" in advice
    assert "fonts-noto-cjk" in advice
    two = fonts.font_advice(f"{NAME} ಕಂಪನಿ")
    assert ["fonts-noto-cjk" in text for text in two] == [True, False]
    assert "fonts-noto-core" in two[1]


def test_what_the_own_font_has_needs_nothing(bare):
    assert fonts.font_advice("חברה شركة Ærø Łódź €₽₪ −½") == []


def test_many_missing_letters_are_not_all_listed(bare):
    (advice,) = fonts.font_advice("".join(map(chr, range(0x4E00, 0x4E00 + 40))))
    assert "and 28 more" in advice


def test_without_a_font_a_picture_has_boxes_and_no_warning(bare, recwarn):
    assert plots.png(titled(NAME)).startswith(b"\x89PNG")
    assert not list(recwarn)


def test_a_font_installed_later_is_found_and_draws(japanese):
    ax = titled(NAME)  # made before anybody looked for more fonts
    drawn = plots.svg(ax)
    assert len(set(re.findall(r'href="#(IPAexGothic-\w+)"', drawn))) == len(set(NAME))
    assert fonts.font_advice(NAME) == []
    assert plots.png(titled(NAME)) != plots.png(titled("\ufffd" * len(NAME)))


def test_latin_letters_keep_the_own_font(japanese):
    fonts.missing_letters(NAME)
    drawn = plots.svg(titled(f"{NAME} Valves"))
    assert len(set(re.findall(r'href="#(IPAexGothic-\w+)"', drawn))) == len(set(NAME))


@pytest.fixture
def tokyo():
    """The case of a company with a name in another script."""
    case = load_case("turnaround")
    company = case.scenario.company.model_copy(update={"name": NAME})
    return replace(case, scenario=case.scenario.model_copy(update={"company": company}))


def test_check_names_the_letters_of_a_scenario_that_no_font_has(bare, tokyo):
    assert [d for d in examine(tokyo).doubts if "東" in d and "fonts-noto-cjk" in d]


def test_check_is_content_where_a_font_is_there(japanese, tokyo):
    assert not [d for d in examine(tokyo).doubts if "font" in d]


def test_report_says_which_letters_will_be_boxes(bare, tokyo, tmp_path):
    bare.setattr("casestudy.analysis.variants.load_case", lambda *_: tokyo)
    bare.setenv("CASESTUDY_HOME", str(tmp_path))
    result = CliRunner().invoke(cli, ["report", "--out", str(tmp_path / "paper.html")])
    assert result.exit_code == 0, result.output
    assert "no font here has" in result.stderr
    assert NAME in (tmp_path / "paper.html").read_text("utf-8")


def test_a_pdf_is_written_with_and_without_the_font(tokyo):
    assert as_pdf(board_paper(tokyo, [], Work())).startswith(b"%PDF")
