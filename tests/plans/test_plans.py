"""Plans kept in files and plans in codes: exact, safe, and clear about what is wrong."""

import base64
import errno
import json
import os
import zlib
from contextlib import suppress
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import for_all, on_both, plans, the_case, worlds

import casestudy as cs
from casestudy.errors import InputError
from casestudy.files.places import home_folder
from casestudy.levers import Assumptions, Levers, PruningRule, names
from casestudy.plans import PlanExists, PlanStore, changes, find_plan, read_kept, read_plan, sharing

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
NAMES = st.text(
    st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp", "Cf", "Mn", "Me", "Zs"]),
    min_size=1,
    max_size=20,
)
OWN_WORDS = [
    "a/b", "../../etc/passwd", "..", ".", "CON", "nul", "LPT1.txt", "price +1 %", "🚀🚀",
    "e\u0301t\u00e9", 'say "hi"', "a\\b", "a: b", "- x", "#1", "null", "1.5", "x" * 60, "Ünïcødé",
    "日本語", "\U0001f469\u200d\U0001f467", "a\ufeffb",
]  # fmt: skip


@pytest.fixture
def case():
    return the_case("turnaround")


@pytest.fixture
def store(case, tmp_path):
    return PlanStore(case, tmp_path / "plans")


def files(folder: Path) -> dict[str, bytes]:
    """Return the content of every file below a folder, hidden ones too."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def same_bits(one, other) -> bool:
    """Compare two records to the last bit, signs of zeros included."""
    return repr(one) == repr(other)


class TestKeeping:
    @pytest.mark.parametrize("name", OWN_WORDS)
    def test_any_name_that_can_be_seen_is_kept_and_never_reaches_the_file_system(
        self, store, case, name
    ):
        path = store.keep(name, case.plan())
        assert path.parent == store.folder
        assert path.name.isascii()
        assert path.name.removesuffix(".yaml").replace("-", "").isalnum()
        assert path.stem.split("-")[0] not in {"", "."}
        kept = store.load(name)
        assert (kept.levers, kept.assumptions) == (case.plan(), case.assumptions)
        assert store.names() == [kept.name]
        assert store.problems() == []

    @settings(max_examples=40)
    @given(name=NAMES)
    def test_names_come_back(self, tmp_path_factory, name):
        case = the_case("turnaround")
        store = PlanStore(case, tmp_path_factory.mktemp("plans"))
        store.keep(name, Levers())
        assert store.load(name).levers == Levers()
        assert len(store.names()) == 1

    @for_all(25, plan=plans, world=worlds)
    def test_a_plan_and_its_world_come_back_exactly(self, case, plan, world):
        folder = home_folder() / "round"
        store = PlanStore(case, folder)
        store.keep("x", plan, world, replace=True)
        kept = store.load("x")
        assert same_bits(kept.levers, plan)
        assert same_bits(kept.assumptions, world)

    def test_the_folder_is_the_learners_own_and_one_a_scenario(self, case, monkeypatch, tmp_path):
        monkeypatch.setenv("CASESTUDY_HOME", str(tmp_path))
        assert PlanStore(case).folder == tmp_path / "plans" / "turnaround"
        assert PlanStore(case).names() == PlanStore(case).problems() == []
        assert not (tmp_path / "plans").exists()  # looking makes nothing

    def test_a_file_holds_only_what_differs(self, store, case):
        world = case.assume(market_growth=0.1)
        text = store.keep("lean", case.levers(mentoring=0.5), world).read_text("utf-8")
        assert text == (
            'plan_version: 1\nname: "lean"\nscenario: turnaround\n'
            "levers:\n  mentoring: 0.5\nassumptions:\n  market_growth: 0.1\n"
        )
        assert "levers: {}\n" in store.keep("idle", Levers()).read_text("utf-8")

    def test_another_program_sees_the_plans(self, store, case):
        store.keep("Zebra", case.plan())
        store.keep("apple", Levers())
        again = PlanStore(case, store.folder)
        assert again.names() == ["apple", "Zebra"]
        assert again.load("zebra").name == "Zebra"

    @pytest.mark.parametrize("second", ["Bold", "BOLD", "bold"])
    def test_a_name_that_is_taken_is_asked_about(self, store, case, second):
        path = store.keep("bold", case.plan())
        before = path.read_bytes()
        with pytest.raises(PlanExists, match="a plan 'bold' is kept already") as refused:
            store.keep(second, Levers())
        assert isinstance(refused.value, InputError)
        assert path.read_bytes() == before
        store.keep(second, Levers(), replace=True)
        assert store.names() == [second]
        assert store.load("bold").levers == Levers()
        assert len(files(store.folder)) == 1

    def test_forms_of_the_same_letter_are_the_same_name(self, store, case):
        store.keep("caf\u00e9", case.plan())
        with pytest.raises(PlanExists):
            store.keep("cafe\u0301", Levers())

    def test_a_damaged_file_in_the_way_is_not_overwritten(self, store, case):
        path = store.keep("bold", case.plan())
        path.write_text("plan_version: 1\nname: [\n", "utf-8")
        other = store.keep("bold", Levers())
        assert other != path
        assert path.read_text("utf-8").endswith("[\n")
        assert store.load("bold").levers == Levers()
        assert len(store.problems()) == 1

    @pytest.mark.parametrize(
        ("name", "problem"),
        [
            ("", "it is empty"),
            ("   ", "it is empty"),
            (None, "not nothing: it is empty"),
            (7, "not 7: it is empty"),
            ("x" * 300, "xxx'...: it has 300"),
            ("x" * 61, "it has 61"),
            ("a\nb", "it has control characters"),
            ("a\0b", "it has control characters"),
            ("\ud800", "it has control characters"),
            (" a", "it begins or ends with a space"),
            ("a\u00a0", "it begins or ends with a space"),
            ("\u200b\u200b", "nothing of it can be seen"),
        ],
    )
    def test_a_bad_name_is_refused(self, store, case, name, problem):
        with pytest.raises(InputError) as refused:
            store.keep(name, case.plan())
        message = str(refused.value)
        assert message.startswith("name of a plan: expected 1 to 60 characters in one line")
        assert message.endswith(problem)
        assert len(message) < 250
        assert not store.folder.exists()

    @pytest.mark.parametrize(
        "value", [2.0, -0.1, float("nan"), float("inf"), np.ones(3), "1", None]
    )
    def test_a_bad_lever_is_refused(self, store, case, value):
        with pytest.raises(InputError, match="lever 'mentoring': expected a number from 0 to 1"):
            store.keep("bad", replace(case.plan(), mentoring=value))
        world = replace(case.assumptions, bass_imitation=-1.0 if value is None else value)
        if not isinstance(value, float) or not 0 < value < 10:
            with pytest.raises(InputError, match="assumption 'bass_imitation': expected a number"):
                store.keep("bad", case.plan(), world)
        assert not store.folder.exists()


class TestRenamingAndDeleting:
    def test_rename_keeps_plan_and_world(self, store, case):
        world = case.assume(launch_delay=3.0)
        old = store.keep("one", case.plan(), world)
        new = store.rename("one", "two/three")
        assert store.names() == ["two/three"]
        assert store.load("two/three").assumptions == world
        assert not old.exists()
        assert new.exists()
        store.rename("two/three", "Two/Three")
        assert store.names() == ["Two/Three"]

    def test_rename_never_takes_another_plans_name(self, store, case):
        store.keep("one", case.plan())
        store.keep("two", Levers())
        before = files(store.folder)
        with pytest.raises(PlanExists, match="a plan 'two' is kept already"):
            store.rename("one", "TWO")
        with pytest.raises(InputError, match="it is empty"):
            store.rename("one", "")
        with pytest.raises(InputError, match="unknown plan 'tow': did you mean 'two'"):
            store.rename("tow", "three")
        assert files(store.folder) == before

    def test_delete_loses_nothing_also_the_second_time(self, store, case):
        for levers in (case.plan(), Levers(), case.levers(selling=1)):
            store.keep("bold", levers)
            gone = store.delete("bold")
            assert gone.parent == store.folder / "deleted"
            assert read_plan(gone, case) == levers
        assert store.names() == store.problems() == []
        assert len(files(store.folder / "deleted")) == 3
        with pytest.raises(InputError, match="there is no plan 'bold'; none is kept yet"):
            store.delete("bold")


WRONG = {
    "another scenario": (
        "plan_version: 1\nname: x\nscenario: packaging\nlevers: {}\n",
        "line 3: the plan was made for the scenario 'packaging', not for 'turnaround'",
    ),
    "a newer version": (
        "plan_version: 2\nname: x\nscenario: turnaround\nlevers: {}\nextra: 1\n",
        "line 1: plan_version: expected 1, not 2; the file was made by a newer version; this one "
        "reads 1",
    ),
    "damaged": (
        "plan_version: 1\nname: x\nscenario: turnaround\nlevers: {a: [\n",
        "line 5: is not valid YAML",
    ),
    "a lever out of bounds": (
        "plan_version: 1\nname: x\nscenario: turnaround\nlevers:\n  selling: 3\n",
        "line 5: lever 'selling': expected a number from 0 to 2",
    ),
    "a misspelt assumption": (
        "plan_version: 1\nname: x\nscenario: turnaround\nlevers: {}\nassumptions:\n"
        "  market_grwth: 0.1\n",
        "line 6: unknown assumption 'market_grwth': did you mean 'market_growth'",
    ),
    "an assumption that is no number": (
        "plan_version: 1\nname: x\nscenario: turnaround\nlevers: {}\nassumptions:\n"
        "  market_growth: .nan\n",
        "line 6: assumption 'market_growth': expected a number from",
    ),
    "binary": ("\x00\x01", "is a binary file"),
    "nothing": ("", "the file is empty"),
}


class TestOtherPeoplesFiles:
    @pytest.mark.parametrize("kind", WRONG)
    def test_a_file_that_cannot_be_read_is_reported_and_never_fails_the_others(
        self, store, case, kind
    ):
        store.keep("good", case.plan())
        text, message = WRONG[kind]
        path = store.folder / "theirs.yaml"
        path.write_text(text, "utf-8")
        assert store.names() == ["good"]
        (problem,) = store.problems()
        assert problem.startswith(f"{path}: ")
        assert message in problem
        with pytest.raises(InputError) as refused:
            read_kept(path, case)
        assert str(refused.value) == problem

    def test_loading_a_damaged_plan_says_what_is_wrong_with_it(self, store, case):
        path = store.keep("mine", case.plan())
        path.write_text(WRONG["damaged"][0], "utf-8")
        with pytest.raises(InputError, match="line 5: is not valid YAML"):
            store.load("mine")

    def test_two_files_with_one_name_are_told_apart(self, store, case):
        path = store.keep("mine", case.plan())
        (store.folder / "z copy.yaml").write_bytes(path.read_bytes())
        assert store.names() == ["mine"]
        assert f"the plan 'mine' stands in {path.name} already" in store.problems()[0]

    def test_a_file_that_changes_under_way_is_read_again(self, store, case):
        path = store.keep("mine", case.plan())
        assert store.names() == ["mine"]
        text = path.read_text("utf-8")
        path.write_text(text.replace('"mine"', '"ours"'), "utf-8")
        os.utime(path, ns=(1, 1))
        assert store.names() == ["ours"]
        path.unlink()
        assert store.names() == []

    def test_what_is_no_plan_file_is_left_alone(self, store, case):
        store.keep("mine", case.plan())
        for name in ("notes.txt", ".hidden.yaml", ".mine.yaml.part"):
            (store.folder / name).write_text("?", "utf-8")
        (store.folder / "folder.yaml").mkdir()
        assert store.names() == ["mine"]
        (problem,) = store.problems()
        assert "is a folder" in problem

    def test_a_file_in_place_of_the_folder_is_a_problem_and_no_crash(self, case, tmp_path):
        (tmp_path / "plans").write_text("?", "utf-8")
        store = PlanStore(case, tmp_path / "plans")
        assert store.names() == []
        assert "cannot be read" in store.problems()[0]
        with pytest.raises(InputError, match=r"was not kept: .*; nothing was lost"):
            store.keep("x", case.plan())

    def test_the_command_line_refuses_a_plan_with_a_world_of_its_own(self, store, case):
        plain = store.keep("plain", case.plan())
        other = store.keep("other", case.plan(), case.assume(market_growth=0.1))
        assert find_plan(case, str(plain)) == case.plan()
        with pytest.raises(InputError, match=r"kept in another world \(market_growth\)"):
            find_plan(case, str(other))


def refuse(error: OSError):
    def call(*args, **kwargs):
        raise error

    return call


FULL = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
DENIED = PermissionError(errno.EACCES, os.strerror(errno.EACCES))


class TestTheOperatingSystemRefuses:
    @pytest.mark.parametrize("error", [FULL, DENIED], ids=["full", "denied"])
    @pytest.mark.parametrize("call", ["replace", "fsync", "fdopen", "open", "mkdir"])
    def test_keeping_is_refused_in_words_and_leaves_no_trace(
        self, case, tmp_path, monkeypatch, call, error
    ):
        store = PlanStore(case, tmp_path / "plans")
        monkeypatch.setattr(f"os.{call}", refuse(error))
        with pytest.raises(InputError) as refused:
            store.keep("mine", case.plan())
        monkeypatch.undo()
        message = str(refused.value)
        assert str(store.folder) in message
        assert error.strerror in message
        assert "the plan 'mine' was not kept" in message
        assert "nothing was lost" in message
        assert list(tmp_path.iterdir()) == []

    @pytest.mark.parametrize("error", [FULL, DENIED], ids=["full", "denied"])
    @pytest.mark.parametrize("call", ["replace", "fsync", "fdopen"])
    def test_what_was_kept_before_stays_as_it_was(self, store, case, monkeypatch, call, error):
        store.keep("mine", case.plan())
        before = files(store.folder)
        monkeypatch.setattr(f"os.{call}", refuse(error))
        with pytest.raises(InputError, match="nothing was lost"):
            store.keep("mine", Levers(), replace=True)
        with pytest.raises(InputError, match="nothing was lost"):
            store.rename("mine", "yours")
        if call == "replace":
            with pytest.raises(InputError, match=r"plans: the plan 'mine' cannot be deleted \("):
                store.delete("mine")
        monkeypatch.undo()
        assert files(store.folder) == before
        assert not (store.folder / "deleted").exists()
        assert store.load("mine").levers == case.plan()

    def test_a_rename_that_stops_half_way_is_taken_back(self, store, case, monkeypatch):
        path = store.keep("mine", case.plan())
        before = files(store.folder)
        unlink = Path.unlink

        def locked(self, **options):
            if self == path:
                raise DENIED
            unlink(self, **options)

        monkeypatch.setattr(Path, "unlink", locked)
        with pytest.raises(InputError, match="the plan 'mine' cannot be renamed"):
            store.rename("mine", "yours")
        assert files(store.folder) == before

    def test_a_folder_that_cannot_be_listed_hides_no_plan_from_being_overwritten(
        self, store, case, monkeypatch
    ):
        path = store.keep("mine", case.plan())
        monkeypatch.setattr(os, "scandir", refuse(DENIED))
        assert store.names() == []
        assert store.problems() == [f"{store.folder}: cannot be read ({DENIED.strerror})"]
        other = store.keep("mine", Levers())
        assert other != path
        assert read_plan(path, case) == case.plan()


def code_of(said, *, start=sharing.START) -> str:
    """Return a code that says anything at all, with a check sum that is right."""
    text = said if isinstance(said, bytes) else json.dumps(said).encode()
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS, zdict=sharing._WORDS)
    packed = packer.compress(text) + packer.flush()
    whole = zlib.crc32(packed, 1).to_bytes(4, "big") + packed
    return start + base64.urlsafe_b64encode(whole).decode().rstrip("=")


class TestCodes:
    @for_all(60, plan=plans, world=worlds)
    def test_a_code_gives_plan_and_world_back_to_the_last_bit(self, case, plan, world):
        code = sharing.encode(case, plan, world)
        got = sharing.decode(code, case)
        assert got.scenario == case.name
        assert same_bits(got.levers, plan)
        assert same_bits(got.assumptions, world)
        assert got.note == ""
        assert set(code.removeprefix("CS1-")) <= set(ALPHABET)
        assert sharing.encode(case, got.levers, got.assumptions) == code

    @on_both
    def test_the_plan_as_it_happened_is_short_and_needs_no_case(self, name):
        case = the_case(name)
        code = sharing.encode(case, case.plan())
        assert len(code) <= 200
        got = sharing.decode(code)
        assert (got.scenario, got.levers, got.assumptions) == (name, case.plan(), case.assumptions)

    def test_codes_that_were_given_out_stay_readable(self):
        # A change of the word list, of the check sum or of the form would break them.
        codes = {
            "turnaround": "CS1-onXPPkPznWGySZKBiZIOxb40JsmbhiamhH1mYYLqN7D7AQ",
            "packaging": "CS1-q-pmBEP1q7mlYZqFmZIObk8a6FkQ40kjUxzeBOvH8KahiSm6T1FjiLC_zUxJ9DkA",
        }
        for name, code in codes.items():
            assert sharing.decode(code).levers == the_case(name).plan()

    @on_both
    def test_any_single_changed_character_is_refused_or_harmless(self, name):
        case = the_case(name)
        plan, world = case.plan(selling=0.123456789), case.assume(market_growth=0.1)
        code = sharing.encode(case, plan, world)
        for place in range(len(code)):
            for letter in (*ALPHABET, " ", "=", '"', "é", "\n"):
                changed = code[:place] + letter + code[place + 1 :]
                with suppress(InputError):
                    got = sharing.decode(changed, case)
                    assert (got.levers, got.assumptions) == (plan, world), changed

    @on_both
    def test_any_cut_off_code_is_refused(self, name):
        case = the_case(name)
        code = sharing.encode(case, case.plan())
        for end in range(len(code)):
            with pytest.raises(InputError, match="CS1-"):
                sharing.decode(code[:end], case)

    @pytest.mark.parametrize(
        "form",
        [
            "  {}\n", '"{}"', "“{}”", "'{}' ", "`{}`", "{}==", "http://x/y?plan={}&theme=dark#top",
            "{}\r\n\r\n",
        ],
    )  # fmt: skip
    def test_what_is_pasted_along_does_no_harm(self, case, form):
        code = sharing.encode(case, case.plan())
        assert sharing.decode(form.format(code), case).levers == case.plan()
        broken = "\n".join(code[i : i + 20] for i in range(0, len(code), 20))
        assert sharing.decode(form.format(broken), case).levers == case.plan()

    @pytest.mark.parametrize(
        ("code", "message"),
        [
            ("", "the code is empty"),
            (' ""\n', "the code is empty"),
            (None, "expected a code that begins with CS1-, not nothing"),
            (12, "expected a code that begins with CS1-, not 12"),
            ("CS2-abcdef", "begins with CS2-: it was made by a newer version; this one reads CS1-"),
            ("CS0-abcdef", "expected a code that begins with CS1-, not 'CS0-abcdef'"),
            ("hello", "expected a code that begins with CS1-, not 'hello'"),
            ("hello " * 999, "expected a code that begins with CS1-, not 'hellohello"),
            ("CS1-", "damaged or incomplete"),
            ("CS1-AAAA", "damaged or incomplete"),
            ("CS1-AAAAA", "damaged or incomplete"),
            ("CS1-äöü", "damaged or incomplete"),
            ("CS1-" + "A" * 9000, "too long: expected at most 8,000 characters, not 9,004"),
        ],
    )
    def test_a_bad_code_is_refused(self, case, code, message):
        with pytest.raises(InputError) as refused:
            sharing.decode(code, case)
        assert message in str(refused.value)
        assert len(str(refused.value)) < 200

    @pytest.mark.parametrize(
        ("said", "message"),
        [
            (["packaging", "x", {}, {}], "is for the scenario 'packaging', not for 'turnaround'"),
            (["turnaround", "x", {"selling": 3}, {}], "does not fit .* 'selling': expected a numb"),
            (["turnaround", "x", {"selling": None}, {}], "'selling': .* not nothing"),
            (["turnaround", "x", {"selling": {"a": 1}}, {}], "'selling': expected"),
            (["turnaround", "x", {"pruning_rule": []}, {}], "unknown pruning rule"),
            (["turnaround", "x", {"seling": 1}, {}], "did you mean 'selling'"),
            (["turnaround", "x", {}, {"market_growth": 9}], "'market_growth': expected"),
            (["turnaround", "x", {}, {"market_growth": 10**400}], "'market_growth': expected"),
            (["turnaround", "x", {"no name": 1}, {}], "damaged"),
            (["turnaround", "x", {}], "damaged"),
            (["turnaround", 1, {}, {}], "damaged"),
            ({"a": 1}, "damaged"),
            (b"[" * 15_000, "damaged"),
            (b"1" * 15_000, "damaged"),
            (b"\xff\xfe", "damaged"),
            (b"[NaN", "damaged"),
            (b" " * 5_000_000, "damaged"),
        ],
        ids=range(17),
    )
    def test_a_code_made_with_intent_is_refused_in_words(self, case, said, message):
        with pytest.raises(InputError, match=message):
            sharing.decode(code_of(said), case)

    def test_a_code_without_a_case_opens_ready_scenarios_only(self):
        with pytest.raises(InputError, match=r"'\.\./x', which is not among the ready ones: bala"):
            sharing.decode(code_of(["../x", "", {}, {}]))

    def test_a_changed_scenario_is_noted_and_bounds_are_kept(self, case):
        code = sharing.encode(case, case.plan())
        text = case.scenario.model_dump(mode="json")
        text["assumptions"]["discount_rate"]["value"] = 0.11
        other = cs.load_case("turnaround").__class__(
            type(case.scenario).model_validate(text), case.tables
        )
        got = sharing.decode(code, other)
        assert got.levers == case.plan()
        assert got.assumptions.discount_rate == 0.11
        assert "has changed since" in got.note
        text["levers"]["selling"]["high"] = 0.5
        for plan in text["plans"].values():
            plan["selling"] = None
        tighter = type(other)(type(case.scenario).model_validate(text), case.tables)
        with pytest.raises(InputError, match="does not fit the scenario 'turnaround': lever 'sell"):
            sharing.decode(code, tighter)


class TestLinks:
    @pytest.mark.parametrize(
        ("base", "expected"),
        [
            ("http://h/p", "http://h/p?plan=CODE"),
            ("http://h/p?a=1&plan=OLD#x", "http://h/p?a=1&plan=CODE#x"),
            ("", "?plan=CODE"),
        ],
    )
    def test_a_link_asks_for_the_plan_and_keeps_the_rest(self, base, expected):
        assert sharing.link("CODE", base) == expected

    @on_both
    def test_a_link_gives_the_plan_back(self, name):
        case = the_case(name)
        world = case.assume(launch_delay=2.5)
        address = sharing.link(sharing.encode(case, case.plan(), world), "http://localhost:8866/")
        got = sharing.from_query(address.partition("?")[2], case)
        assert (got.levers, got.assumptions) == (case.plan(), world)

    @pytest.mark.parametrize(
        ("query", "settings"),
        [
            ("mentoring=0.5&price_change=1%", {"mentoring": 0.5, "price_change": 0.01}),
            ("?price_change=1.45%25", {"price_change": 0.0145}),
            ("price_change=-1%&selling=150%", {"price_change": -0.01, "selling": 1.5}),
            ("pruning_rule=platform&retired_share=.2", {"retired_share": 0.2}),
            ("theme=dark&token=abc&mentoring=1e-1", {"mentoring": 0.1}),
        ],
    )
    def test_levers_by_name_stand_over_null(self, case, query, settings):
        got = sharing.from_query(query, case)
        rule = PruningRule.PLATFORM if "platform" in query else PruningRule.REVENUE_TAIL
        assert got.levers == replace(case.levers(**settings), pruning_rule=rule)
        assert got.assumptions == case.assumptions

    def test_a_plan_may_be_named_and_changed(self, case):
        got = sharing.from_query("plan=as_it_happened&selling=0&market_growth=10%", case)
        assert got.levers == case.plan(selling=0.0)
        assert got.assumptions == case.assume(market_growth=0.1)

    @pytest.mark.parametrize("query", ["", "?", "voila-theme=dark", "token=x&_=1"])
    def test_a_page_without_a_plan_asks_for_nothing(self, case, query):
        assert sharing.from_query(query, case) is None

    @pytest.mark.parametrize(
        ("query", "message"),
        [
            ("mentorng=1", "unknown parameter 'mentorng': did you mean 'mentoring'"),
            ("mentoring=1&mentoring=0", "the parameter 'mentoring' is given twice"),
            ("mentoring=", "lever 'mentoring': expected a number from 0 to 1, not ''"),
            ("mentoring=abc", "lever 'mentoring': expected a number from 0 to 1, not 'abc'"),
            ("mentoring=nan", "lever 'mentoring': expected a number from 0 to 1, not 'nan'"),
            ("mentoring=1e999", "lever 'mentoring': expected a number from 0 to 1"),
            ("price_change=1", r"\(a fraction, not percent: 0.01\?\)"),
            ("market_growth=900%", "assumption 'market_growth': expected"),
            ("pruning_rule=randm", "did you mean 'random'"),
            ("plan=CS1-xyz", "damaged or incomplete"),
            ("plan=", "the code is empty"),
            ("&".join(f"a{i}=1" for i in range(200)), "at most 100 are read"),
            ("x" * 5000 + "=1", "unknown parameter 'xxx"),
        ],
    )
    def test_bad_parameters_are_refused(self, case, query, message):
        with pytest.raises(InputError, match=message) as refused:
            sharing.from_query(query, case)
        assert len(str(refused.value)) < 400


def test_changes_name_what_differs_and_nothing_else(case):
    moved, world = changes(case, case.plan(), case.assume(market_growth=0.1))
    assert list(world) == ["market_growth"]
    assert moved == {n: getattr(case.plan(), n) for n in names(Levers) if getattr(case.plan(), n)}
    assert changes(case, Levers(), case.assumptions) == ({}, {})
    assert len(fields(Assumptions)) == len(names(Assumptions))
