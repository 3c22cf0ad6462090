"""`casestudy new`: what it asks, what it writes, and what it refuses."""

import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from casestudy.app import asking
from casestudy.app.cli import cli
from casestudy.errors import InputError
from casestudy.files.places import available, templates
from casestudy.files.reading import parse_yaml, replaced
from casestudy.model.simulate import simulate
from casestudy.own import making
from casestudy.own.inheritance import inherited, sourced
from casestudy.scenario.case import load_case, load_scenario
from casestudy.scenario.deriving import DERIVED, TAKEN_OVER

SAID = {
    "--like": "turnaround",
    "--name": "Acme Dairy",
    "--currency": "jpy",
    "--revenue": "¥ 20bn",
    "--line": "40 %",
    "--products": "400",
    "--growth": "-4,5 %",
    "--market-growth": "11%",
    "--margin": "31,5 %",
    "--targets": "revenue=15 %, complexity=-75,5%,margin=1,5pt",
    "--years": "3",
}
ALL = [word for pair in SAID.items() for word in pair]


def new(*words: str, code: int = 0, answers: str | None = None) -> Result:
    result = CliRunner().invoke(cli, ["new", *words], prog_name="casestudy", input=answers)
    assert result.exit_code == code, result.output
    return result


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch) -> Path:
    """Stand in a folder with a space in its name, in which nothing is."""
    (tmp_path / "my cases").mkdir()
    monkeypatch.chdir(tmp_path / "my cases")
    return Path.cwd()


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> tuple[Path, str]:
    """Return a case of which everything was said, and what the command told."""
    path = tmp_path_factory.mktemp("own") / "acme.yaml"
    return path, new(str(path), *ALL).stdout


class TestOptions:
    def test_what_was_said_is_the_case(self, made):
        case = load_case(made[0])
        s = case.scenario
        assert (s.name, s.company.name, s.currency.code) == ("acme", "Acme Dairy", "JPY")
        assert (s.company.revenue.value, s.line.company_share.value) == (20e9, 0.4)
        assert s.line.products.value == len(case.tables["skus"]) == 400
        assert (s.history.line_trend.value, s.history.market_growth.value) == (-0.045, 0.11)
        assert s.line.gross_margin.value == 0.315
        assert s.targets.revenue_growth.value == 0.15
        assert s.targets.complexity_reduction.value == 0.755
        assert s.targets.margin_points.value == 0.015
        assert (s.window.first, s.window.last) == (9, 12)

    def test_it_is_calibrated_and_its_targets_are_told(self, made):
        case = load_case(made[0])
        headlines = simulate(case, case.plan()).headlines
        assert headlines.revenue_growth == pytest.approx(0.15, abs=1e-6)
        assert headlines.complexity_reduction == pytest.approx(0.755, abs=1e-6)
        assert headlines.margin_points == pytest.approx(0.015, abs=1e-6)
        assert made[1].count(", met") == 3

    def test_what_to_do_next_can_be_pasted(self, folder):
        told = new(str(folder / "acme.yaml"), "--revenue", "300m").stdout.splitlines()
        place = f"'{folder}/acme.yaml'"
        assert [line.strip() for line in told[-2:]] == [
            f"casestudy check {place}",
            f"casestudy open --scenario {place}",
        ]

    def test_nothing_of_another_company_is_a_fact(self, made):
        marks = {entry["mark"] for _, entry in sourced(load_scenario(made[0]))}
        assert marks == {"assumed", "calibrated"}

    def test_said_derived_and_taken_over_are_told_apart(self, made):
        s = load_scenario(made[0])
        assert s.company.revenue.source.startswith("said: ")
        assert s.assumptions.research_cost.source.startswith(DERIVED)
        assert "turnaround" in s.assumptions.research_cost.source
        theirs = load_scenario("turnaround")
        left = s.development.source.partition(TAKEN_OVER)[2]
        assert left
        assert theirs.development.source.startswith(left)
        assert s.valuation.fade == theirs.valuation.fade

    def test_comments_and_layout_of_the_template_stay(self, made):
        text = made[0].read_text("utf-8")
        comments = [
            line for line in available()["turnaround"].read_text("utf-8").splitlines()
            if line.lstrip().startswith("#")
        ]  # fmt: skip
        assert all(line in text for line in comments[1:])
        assert text.count("\n  # -- ") == 8

    def test_two_makings_are_the_same(self, made, folder):
        new("acme.yaml", *ALL)
        assert Path("acme.yaml").read_bytes() == made[0].read_bytes()
        assert Path("acme/skus.csv").read_bytes() == (made[0].parent / "acme/skus.csv").read_bytes()

    def test_a_line_may_be_said_in_money(self):
        new("acme.yaml", "--like", "packaging", "--revenue", "€ 200m", "--line", "50m")
        assert load_scenario("acme.yaml").line.company_share.value == 0.25

    def test_options_may_stand_in_any_order(self):
        new("acme.yaml", "--line", "500m", "--revenue", "900m")
        assert load_scenario("acme.yaml").company.revenue.value == 900e6

    @pytest.mark.parametrize(
        ("like", "code", "first"),
        [("packaging", "CHF", False), ("packaging", "JPY", True), ("consumer-goods", "USD", True)],
    )
    def test_letters_stand_behind_the_amount(self, like, code, first):
        new("acme.yaml", "--like", like, "--currency", code, "--revenue", "90m")
        assert load_scenario("acme.yaml").currency.symbol_first is first

    def test_a_making_that_was_ended_can_be_done_again(self, folder):
        """Tables come first; ours do not stand in the way of the file that is missing."""
        new("acme.yaml", "--revenue", "90m")
        Path("acme.yaml").unlink()
        new("acme.yaml", "--revenue", "80m")
        assert load_case("acme.yaml").scenario.company.revenue.value == 80e6
        assert sorted(os.listdir()) == ["acme", "acme.yaml"]

    def test_a_template_from_another_editor_keeps_its_line_ends(self):
        text = available()["packaging"].read_text("utf-8").replace("name: packaging", "name: crlf")
        text = "\ufeff" + text.replace("\n", "\r\n")
        Path("crlf.yaml").write_text(text, "utf-8", newline="")
        new("acme.yaml", "--like", "crlf.yaml", "--revenue", "90m", "--name", 'A "B" \\ Ö')
        raw = Path("acme.yaml").read_bytes()
        assert raw.count(b"\n") == raw.count(b"\r\n")
        assert load_case("acme.yaml").scenario.company.name == 'A "B" \\ Ö'

    def test_a_target_that_is_not_reached_is_told(self):
        told = new("acme.yaml", "--like", "packaging", "--targets", "revenue=60%").stdout
        assert "target revenue_growth: 60.00%, NOT met, the nearest is" in told
        assert Path("acme.yaml").exists()

    def test_a_case_like_ones_own(self, made):
        new("beta.yaml", "--like", str(made[0]), "--revenue", "¥ 40bn")
        again, before = load_scenario("beta.yaml"), load_scenario(made[0])
        cost = before.assumptions.research_cost.value
        assert again.assumptions.research_cost.value == pytest.approx(2 * cost, rel=0.03)

    def test_the_list_that_is_left_is_shown_and_shrinks(self, made):
        from casestudy.audit import examination_lines, examine

        found = inherited(load_case(made[0]))
        assert found.of == "turnaround"
        assert "company.revenue" not in found.sources
        assert "assumptions.research_cost" not in found.sources
        assert {"development", "assumptions.bass_imitation"} <= set(found.sources)
        assert found.facts == ()
        shown = " ".join(" ".join(examination_lines(examine(load_case(made[0])))).split())
        assert "bass_imitation" in shown
        assert "development.tasks (" in shown
        text = made[0].read_text("utf-8")
        own = load_scenario("turnaround").assumptions.bass_imitation.source
        assert text.count(own) == 1
        Path("acme.yaml").write_text(text.replace(own, "Our field test of 2031"), "utf-8")
        CliRunner().invoke(cli, ["tables", "acme.yaml"])
        less = inherited(load_case("acme.yaml"))
        assert set(found.sources) - set(less.sources) == {"assumptions.bass_imitation"}

    def test_the_list_stays_to_its_last_entry(self, made):
        """However much has been read: what is left is still of that template."""
        case = load_case(made[0])
        data = case.scenario.model_dump(mode="json", exclude_unset=True)

        def rewrite(value):
            if isinstance(value, dict):
                mine = {k: rewrite(v) for k, v in value.items()}
                if "source" in mine and not mine["source"].startswith(DERIVED):
                    mine["source"] = "own"
                return mine
            return [rewrite(v) for v in value] if isinstance(value, list) else value

        data = rewrite(data)
        data["valuation"]["fade"]["source"] = case.scenario.valuation.fade.source
        left = inherited(type(case)(type(case.scenario).model_validate(data), case.tables))
        assert left.of == "turnaround"
        assert "valuation.fade" in left.sources


@pytest.mark.parametrize(
    ("name", "around"),
    [
        *((name, "{}") for name in [*available(), *templates()]),
        ("packaging", "---\n{}"),
        ("packaging", "# é\n\n{}\n# end\n"),
    ],
)
def test_a_value_is_replaced_where_it_stands_and_nothing_else(name, around):
    path = (available() | templates())[name]
    text = around.format(path.read_text("utf-8"))
    data, lines = parse_yaml(path, text)
    changes = {("name",): "other", ("company", "name"): '"Ünï"', ("window", "first"): "17"}
    found = replaced(path, text, changes)
    changed, as_before = parse_yaml(path, found)
    data["name"], data["company"]["name"], data["window"]["first"] = "other", "Ünï", 17
    assert (changed, as_before) == (data, lines)
    pairs = zip(text.splitlines(), found.splitlines(), strict=True)
    assert [i for i, (old, new) in enumerate(pairs, 1) if old != new] == sorted(
        lines[where] for where in changes
    )
    with pytest.raises(InputError, match=r"company\.nothing is not in the file"):
        replaced(path, text, {("company", "nothing"): "1"})
    with pytest.raises(InputError, match="nothing is not in the file"):
        replaced(path, text, {("nothing",): "1"})


class TestRefused:
    @pytest.mark.parametrize(
        ("words", "says"),
        [
            (["--line", "900m"], "--line: a line of 900,000,000 is larger than its company"),
            (["--growth", "-30%"], "--growth: no share allows this"),
            (["--growth", "4"], "--growth: 4 is 400%: percent and fraction are mixed up"),
            (["--market-growth", "-3%"], "--market-growth: "),
            (["--margin", "100%"], "--margin: expected a gross margin of more than 0% and less"),
            (["--products", "0"], "--products: expected a whole number of products"),
            (["--currency", "EURO"], "--currency: 'EURO' is no currency: did you mean EUR?"),
            (["--currency", "JPY"], "the revenue in JPY is needed (--revenue)"),
            (["--currency", "JPY", "--line", "40%"], "--line: the revenue in JPY is needed"),
            (["--revenue", "€ 60m"], "money is counted in $ here, not in €"),
            (["--targets", "revenu=5%"], "did you mean 'revenue'?"),
            (["--targets", "revenue=5%,revenue=6%"], "'revenue' is given twice"),
            (["--targets", "revenue"], "expected NAME=VALUE"),
            (["--years", "9"], "--years: expected a whole number of years from 1 to 5"),
            (["--name", " "], "--name: expected a name"),
            (["--like", "turnaruond", "--revenue", "9m"], "did you mean 'turnaround'?"),
            (["--like", "none/x.yaml", "--revenue", "9m"], "no such scenario file"),
        ],
    )
    def test_a_contradiction_is_told_and_nothing_is_written(self, words, says, folder):
        result = new("acme.yaml", *words, code=1)
        assert says in result.stderr
        assert result.stderr.count("\n") == 1
        assert result.stdout == ""
        assert list(folder.iterdir()) == []

    def test_a_case_of_real_orders_is_no_template(self, folder):
        new("real.yaml", "--like", "packaging", "--copy")
        text = Path("real.yaml").read_text("utf-8")
        Path("real.yaml").write_text(text.replace("origin: synthetic", "origin: own"), "utf-8")
        told = new("acme.yaml", "--like", "real.yaml", "--revenue", "90m", code=1).stderr
        assert "its orders are a company's own" in told
        assert os.listdir() == ["real.yaml"]

    def test_what_is_there_stays(self, folder):
        Path("acme.yaml").write_text("mine", "utf-8")
        assert "exists already" in new("acme.yaml", "--revenue", "90m", code=1).stderr
        assert Path("acme.yaml").read_text("utf-8") == "mine"
        assert len(list(folder.iterdir())) == 1

    def test_tables_of_somebody_else_stay(self, folder):
        Path("acme").mkdir()
        Path("acme/skus.csv").write_text("mine", "utf-8")
        said = new("acme.yaml", "--revenue", "90m", code=1).stderr
        assert "holds skus.csv of somebody else" in said
        assert os.listdir("acme") == ["skus.csv"]
        assert not Path("acme.yaml").exists()

    def test_without_its_file_no_table_stays(self, folder, monkeypatch):
        def full(path, content):
            raise InputError(f"{path}: cannot be written (No space left on device)")

        monkeypatch.setattr(making, "write_atomically", full)
        assert "No space left" in new("acme.yaml", "--revenue", "90m", code=1).stderr
        assert list(folder.iterdir()) == []

    def test_a_copy_says_nothing_of_a_company(self):
        assert "--copy" in new("acme.yaml", "--copy", "--revenue", "9m", code=2).stderr


class TestAtATerminal:
    @pytest.fixture(autouse=True)
    def terminal(self, monkeypatch):
        monkeypatch.setattr(asking, "somebody_there", lambda: True)

    def test_every_question_is_asked_until_its_answer_can_be_used(self):
        answers = [
            "packagin", "packaging", "Acme Dairy", "EURO", "JPY", "", "20bn", "30bn", "40%",
            "0", "400", "-30%", "-3%", "", "100%", "30%", "12%", "", "2pt", "9", "3",
        ]  # fmt: skip
        result = new("acme.yaml", answers="\n".join(answers) + "\n")
        for told in (
            "did you mean 'packaging'", "did you mean EUR?", "is larger than its company",
            "expected a whole number of products", "no share allows this", "less than 93%",
            "from 1 to 5",
        ):  # fmt: skip
            assert told in result.stderr, told
        s = load_scenario("acme.yaml")
        assert (s.company.name, s.company.revenue.value) == ("Acme Dairy", 20e9)
        assert (s.line.products.value, s.line.gross_margin.value) == (400, 0.3)
        assert s.history.market_growth == load_scenario("packaging").history.market_growth
        assert (s.targets.revenue_growth.value, s.targets.margin_points.value) == (0.12, 0.02)

    def test_enter_alone_takes_everything_over(self):
        new("acme.yaml", answers="\n" * 20)
        mine, like = load_scenario("acme.yaml"), load_scenario("turnaround")
        assert mine.company.revenue.value == like.company.revenue.value
        assert mine.company.revenue.source == like.company.revenue.source

    def test_who_goes_away_leaves_nothing(self, folder):
        new("acme.yaml", answers="packaging\nAcme\n", code=1)
        assert list(folder.iterdir()) == []

    def test_options_ask_nothing(self):
        new("acme.yaml", "--revenue", "300m", answers="")
        assert load_scenario("acme.yaml").company.revenue.value == 300e6

    def test_a_copy_asks_nothing(self):
        new("acme.yaml", "--copy", answers="")
        assert json.loads(load_scenario("acme.yaml").model_dump_json())["name"] == "acme"
