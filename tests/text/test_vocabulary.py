"""The words of a trade: a scenario may have its own, and then no page says the usual ones."""

import re
from dataclasses import replace

import pytest
from heard import foreign, said_by, texts_of
from jinja2 import nodes

import casestudy as cs
from casestudy.errors import InputError
from casestudy.files.languages import content
from casestudy.files.reading import parse_yaml
from casestudy.levers import said
from casestudy.scenario.schema import Scenario
from casestudy.scenario.sections import TERMS, Cast, Vocabulary
from casestudy.text.figures import called, meaning
from casestudy.text.templates import Template
from casestudy.text.terms import terms
from casestudy.text.words import pieces_of

READY = ("turnaround", "packaging")
# Words that a page may say in another sense are left out: one article is not the source.
USUAL = sorted({said(f"word.{name}") for name in TERMS} - {"article"}, key=len, reverse=True)
PLAIN = re.compile(rf"\b({'|'.join(map(re.escape, USUAL))})\b", re.IGNORECASE)
# Names of notebooks and their questions, and the machine on which the workbook runs.
AS_ALWAYS = ("06 partner", "06_partner", "which partner, and what can go wrong",
             "the source of the first case")  # fmt: skip
ELSEWHERE = ("app/", "orders/", "audit/")


def made_up(case):
    """The case with words that nobody has heard, and nobody in its cast."""
    words = {name: f"zorb{chr(97 + i)}" for i, name in enumerate(TERMS)}
    groups = [g.model_copy(update={"label": f"Deed {g.name[:2]}"}) for g in
              case.scenario.action_groups]  # fmt: skip
    return replace(case, scenario=case.scenario.model_copy(update={
        "vocabulary": Vocabulary(**words), "cast": Cast(), "action_groups": groups,
    }))  # fmt: skip


class Pages:
    """Each ready scenario has a class: what one process of the tests is given at a time."""

    name: str

    def test_say_no_usual_word_and_none_of_another_industry(self, monkeypatch):
        case = made_up(cs.load_case(self.name))
        text = said_by(case, monkeypatch)
        assert "zorba" in text
        assert "Zorb" in text
        own = sorted(set(texts_of(case.scenario.model_dump(mode="json"))), key=len, reverse=True)
        for known in (*AS_ALWAYS, *(one for one in own if len(one) > 8)):
            text = re.sub(re.escape(known), "", text, flags=re.IGNORECASE)
        found = [text[max(0, m.start() - 50) : m.end() + 20] for m in PLAIN.finditer(text)]
        assert found == []
        others = [cs.load_case(other).scenario for other in READY if other != self.name]
        assert foreign(text, cs.load_case(self.name).scenario, others) == []


class TestPagesOfTheTurnaround(Pages):
    name = "turnaround"


class TestPagesOfThePackaging(Pages):
    name = "packaging"


def literals(text, where):
    """What a template says in all its branches, beside the figures."""
    tree = Template(text, where).tree
    for node in tree.find_all((nodes.TemplateData, nodes.Const)):
        value = node.data if isinstance(node, nodes.TemplateData) else node.value
        if isinstance(value, str) and (" " in value or isinstance(node, nodes.TemplateData)):
            yield re.sub(r"`[^`]*`", "", value)


def test_no_branch_of_any_text_has_a_usual_word():
    wrong = []
    for at, file in content().items():
        if at.startswith(ELSEWHERE):
            continue
        text = file.read_text(encoding="utf-8")
        if at.endswith(".md"):
            pieces = pieces_of(text, at).items()
            parts = [t.text for name, t in pieces if not name.startswith("word.")]
        else:
            data, _ = parse_yaml(at, text)
            parts = texts_of(data)
        for part in parts:
            told = " ".join(" ".join(literals(part, at)).split())
            for known in AS_ALWAYS:
                told = re.sub(re.escape(known), "", told, flags=re.IGNORECASE)
            wrong += [f"{at}: …{told[max(0, m.start() - 40) : m.end() + 20]}" for m in
                      PLAIN.finditer(told)]  # fmt: skip
    assert wrong == []


def test_a_scenario_without_a_vocabulary_says_the_usual_words():
    case = cs.load_case("turnaround")
    assert case.scenario.vocabulary == Vocabulary()
    assert terms(case.scenario).set_ups == "set-ups"
    assert called(case, "offshore_lead_time") == "Lead time offshore"


def test_labels_and_meanings_of_levers_have_the_words_of_the_trade():
    case = made_up(cs.load_case("packaging"))
    offshore, partner = (terms(case.scenario).offshore, terms(case.scenario).partner)
    assert called(case, "offshore_share") == f"{offshore.capitalize()} share of unit cost"
    assert partner in meaning(case, "partner_development")


def test_the_packaging_case_speaks_of_its_own_trade():
    case = cs.load_case("packaging")
    by_hand = cs.say(cs.assortment.by_hand(case), "by_hand", case=case)
    assert "make-readies" in by_hand
    assert "set-ups" not in by_hand


def refused(change):
    data = cs.load_case("packaging").scenario.model_dump(mode="json", exclude_none=True)
    data["vocabulary"] = change
    with pytest.raises(ValueError) as error:  # noqa: PT011 - pydantic's own is one
        Scenario.model_validate(data)
    return str(error.value)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"set_up": "make-ready"}, "give both 'set_up' and 'set_ups'"),
        ({"plants": "bakeries"}, "plants"),
        ({"plant": " "}, "not blank"),
        ({"plant": "bakery\x07"}, "control characters"),
        ({"speakers": ["owner"]}, "at least 2"),
        ({"roles": {"The plant": "bakery"}}, "roles"),
    ],
)
def test_a_wrong_vocabulary_is_refused(change, told):
    assert told in refused(change)


def test_an_action_that_there_is_not_is_named_with_the_nearest(tmp_path):
    text = cs.load_case("packaging").path.read_text(encoding="utf-8")
    file = tmp_path / "packaging.yaml"
    file.write_text(text.replace("    pruning:\n      done", "    prunning:\n      done"), "utf-8")
    with pytest.raises(InputError, match="did you mean 'pruning'"):
        cs.load_case(file)
