"""Every recipe of the guides does what it says, in the order in which it stands there."""

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner
from ruamel.yaml import YAML

from casestudy.analysis.variants import load_case
from casestudy.app.cli import cli
from casestudy.learning.predictions import commit
from casestudy.plans.sharing import encode

ROOT = Path(__file__).parents[1]
GUIDES = sorted((ROOT / "docs" / "guides").glob("*.md"))
# What these start goes on until it is ended: tests/browser has them.
GOES_ON = ("open", "serve")


def recipes(guide):
    """The command lines of a guide, without comments."""
    for block in re.findall(r"```sh\n(.*?)```", guide.read_text("utf-8"), re.S):
        for line in block.splitlines():
            words = shlex.split(line, comments=True)
            if words:
                assert words[0] == "casestudy", line
                yield words[1:]


def accepted(words):
    """Whether a command takes these options, as click reads them, without doing it."""
    command = cli.commands[words[0]]
    with command.make_context(words[0], list(words[1:])):
        return True


def test_there_are_guides():
    assert {"facilitator", "class"} <= {guide.stem for guide in GUIDES}


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.stem)
def test_every_recipe_works(guide, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    case = load_case("turnaround")
    (tmp_path / "codes.txt").write_text(f"Red team: {encode(case, case.plan('do_nothing'))}\n")
    commit("05-p1", "76%", "70%", "80%", case=case)
    for words in recipes(guide):
        if words[0] in GOES_ON:
            assert accepted(words)
            continue
        # One team is made as the others are.
        line = ["1" if before == "--teams" else word
                for before, word in zip(["", *words], words, strict=False)]  # fmt: skip
        result = CliRunner().invoke(cli, line)
        assert result.exit_code == 0, f"{' '.join(line)}: {result.output}"


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.stem)
def test_what_it_names_is_there(guide):
    text = guide.read_text("utf-8")
    for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", text):
        assert (guide.parent / target).exists(), target
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for name in re.findall(r"`make ([\w-]+)`", text):
        assert re.search(rf"^{name}:", makefile, re.M), name
    for notebook in re.findall(r"`(\d\d_\w+)`", text):
        assert list((ROOT / "notebooks").rglob(f"{notebook}.ipynb")), notebook
    assert "company is fictional" in text
    assert "tables are synthetic" in text


def test_a_hub_is_given_the_reading_view_and_keeps_what_a_learner_keeps():
    text = (ROOT / "docs" / "guides" / "class.md").read_text("utf-8")
    (block,) = re.findall(r"```yaml\n(.*?)```", text, re.S)
    one = YAML(typ="safe").load(block)["singleuser"]
    home = "/home/jovyan"  # where repo2docker has the repository
    for path in (
        one["cmd"][1].partition("=")[2] + "/casestudy-reading/package.json",
        one["extraEnv"]["JUPYTER_CONFIG_PATH"] + "/labconfig/page_config.json",
        home + one["defaultUrl"].removeprefix("/lab/tree"),
    ):
        assert (ROOT / Path(path).relative_to(home)).is_file(), path
    assert one["extraEnv"]["CASESTUDY_HOME"] == one["storage"]["homeMountPath"] != home
    own = (ROOT / "src" / "casestudy" / "app" / "workbook.py").read_text("utf-8")
    assert one["cmd"][1].partition("=")[0] in own
