# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is asked about a kind: only what counts, in the order of the town, answered as the question says."""

import pytest

from cast import Cast
from concejo.cases import actions as cases
from concejo.cases import questions
from concejo.cases.models import Case, Category, Given, Question
from concejo.core.models import LedgerLine

pytestmark = pytest.mark.django_db
ONE, SEVERAL, NUMBER, DATETIME, STRING = (
    Question.Datatype[one] for one in ("ONE", "SEVERAL", "NUMBER", "DATETIME", "STRING")
)


def value(key: str, **more: object) -> dict[str, object]:
    return {"key": key, "name": {"es": key.capitalize(), "en": key.upper()}} | more


@pytest.fixture
def kind(town: Cast) -> Category:
    """Wells: nobody has this kind, so the town's own questions do not disturb."""
    kind = Category.objects.create(slug="well", name={"es": "Pozo"}, words={"es": ["pozo"]})

    def ask(code: str, datatype: str, **more: object) -> None:
        kind.questions.create(code=code, datatype=datatype, text={"es": f"¿{code}?"}, **more)

    ask("lid", ONE, order=1, required=True, values=[value("open", notice={"es": "No se acerque."}), value("shut")],
        stops={"shut": {"es": "Entonces está bien así."}})  # fmt: skip
    ask("deep", NUMBER, order=2, condition={"code": "lid", "values": ["open"]}, required=True)
    ask("seen", DATETIME, order=3)
    ask("who", STRING, order=4, public=False)
    ask("near", SEVERAL, order=5, values=[value("school"), value("road")])
    ask("gone", STRING, order=6, active=False)
    return kind


def case_of(town: Cast, kind: Category, **hints: str) -> Case:
    town.hears("Alejandra", "El pozo de la calle Real, 3.", category=kind.slug, **hints)
    return Case.objects.get()


def test_what_was_answered_decides_what_else_is_asked(kind: Category) -> None:
    asked = questions.of(kind)
    assert [one.code for one in asked] == ["lid", "deep", "seen", "who", "near"], "what is not in use is not asked"
    first = questions.check(asked, {})
    assert [one.code for one in first.asked] == ["lid", "seen", "who", "near"]
    assert set(first.wrong) == {"lid"}
    then = questions.check(asked, {"lid": "open"})
    assert set(then.wrong) == {"deep"}
    other = questions.check(asked, {"lid": "shut", "deep": "3"})
    assert (other.answers, other.wrong) == ({"lid": "shut"}, {}), "an answer to what is not asked counts for nothing"


@pytest.mark.parametrize(
    ("code", "told", "kept"),
    [
        ("deep", "2,50", 2.5), ("deep", "1 200", 1200), ("seen", "2026-11-23T18:15", "2026-11-23T18:15:00+01:00"),
        ("near", ["road", "school"], ["school", "road"]), ("near", "road", ["road"]), ("who", "  Ana  ", "Ana"),
        ("who", "", None), ("near", [], None), ("seen", "2026-07-01T10:00:00Z", "2026-07-01T10:00:00+00:00"),
    ],
)  # fmt: skip
def test_an_answer_is_kept_as_its_question_says(kind: Category, code: str, told: object, kept: object) -> None:
    assert questions.clean(kind.questions.get(code=code), told) == kept


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("deep", "mucho"), ("deep", "1e400"), ("deep", "nan"), ("seen", "ayer"), ("lid", "ajar"),
        ("near", ["road", "river"]), ("who", "a" * 201),
    ],
)  # fmt: skip
def test_what_is_no_answer_is_told_in_a_sentence(kind: Category, code: str, told: object) -> None:
    with pytest.raises(questions.Wrong, match=r"\w+ \w+.*\."):
        questions.clean(kind.questions.get(code=code), told)


def test_a_value_has_its_notice_and_may_end_the_report(kind: Category) -> None:
    asked = questions.of(kind)
    assert questions.notices_of(asked, {"lid": "open"}, "es") == {"lid:open": "No se acerque."}
    assert questions.stop_of(asked, {"lid": "open"}, "es") == ""
    assert questions.stop_of(asked, {"lid": "shut"}, "es") == "Entonces está bien así."
    kind.questions.filter(code="who").update(variable=False, stops={"": {"es": "Los pozos son de la Diputación."}})
    assert questions.stop_of(questions.of(kind), {}, "es") == "Los pozos son de la Diputación."


def test_answers_that_came_with_the_words_belong_to_the_case(town: Cast, kind: Category) -> None:
    case = case_of(town, kind, answers='{"lid": "open", "deep": "4", "near": "moon", "who": "Ana"}')
    assert questions.answers_of(case) == {"lid": "open", "deep": 4, "who": "Ana"}, "one that is wrong stops no report"
    assert questions.missing(case) == []
    who = Given.objects.get(code="who")
    assert (who.value, who.is_public, who.told) == (None, False, "Ana")
    assert b"Ana" not in bytes(who.sealed)
    told = [line.facts for line in LedgerLine.objects.all()] + [one.facts for one in case.steps.all()]
    assert "Ana" not in str(told)


def test_another_answer_leaves_the_one_before_in_the_history(town: Cast, kind: Category) -> None:
    case = case_of(town, kind, answers='{"lid": "open", "deep": "4"}')
    assert cases.give(case, {"lid": "open", "deep": "6", "who": "612 34 56 78"}, by=town["Pilar"]) == ["deep", "who"]
    assert cases.give(case, {"lid": "open", "deep": "6", "who": "612 34 56 78"}, by=town["Pilar"]) == []
    assert questions.answers_of(case)["deep"] == 6
    assert [one.told for one in Given.objects.filter(code="deep")] == [4, 6]
    with pytest.raises(cases.NotAnswers) as wrong:
        cases.give(case, {"lid": "ajar"}, by=town["Pilar"])
    assert set(wrong.value.wrong) == {"lid"}
    assert LedgerLine.objects.filter(act="cases.given", by=town["Pilar"].ref).count() == 1


def test_a_kind_put_right_leaves_the_answers_of_the_other_one_in_the_history(town: Cast, kind: Category) -> None:
    case = case_of(town, kind, answers='{"lid": "open", "deep": "4"}')
    cases.sort(case, hints=cases.Hints(category=Category.objects.get(slug="tree"), place=case.place), by=town["Pilar"])
    assert questions.answers_of(case) == {}
    cases.sort(case, hints=cases.Hints(category=kind, place=case.place), by=town["Pilar"])
    assert questions.answers_of(case) == {"lid": "open", "deep": 4}


def test_something_personal_in_an_answer_is_not_for_everybody(town: Cast, kind: Category) -> None:
    kind.questions.filter(code="who").update(public=True)
    case = case_of(town, kind, answers='{"lid": "open", "who": "Llamen al 612 34 56 78"}')
    assert not Given.objects.get(case=case, code="who").is_public
    assert Given.objects.get(case=case, code="lid").is_public


def test_when_a_case_becomes_private_its_answers_are_sealed(town: Cast, kind: Category) -> None:
    case = case_of(town, kind, answers='{"lid": "open", "deep": "4", "who": "Ana"}')
    cases.keep_private(case, by=town["Pilar"])
    case.refresh_from_db()
    assert {one.value for one in case.given.all()} == {None}
    assert {one.scope for one in case.given.all()} == {str(case.private_conversation.key_id)}
    assert questions.answers_of(case) == {"lid": "open", "deep": 4, "who": "Ana"}
