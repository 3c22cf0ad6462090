"""The board paper: what it says follows the results, and both forms of it stand alone."""

import re
import stat
import subprocess
import sys
import zlib
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

import casestudy as cs
from casestudy import plots
from casestudy.analysis.ledger import number_ledger
from casestudy.analysis.worlds import worlds
from casestudy.app.cli import cli
from casestudy.chapters.board.facts import MOST_PLANS, board
from casestudy.chapters.board.record import ChapterWork, Work, ledger
from casestudy.chapters.board.risk import ON_TARGET
from casestudy.errors import InputError
from casestudy.learning.judgement import Judged, calibration_of
from casestudy.levers import Assumptions, Levers, names
from casestudy.model.outcome import QUARTER
from casestudy.model.simulate import simulate
from casestudy.plans import KeptPlan, PlanStore
from casestudy.report import board_paper, checked_place, record_page, write_paper
from casestudy.report.html import as_html
from casestudy.report.paper import Bullets, Figure, Paragraph, Table, spans
from casestudy.report.pdf import as_pdf
from casestudy.report.work import learner_work
from casestudy.scenario.case import Case
from casestudy.scenario.schema import TARGETS, Scenario
from casestudy.text.formats import money
from casestudy.units import Unit

SCENARIOS = ("turnaround", "packaging")
IDS = ["short", "situation", "choice", "plan", "money", "risk", "change", "ledger"]
NASTY = '<script>alert("x")</script> & #panic("y") $z$ \\ **b**'


@pytest.fixture(params=SCENARIOS)
def case(request):
    return cs.load_case(request.param)


@cache
def nobodys(name):
    return board_paper(cs.load_case(name), [], Work())


def kept(case, name="mine", world=None, **changes):
    return KeptPlan(name, case.plan(**changes), case.assume(**(world or {})))


def a_learners(case):
    """Return what somebody has on record who got half of the way."""
    judged = [
        Judged("share kept", 0.5, 0.3, 0.6, 0.44),
        Judged("break-even price rise", 0.02, 0.01, 0.03, 0.05),
        Judged("stock", 2e7, 1e7, 4e7, 3e7),
    ]
    return Work(
        chapters=(ChapterWork("01 decline", 3, 6, 2), ChapterWork("05 price", 6, 6)),
        total=55,
        predictions=calibration_of(judged),
        units=(Unit.FRACTION, Unit.FRACTION, Unit.MONEY),
        decisions=(("Who leads?", "A product manager,\nbecause <b>price</b> * is *nobody's*."),),
    )


def text_of(paper):
    """Return all words of a paper, as a reader meets them."""
    found = [paper.title, paper.subtitle, paper.notice]
    for section in paper.sections:
        found.append(section.title)
        for block in section.blocks:
            match block:
                case Paragraph(text):
                    found.append(text)
                case Bullets(items):
                    found += items
                case Table():
                    found += [block.caption, *block.head, *(c for row in block.rows for c in row)]
                case Figure(_, alt):
                    found.append(alt)
    return "\n".join("".join(part for part, _ in spans(text)) for text in found)


def tables_of(paper, id):
    """Return the tables of a section."""
    (section,) = (s for s in paper.sections if s.id == id)
    return [block for block in section.blocks if isinstance(block, Table)]


class Page(HTMLParser):
    """A page, read strictly: every tag closed in its order."""

    VOID = frozenset({"meta", "img", "br", "col"})

    def __init__(self, html):
        super().__init__()
        self.open, self.tags, self.words = [], [], []
        self.feed(html)
        self.close()
        assert not self.open

    def handle_starttag(self, tag, attrs):
        assert len(dict(attrs)) == len(attrs)
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if "style" not in self.open:
            self.words.append(data)

    def all(self, *tags):
        return [(tag, attrs) for tag, attrs in self.tags if tag in tags]

    @property
    def text(self):
        return " ".join("".join(self.words).split())


# -- what is computed ------------------------------------------------------------------------------


class TestBoard:
    def test_without_plans_of_ones_own_it_is_what_happened(self, case):
        found = board(case)
        assert (found.chosen.name, found.reason) == ("as_it_happened", "happened")
        assert [o.name for o in found.options] == list(case.plans)
        for option in found.options:
            assert option.outcome.headlines.as_dict() == (
                simulate(case, case.plan(option.name)).headlines.as_dict()
            )

    def test_the_named_plan_goes_before_the_best_and_the_best_before_the_others(self, case):
        poor, rich = kept(case, "poor", mentoring=0.0), kept(case, "rich", selling=1.3)
        found = board(case, [poor, rich])
        assert found.reason == "best"
        assert found.chosen.npv == max(o.npv for o in found.options if o.kept)
        assert [o.npv for o in found.options if o.kept] == sorted(
            (o.npv for o in found.options if o.kept), reverse=True
        )
        named = board(case, [poor, rich, kept(case, "Board PAPER", research=0.2)])
        assert (named.chosen.name, named.reason) == ("Board PAPER", "named")
        assert board(case, [poor]).reason == "only"

    def test_a_rosy_world_makes_no_better_plan(self, case):
        growth = case.scenario.assumptions.market_growth.high
        rosy = board(case, [kept(case, world={"market_growth": growth})])
        plain = board(case, [kept(case)])
        assert rosy.chosen.world == ("market_growth",)
        assert plain.chosen.world == ()
        assert rosy.chosen.npv == plain.chosen.npv
        said = cs.say(rosy, "choice", case=case)
        assert "“mine” was kept in a world of its own (market growth)" in said
        assert "world of" not in cs.say(plain, "choice", case=case)

    def test_cash_and_the_months_to_the_launch(self, case):
        found = board(case, [kept(case, mentoring=0.3)])
        plan, idle = (simulate(case, p).series for p in (found.chosen.levers, Levers()))
        assert found.gained == pytest.approx(np.cumsum(plan.cash - idle.cash))
        happened = simulate(case, case.plan()).series
        assert found.happened_gained == pytest.approx(np.cumsum(happened.cash - idle.cash))
        first = int(np.flatnonzero(plan.adoption > 0)[0])  # the launch lies in this quarter
        assert 3 * first <= found.months <= 3 * (first + 1)

    def test_the_risk_is_that_of_the_drawn_worlds(self, case):
        found = board(case)
        seed = case.scenario.order_file.seed
        drawn = worlds(case, len(found.risk.npv), seed).under(case, case.plan())
        h = simulate(case, case.plan(), drawn).headlines
        assert found.risk.loses == pytest.approx((h.npv < 0).mean())
        met = [
            getattr(h, t) >= getattr(case.scenario.targets, t).value - ON_TARGET for t in TARGETS
        ]
        assert found.risk.all_targets == pytest.approx(np.logical_and.reduce(met).mean())
        assert 0 < found.risk.all_targets < min(m.mean() for m in met)
        assert found.risk.range(found.risk.npv) == tuple(np.quantile(h.npv, (0.1, 0.9)))

    def test_swings_are_the_ends_of_each_range_one_at_a_time(self, case):
        found = board(case).risk.swings
        assert [s.width for s in found] == sorted((s.width for s in found), reverse=True)
        for swing in (found[0], found[5], found[-1]):
            figure = getattr(case.scenario.assumptions, swing.name)
            assert (swing.low, swing.high) == (figure.low, figure.high)
            for end, reached in ((swing.low, swing.at_low), (swing.high, swing.at_high)):
                npv = simulate(case, case.plan(), case.assume(**{swing.name: end})).headlines.npv
                assert reached == pytest.approx(float(npv), rel=1e-9)

    def test_beyond_its_trigger_a_target_is_missed_and_before_it_not(self, case):
        found = board(case, [kept(case, selling=1.6, marketing=1.6, retired_share=0.9)])
        known = [t for t in found.triggers if t.missed_at is not None]
        assert known
        for trigger in known:
            wanted = getattr(case.scenario.targets, trigger.target).value - ON_TARGET
            step = 0.01 * (trigger.swing.high - trigger.swing.low)
            away = np.sign(trigger.missed_at - trigger.stands) * step
            for value, met in ((trigger.missed_at - away, True), (trigger.missed_at + away, False)):
                world = replace(case.assumptions, **{trigger.swing.name: value})
                h = simulate(case, found.chosen.levers, world).headlines
                assert bool(getattr(h, trigger.target) >= wanted) == met

    def test_present_value_is_zero_where_it_is_said_to_turn(self, case):
        """A plan that hardly earns its money, so that a single assumption can turn it."""
        plan = kept(case, research=0.25)
        found = board(case, [plan])
        assert abs(found.chosen.npv) < 0.02 * case.line_revenue
        turning = [t for t in found.triggers if t.npv.met]
        assert turning
        for trigger in turning:
            world = replace(case.assumptions, **{trigger.swing.name: trigger.npv.value})
            npv = float(simulate(case, plan.levers, world).headlines.npv)
            assert abs(npv) < 1e-6 * case.line_revenue
        said = cs.say(found, "change", case=case)
        assert "would take present value to the other side of zero" in said

    def test_doing_nothing_is_a_plan_too(self, case):
        found = board(case, [KeptPlan("wait", Levers(), case.assumptions)])
        assert found.triggers == ()
        assert found.risk.loses == 0
        text = text_of(board_paper(case, [KeptPlan("wait", Levers(), case.assumptions)], Work()))
        assert "None: what is put forward is to do nothing" in text
        assert "would be worth" in text

    def test_without_ranges_only_the_luck_of_the_development_is_left(self, case):
        data = case.scenario.model_dump(mode="json")
        for name in names(Assumptions):
            data["assumptions"][name] |= {"low": None, "high": None}
        plain = Case(Scenario.model_validate(data), case.tables)
        found = board(plain)
        assert found.risk.swings == found.triggers == ()
        luck = worlds(plain, len(found.risk.npv), case.scenario.order_file.seed)
        h = simulate(plain, plain.plan(), luck.under(plain, plain.plan())).headlines
        assert found.risk.npv == pytest.approx(h.npv)
        assert np.median(h.npv) == pytest.approx(found.chosen.npv, rel=0.2, abs=1e5)
        assert "No assumption moves the outcome" in cs.say(found.risk, "tornado.title")
        assert len(as_html(board_paper(plain, [], Work()))) > 10_000


# -- what is said ----------------------------------------------------------------------------------


class TestWords:
    def test_a_plan_that_loses_money_is_not_called_a_gain(self, case):
        plan = case.levers(launch=1, offshore_share=0.5, partner_development=0.2)
        found = board(case, [KeptPlan("bad", plan, case.assumptions)])
        assert found.chosen.npv < 0
        short, why = (cs.say(found, name, case=case) for name in ("short", "choice"))
        assert "does not earn its money within five years" in short
        assert "doing nothing is better" in why
        assert "The plan as it happened would be worth" in why
        assert "It misses" in why

    def test_a_better_plan_is_named(self, case):
        poor, rich = kept(case, "board paper", mentoring=0.0), kept(case, "rich")
        said = cs.say(board(case, [poor, rich]), "choice", case=case)
        assert "the name that marks it" in said
        assert "The plan “rich” would be worth" in said

    def test_whether_it_is_a_turnaround_follows_share(self, case):
        fell = board(case)
        rose = replace(
            fell.chosen,
            outcome=replace(
                fell.chosen.outcome,
                headlines=replace(fell.chosen.outcome.headlines, share=np.float64(0.5)),
            ),
        )
        assert "no turnaround of share" in cs.say(fell, "choice.why", case=case)
        assert "wins back share: 50.0%" in cs.say(replace(fell, chosen=rose), "choice.why")

    def test_payback_follows_the_cash(self, case):
        found = board(case)
        back = int(re.search(r"quarter (\d+)$", cs.say(found, "payback.title"))[1])
        assert found.gained[back - 2] < 0 <= found.gained[back - 1]
        never = replace(found, gained=np.full(20, -2e6))
        assert "After five years" in cs.say(never, "payback.title")
        assert "still out" in cs.say(never, "payback.title")
        always = replace(found, gained=np.linspace(0, 3e6, 20))
        assert "never behind" in cs.say(always, "payback.title")

    def test_several_at_once_or_never(self, case):
        found = board(case)
        assert found.risk.loses > 0
        held = replace(
            found,
            triggers=tuple(replace(t, npv=replace(t.npv, met=False)) for t in found.triggers),
        )
        assert "It takes several at once" in cs.say(held, "change.turns")
        alone = [t for t in found.triggers if t.npv.met]
        said = "It takes several at once" in cs.say(found, "change.turns")
        assert said == (not alone)
        safe = replace(held, risk=replace(found.risk, npv=np.abs(found.risk.npv)))
        assert "Nor did several at once" in cs.say(safe, "change.turns")
        assert "In none of them would doing nothing" in cs.say(safe, "risk.worlds", safe.risk)

    def test_ranges_that_reach_further_to_one_side_are_said(self, case):
        found = board(case)
        centred = replace(found.risk, npv=found.chosen.npv + np.linspace(-1e6, 1e6, 101))
        said = [
            cs.say(replace(found, risk=replace(centred, npv=centred.npv + shift)), "risk.lean")
            for shift in (0.0, 8e5, -8e5)
        ]
        assert said[0] == ""
        assert "does better" in said[1]
        assert "does worse" in said[2]

    def test_a_table_of_many_plans_shows_the_best_and_the_chosen(self, case):
        many = [kept(case, f"p{i}", retired_share=0.1 * i) for i in range(1, 9)]
        worst = min(board(case, many).options[2:], key=lambda o: o.npv).name
        many = [replace(p, name="board paper") if p.name == worst else p for p in many]
        (table,) = tables_of(board_paper(case, many, Work()), "choice")
        assert len(table.rows) == 1 + len(case.plans) + MOST_PLANS
        assert sum("put forward" in row[0] for row in table.rows) == 1
        said = cs.say(board(case, many), "choice", case=case)
        assert "leaves out two of our own plans" in said

    def test_nobody_has_no_record_and_a_learner_has(self, case):
        assert "nobody's judgement" in cs.say(Work(), "on_record", kept=0)
        assert cs.say(Work(), "on_record", kept=2).startswith("Two plans of our own are on")
        said = cs.say(a_learners(case), "on_record", kept=1)
        assert "Nine of 55 exercises are solved, with two hints taken." in said
        assert "2 of 3 ranges held the result" in said
        _, table = tables_of(record_page(case, a_learners(case), kept=1), "work")
        assert [row[-1] for row in table.rows] == ["yes", "no", "yes"]

    def test_the_ledger_counts_all_and_shows_every_mark(self, case):
        rows = number_ledger(case)
        tables = tables_of(nobodys(case.name), "ledger")
        assert [table.caption.lower() for table in tables] == [
            m for m in ("fact", "calibrated", "assumed") if m in set(rows["mark"])
        ]
        shown = sum(len(table.rows) for table in tables)
        assert f"{shown} on which the results rest" in cs.say(ledger(case), "counted")
        calibrated = next(table for table in tables if table.caption == "Calibrated")
        assert len(calibrated.rows) == len(case.scenario.calibration.free)
        labels = {row[1] for table in tables for row in table.rows}
        assert {"Market growth", "Cost of capital", "revenue growth"} <= labels

    def test_every_sentence_is_in_the_words_of_its_own_scenario(self):
        for name, other in (SCENARIOS, SCENARIOS[::-1]):
            mine, theirs = cs.load_case(name).scenario, cs.load_case(other).scenario
            text = text_of(nobodys(name))
            assert mine.company.name in text
            assert mine.line.name in text
            assert mine.currency.symbol in text
            for word in (theirs.company.name, theirs.line.name, theirs.currency.symbol):
                assert word not in text
            assert not re.search(r"\b(nan|inf)\b|\{|\}|  |\.\.", text)


# -- pictures --------------------------------------------------------------------------------------


def test_the_pictures_draw_the_cash_and_the_swings(case):
    found = board(case, [kept(case, mentoring=0.2)])
    ax = plots.draw(found, "payback")
    scale = found.gained[-1] / ax.lines[1].get_ydata()[-1]
    assert ax.lines[1].get_ydata() * scale == pytest.approx(found.gained)
    assert ax.lines[2].get_ydata() * scale == pytest.approx(found.happened_gained)
    band = ax.collections[0].get_paths()[0].vertices
    assert band[:, 1].max() * scale == pytest.approx(found.risk.gained.max())
    assert list(ax.lines[1].get_xdata()) == list(QUARTER)
    bars = plots.draw(found.risk, "tornado").patches
    ends = [bar.get_x() + bar.get_width() for bar in bars]
    wanted = [v for s in found.risk.swings[:8] for v in (s.at_low, s.at_high)]
    assert np.array(ends) * (wanted[1] / ends[1]) == pytest.approx(wanted)


def test_a_picture_as_svg_is_the_same_each_time_and_holds_no_address(case):
    one, two = (plots.svg(plots.draw(board(case), "payback")) for _ in range(2))
    assert one == two
    assert "<text" not in one
    assert not re.search(r"(href|src)\s*=\s*[\"'](?!#)", one)


# -- HTML ------------------------------------------------------------------------------------------


class TestHtml:
    @pytest.mark.parametrize("name", SCENARIOS)
    def test_it_is_one_whole_page_in_order(self, name):
        page = Page(as_html(nobodys(name)))
        assert dict(page.all("html")[0][1])["lang"] == "en"
        headings = [tag for tag, _ in page.all("h1", "h2", "h3", "h4")]
        assert headings == ["h1"] + ["h2"] * len(IDS)
        assert [attrs["id"] for _, attrs in page.all("section")] == IDS
        ids = [attrs["id"] for _, attrs in page.tags if "id" in attrs]
        assert len(ids) == len(set(ids))
        for _, attrs in page.all("section"):
            assert attrs["aria-labelledby"] in ids
        assert "fictional" in page.text
        assert "synthetic" in page.text

    @pytest.mark.parametrize("name", SCENARIOS)
    def test_it_refers_to_nothing_outside(self, name):
        html = as_html(nobodys(name))
        page = Page(html)
        assert not page.all("script", "link", "iframe", "object", "embed", "form", "a", "base")
        for _, attrs in page.tags:
            assert not any(key.startswith("on") for key in attrs)
            for key in ("src", "href", "srcset", "data", "action"):
                assert attrs.get(key, "data:").startswith("data:")
        style = html.partition("<style>")[2].partition("</style>")[0]
        assert "url(" not in style
        assert "@import" not in style

    @pytest.mark.parametrize("name", SCENARIOS)
    def test_pictures_have_words(self, name):
        pictures = Page(as_html(nobodys(name))).all("img")
        assert len(pictures) == 3
        for _, attrs in pictures:
            assert len(attrs["alt"]) > 40

    @pytest.mark.parametrize("name", SCENARIOS)
    def test_tables_have_headings_and_a_name(self, name):
        page = Page(as_html(nobodys(name)))
        assert len(page.all("table")) == len(page.all("caption")) >= 5
        scopes = {attrs["scope"] for _, attrs in page.all("th")}
        assert scopes == {"col", "row"}

    def test_nothing_that_somebody_typed_is_markup(self, case):
        html = as_html(board_paper(case, [kept(case, NASTY)], a_learners(case), date="<i>1</i>"))
        page = Page(html)
        assert not page.all("script", "b", "i")
        assert '<script>alert("x")</script> & #panic("y") $z$ \\ ∗∗b∗∗' in page.text
        assert "<i>1</i>" in page.text
        mine = Page(as_html(record_page(case, a_learners(case), kept=1, date="<i>1</i>")))
        assert not mine.all("script", "b", "i")
        assert "because <b>price</b> ∗ is ∗nobody's∗." in mine.text

    def test_the_learners_own_words_stand_in_the_paper_and_are_no_markup(self, case):
        own = {"opening": "![decline]", "reasons": "- a\n| b |", "reply": "<b>*We*</b> stop."}
        paper = board_paper(case, [kept(case)], replace(a_learners(case), **own))
        assert [s.id for s in paper.sections] == ["short", "reasons", *IDS[1:]]
        page = Page(as_html(paper))
        assert not page.all("b", "i")
        assert "In our words. ![decline]" in page.text
        assert "Why we ask for this. - a | b |" in page.text
        assert "We answer. <b>∗We∗</b> stop." in page.text
        asked = cs.say(cs.board.swings(case, case.plan())[0], "hard_question", case=case)
        assert asked in page.text
        assert case.scenario.cast.find("finance").name in page.text
        # What was done on these pages is no part of what a board reads.
        assert "exercises are solved" not in page.text

    def test_a_hard_question_quotes_what_the_model_says(self, case):
        swing = cs.board.swings(case, case.plan())[0]
        world = case.assume(**{swing.name: swing.worse_at})
        found = float(cs.simulate(case, case.plan(), world).headlines.npv)
        assert swing.worst == pytest.approx(found)
        assert money(found, case.scenario.currency, sign=True) in cs.say(
            swing, "hard_question", case=case
        )

    def test_what_somebody_typed_makes_no_new_cell_and_no_new_block(self, case):
        name, answer = r"- a | b \| ![payback]", "- one\n\n| two | ![tornado]"
        work = replace(a_learners(case), decisions=(("![decline]", answer),))
        paper = board_paper(case, [kept(case, name)], work)
        (table,) = tables_of(paper, "choice")
        (record,) = record_page(case, work, kept=1).sections
        assert {len(row) for row in table.rows} == {len(table.head)}
        assert f"**“{name}”** (put forward)" in [row[0] for row in table.rows]
        assert record.blocks[-1] == Bullets(("**![decline].** - one | two | ![tornado]",))
        assert len(Page(as_html(paper)).all("img")) == 3

    def test_a_learners_paper_has_more(self, case):
        page = Page(as_html(board_paper(case, [kept(case)], a_learners(case), date="May 2031")))
        assert len(page.all("img")) == 3
        assert "May 2031" in page.text
        record = Page(as_html(record_page(case, a_learners(case), kept=1)))
        assert len(record.all("img")) == 1
        assert "Predictions, before the result was seen" in record.text
        assert "01 decline" in record.text

    def test_it_is_the_same_each_time(self, case):
        again = board_paper(case, [], Work())
        assert as_html(again) == as_html(nobodys(case.name))
        assert not re.search(r"\b20(2[6-9]|3\d)-\d\d-\d\d", as_html(again))


# -- PDF -------------------------------------------------------------------------------------------


def pages_of(pdf):
    """Return the number of pages: that of the root of the tree of pages."""
    text = pdf
    for packed in re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.S):
        try:
            text += zlib.decompress(packed)
        except zlib.error:
            continue
    return max(int(n) for n in re.findall(rb"/Count (\d+)", text))


class TestPdf:
    @pytest.mark.parametrize("name", SCENARIOS)
    def test_it_is_a_pdf_of_a_few_pages_for_everybody(self, name):
        pdf = as_pdf(nobodys(name))
        assert pdf.startswith(b"%PDF-")
        assert 2 <= pages_of(pdf) <= 8
        assert b"pdfuaid" in pdf  # tagged, with words for pictures: what the standard checks
        assert b"LibertinusSerif" in pdf
        assert b"CreationDate" not in pdf

    def test_it_is_the_same_each_time(self):
        assert as_pdf(nobodys("packaging")) == as_pdf(board_paper(
            cs.load_case("packaging"), [], Work()
        ))  # fmt: skip

    def test_a_full_paper_still_fits(self, case):
        many = [kept(case, f"plan {i}", retired_share=0.1 * i) for i in range(1, 9)]
        assert 2 <= pages_of(as_pdf(board_paper(case, many, a_learners(case)))) <= 8

    def test_a_variants_paper_too(self):
        assert 2 <= pages_of(as_pdf(board_paper(cs.load_case("turnaround", 7), [], Work()))) <= 8

    @pytest.mark.parametrize("name", [NASTY, "計画 🚀", "Über/Nacht ½ €", "]#[" * 10])
    def test_any_name_of_a_plan_is_text(self, name):
        case = cs.load_case("packaging")
        assert as_pdf(board_paper(case, [kept(case, name)], Work())).startswith(b"%PDF-")

    def test_without_typst_it_says_what_to_install(self, monkeypatch, tmp_path):
        monkeypatch.setitem(sys.modules, "typst", None)
        with pytest.raises(InputError, match="extra 'report'"):
            write_paper(nobodys("packaging"), tmp_path / "x.pdf")
        assert not list(tmp_path.iterdir())


# -- writing, and the command line -----------------------------------------------------------------


def run(line, *, code=0):
    result = CliRunner().invoke(cli, ["report", *line.split()], prog_name="casestudy")
    assert result.exit_code == code, result.output
    if code:
        assert len(result.stderr.splitlines()) == 1
    return result


class TestWriting:
    @pytest.fixture(autouse=True)
    def here(self, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)

    def test_by_default_it_is_a_page_in_the_current_folder(self, tmp_path):
        assert "board_paper.html" in run("").stdout
        (written,) = tmp_path.iterdir()
        assert "Calder Motion" in Page(written.read_text("utf-8")).text
        assert stat.S_IMODE(written.stat().st_mode) == 0o644

    def test_the_ending_decides(self, tmp_path):
        run("--scenario packaging --out a.PDF")
        assert (tmp_path / "a.PDF").read_bytes().startswith(b"%PDF-")
        run("--scenario packaging --out new/b.htm --variant 3 --date 2031-05-01")
        text = Page((tmp_path / "new/b.htm").read_text("utf-8")).text
        assert "(variant 3) · 2031-05-01" in text

    def test_a_file_that_is_there_is_replaced_only_if_told(self, tmp_path):
        path = tmp_path / "board_paper.html"
        path.write_text("mine", "utf-8")
        assert "exists already; nothing was changed" in run("", code=1).stderr
        assert path.read_text("utf-8") == "mine"
        run("--force")
        assert path.read_text("utf-8").startswith("<!DOCTYPE html>")

    @pytest.mark.parametrize("out", ["x.docx", "x", "x.html.zip", ".html"])
    def test_an_unknown_ending_is_refused(self, out, tmp_path):
        assert "ends in .html or .pdf" in run(f"--out {out}", code=1).stderr
        assert not list(tmp_path.iterdir())

    def test_a_folder_is_no_file(self, tmp_path):
        (tmp_path / "x.html").mkdir()
        assert "is a folder" in run("--out x.html --force", code=1).stderr

    def test_a_place_that_cannot_be_written_to(self, tmp_path):
        (tmp_path / "file").write_text("", "utf-8")
        assert "cannot be written" in run("--out file/x.html", code=1).stderr

    def test_kept_plans_come_from_the_learners_own_folder(self, tmp_path):
        case = cs.load_case("packaging")
        store = PlanStore(case)
        store.keep("Brave", case.plan(selling=1.4))
        (store.folder / "broken.yaml").write_text("plan_version: [", "utf-8")
        said = run("--scenario packaging")
        assert "left out of the paper" in said.stderr
        text = Page((tmp_path / "board_paper.html").read_text("utf-8")).text
        assert "“Brave” (put forward)" in text
        run("--scenario packaging --variant 2 --out other.html")
        assert "Brave" not in (tmp_path / "other.html").read_text("utf-8")

    def test_it_works_on_a_fresh_machine(self, tmp_path):
        command = [sys.executable, "-m", "casestudy", "report", "--out", "first.html"]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        assert done.stderr == ""
        assert len((tmp_path / "first.html").read_bytes()) > 100_000


# -- what the learner has on record ----------------------------------------------------------------


class TestRecord:
    def test_nobody_has_nothing(self, case):
        found = learner_work(case)
        assert (found.chapters, found.predictions.made, found.decisions) == ((), 0, ())
        assert found.total > 0

    def test_what_is_on_record_is_found(self, case):
        from casestudy.learning.progress_store import PredictionRecord, ProgressStore
        from casestudy.learning.registry import exercises, notebooks, predictions

        notebook = next(n for n in notebooks() if exercises(n) and predictions(n))
        mine, asked = list(exercises(notebook)), list(predictions(notebook))

        def change(record):
            record.exercise(mine[0]).solved = True
            record.exercise(mine[1]).hints = 2
            record.predictions[asked[0]] = PredictionRecord(value=0.0, low=-1e12, high=1e12)

        ProgressStore(case.name).update(change)
        found = learner_work(case)
        (chapter,) = found.chapters
        assert (chapter.title, chapter.solved) == (notebook.replace("_", " "), 1)
        counted = [e for e in exercises(notebook).values() if not e.needs_python]
        assert (chapter.total, chapter.hints) == (len(counted), 2)
        assert [j.held for j in found.predictions.judged] == [True]
        assert found.units == (predictions(notebook)[asked[0]].unit,)
        text = text_of(record_page(case))
        assert "One of " in text
        assert "1 of 1 ranges held the result" in text

    def test_a_damaged_record_is_nobodys(self, case):
        from casestudy.learning.progress_store import ProgressStore

        path = ProgressStore(case.name).path
        path.parent.mkdir(parents=True)
        path.write_text("{", "utf-8")
        assert "no exercise" in text_of(record_page(case)).lower()


def test_a_name_that_is_too_long_is_one_clear_error():
    with pytest.raises(InputError, match="cannot be written"):
        checked_place(Path("x" * 300 + ".html"))
