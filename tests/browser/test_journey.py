"""From the first answer to the paper: a case like each template, a team that plays, a debrief."""

import re
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from click.testing import CliRunner
from heard import foreign, said_by
from seeing import Watched, kept_in, shows, typed_into

from casestudy.analysis.variants import load_case
from casestudy.app.cli import cli
from casestudy.audit import examine
from casestudy.debrief import read
from casestudy.files.places import available, templates
from casestudy.model.simulate import simulate
from casestudy.scenario.case import load_scenario
from casestudy.text.figures import headline


def run(*line):
    result = CliRunner().invoke(cli, [str(part) for part in line], prog_name="casestudy")
    assert result.exit_code == 0, result.output
    return result.stdout


def a_company_of_another_size(name, monkeypatch):
    """A case made like a template, which can be taught from: no chapter breaks, none is foreign."""
    said = ["--name", "Acme", "--currency", "EUR", "--revenue", "90m", "--line", "40%"]
    assert run("new", "acme.yaml", "--like", name.replace("_", "-"), *said).count(", met") == 3
    assert ": fine" in run("check", "acme.yaml").splitlines()[0]
    case = load_case("acme.yaml")
    assert case.line_revenue == 36_000_000
    assert examine(case).doubts == ()
    with monkeypatch.context() as pictures:
        text = said_by(case, pictures)  # as `check --all` does, and what it finds ends the test
    others = [load_scenario(p) for n, p in (available() | templates()).items() if n != name]
    assert foreign(text, case.scenario, others) == []
    before = Path("acme/order_lines.csv").read_bytes()
    run("tables", "acme.yaml")
    assert Path("acme/order_lines.csv").read_bytes() == before


@pytest.mark.parametrize("name", sorted(templates()))
def test_a_case_is_made_handed_out_played_handed_in_and_debriefed(
    name, browser, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    a_company_of_another_size(name, monkeypatch)
    run("handout", "--scenario", "acme.yaml", "--teams", "1", "--out", "room")

    watched = Watched(browser, "127.0.0.1", 1280, 720)
    page = watched.page
    page.goto((tmp_path / "room" / "team-1" / "cockpit.html").as_uri())
    case = load_case("room/team-1/acme.yaml", 1)  # the numbers of the first team
    plan = replace(case.plan("do_nothing"), research=1.0, launch=1.0, retired_share=0.4)
    for lever in ("research", "launch", "retired_share"):
        typed_into(page, lever, f"{getattr(plan, lever):.0%}")
    shows(page, case, plan)
    kept_in(page, "our plan")
    page.get_by_role("button", name="Share", exact=True).locator("visible=true").first.click()
    page.locator("[data-field=share-team] input").fill("Red team")
    with page.expect_download() as download:
        page.get_by_role("button", name="Save the plan as a file").click()
    Path("handed").mkdir()
    download.value.save_as(tmp_path / "handed" / download.value.suggested_filename)
    watched.is_clean()
    page.close()

    own = load_case("acme.yaml")
    (handed,) = read(own, "handed")
    assert (handed.team.lower(), handed.levers) == ("red team", plan)
    run("debrief", "handed", "--scenario", "acme.yaml", "--out", "debrief.html")
    told = unescape(re.sub("<[^>]+>", " ", Path("debrief.html").read_text("utf-8")))
    assert handed.team in told
    assert own.scenario.company.name in told
    assert headline(own, "npv", simulate(own, plan).headlines.npv) in told
    run("report", "--scenario", "acme.yaml", "--out", "paper.pdf")
    assert Path("paper.pdf").read_bytes().startswith(b"%PDF-")
