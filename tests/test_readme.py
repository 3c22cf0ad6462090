"""What the README promises is so."""

import re
import shlex
from pathlib import Path

import nbformat
import pytest
from click.testing import CliRunner

from casestudy.app.cli import cli

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def block_after(heading):
    """Lines of the first shell block after a heading, without comments."""
    text = README[README.index(heading) :]
    block = re.search(r"```sh\n(.*?)```", text, re.S)[1]
    return [line.split("#")[0].strip() for line in block.splitlines() if line.split("#")[0].strip()]


def test_the_two_commands_are_targets_of_the_makefile():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for command in block_after("## Two commands"):
        assert re.search(rf"^{command.removeprefix('make ')}:.*##", makefile, re.M), command


def test_the_map_has_every_notebook_with_its_question():
    listed = dict(re.findall(r"^\| `(\w+)` \| (.+?) \|$", README, re.M))
    there = {
        p.stem: nbformat.read(p, as_version=4).metadata["casestudy"]["question"]
        for p in (ROOT / "notebooks").glob("*.ipynb")
    }
    assert listed == there


@pytest.mark.parametrize("line", block_after("## Ask from the command line"))
def test_every_command_of_the_readme_runs(line, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    program, *arguments = shlex.split(line)
    assert program == "casestudy"
    result = CliRunner().invoke(cli, arguments)
    assert result.exit_code == 0, result.output


def test_links_and_pictures_exist():
    for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", README):
        assert (ROOT / target).exists(), target


def test_it_says_that_the_company_is_fictional_and_names_both_licences():
    assert "company is fictional" in README
    assert "tables are synthetic" in README
    assert "[MIT](LICENSE)" in README
    assert "[CC BY 4.0](LICENSE-CC-BY-4.0)" in README
