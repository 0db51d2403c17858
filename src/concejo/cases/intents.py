# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a post may mean for cases. Each intent answers with an act or with nothing; the desk orders them."""

import json
import re
from functools import partial
from typing import Any

from concejo.cases import actions, queries, rules
from concejo.cases.models import Case, ExternalBody
from concejo.cases.states import State
from concejo.cases.suggest import asks_for_work, named
from concejo.core.words import fold
from concejo.people import levels
from concejo.people import rules as people
from concejo.people.models import Address, Person
from concejo.square.readings import Act, Reading
from concejo.town.models import Department, Street

UNSORTED = "-"
"""Instead of a kind: it is not the one of which the words speak."""
_BROKEN = re.compile(
    r"\b(sigue (rot|igual|sin|apagad|mal|estropead)|no (esta|han) (arreglad|reparad)"
    r"|otra vez (rot|igual|apagad|no )|vuelve a (estar|fallar)"
    r"|toujours (en panne|casse|pas|eteint)|n'est (toujours )?pas repare|encore (casse|en panne)"
    r"|still (broken|out|not|dark)|not (mended|fixed|repaired)|broken again)"
)
_MENDED = re.compile(
    r"^\W*(si|oui|yes)\b.{0,60}$"
    r"|\b(ya (luce|funciona|esta arreglad[oa]s?|esta reparad[oa]s?)|c'est repare|(it is|it's) (mended|fixed))\b"
)
_DONE = re.compile(
    r"\b(hecho|arreglad[oa]|reparad[oa]|cambiad[oa]|resuelto|terminado"
    r"|fait|repare[e]?|termine[e]?|done|fixed|mended|repaired)\b"
)


def says_still_broken(reading: Reading) -> Act | None:
    """Whoever told of a closed case says that it is still broken: it is open again."""
    case = _case(reading)
    if case is None or case.is_open or reading.address is None or not _says(reading, "broken", _BROKEN):
        return None
    if not rules.may_neighbour("cases.reopen", reading.address, case, via=reading.post.via):
        return None
    address = reading.address
    return Act("still_broken", lambda: actions.still_broken(case, by=address, post=reading.post))


def says_mended(reading: Reading) -> Act | None:
    """Whoever told of a case that is done says yes, it is mended."""
    case = _case(reading)
    if case is None or case.state != State.DONE or reading.address is None or not _says(reading, "mended", _MENDED):
        return None
    if not rules.may_neighbour("cases.say_mended", reading.address, case, via=reading.post.via):
        return None
    address = reading.address
    return Act("mended", lambda: actions.mended(case, by=address, post=reading.post))


def hands_over(reading: Reading) -> Act | None:
    """Somebody of the town hall names a colleague or a department: they get the case."""
    case, person = _case(reading), reading.person
    if person is None or not reading.mentions or not people.may_hand_over(person):
        return None
    if not _staff_may("cases.hand_over", reading):
        return None
    for handle in reading.mentions:
        colleague = Person.objects.filter(handle=handle).exclude(pk=person.pk).first()
        if colleague and people.is_staff(colleague):
            return Act("hands_over", partial(_to_person, reading, case, colleague, person))
        department = Department.objects.filter(handle=handle).first()
        if department:
            return Act("hands_over", partial(_to_department, reading, case, department, person))
    return None


def closes(reading: Reading) -> Act | None:
    """The person in charge answers with a photo, or with a sentence that says it is done."""
    case, person = _case(reading), reading.person
    if case is None or person is None or not (case.is_open or case.state == State.DONE):
        return None
    if case.in_charge_id != person.pk or not (reading.has_photo or _DONE.search(fold(reading.text))):
        return None
    if not _staff_may("cases.close", reading):
        return None
    return Act("closes", lambda: actions.done(case, by=person, post=reading.post))


def goes_on_outside(reading: Reading) -> Act | None:
    """A body that a case was passed on to says how it stands there."""
    case, told, address = _case(reading), reading.hints.get("outside", ""), reading.address
    if case is None or not told or address is None or not _is_outside(address):
        return None
    if told == "done" and case.is_open:
        return Act("goes_on_outside", lambda: actions.done(case, by=address, post=reading.post))
    if told == "started" and case.state in {State.RECEIVED, State.ASSIGNED, State.PLANNED}:
        return Act("goes_on_outside", lambda: actions.start(case, by=address))
    return None


def updates(reading: Reading) -> Act | None:
    """A neighbour's word in a case that is known reaches the person in charge."""
    case = _case(reading)
    if case is None or reading.address is None:
        return None
    return Act("updates", lambda: _update(case, reading))


def opens(reading: Reading) -> Act | None:
    """A neighbour's first word asks for work: a case is opened."""
    if reading.address is None or _case(reading) is not None:
        return None
    if not (reading.wishes_case or asks_for_work(reading.text)):
        return None
    address = reading.address
    if not levels.may("cases.report", via=reading.post.via, holds=levels.of(address)):
        return None
    return Act("opens", lambda: actions.open_case(reading.post, reading.text, by=address, hints=hints_of(reading)))


def hints_of(reading: Reading) -> actions.Hints:
    """What the door already knew."""
    told = reading.hints
    number = {key: float(told[key]) for key in ("lat", "lon") if told.get(key)}
    return actions.Hints(
        category=named(told.get("category", "")),
        place=told.get("place", ""),
        street=Street.objects.filter(pk=told["street"]).first() if told.get("street") else None,
        lat=number.get("lat"),
        lon=number.get("lon"),
        number=told.get("number", ""),
        unsorted=told.get("category") == UNSORTED,
        answers=_answers(told.get("answers", "")),
    )


def _answers(told: str) -> dict[str, Any] | None:
    """To the questions of the kind, as the form wrote them into its letter."""
    try:
        answers = json.loads(told) if told else None
    except ValueError:
        return None
    return answers if isinstance(answers, dict) else None


def _says(reading: Reading, what: str, words: re.Pattern[str]) -> bool:
    """In words, or by the door through which it came: a client of Open311 names the state."""
    told = reading.hints.get("says", "")
    return told == what if told else bool(words.search(fold(reading.text)))


def _staff_may(act: str, reading: Reading) -> bool:
    return levels.may(act, via=reading.post.via, holds=levels.of_staff(reading.person))


def _case(reading: Reading) -> Case | None:
    if "case" not in reading.known:
        reading.known["case"] = queries.case_of(reading.conversation.pk)
    found = reading.known["case"]
    return found if isinstance(found, Case) else None


def _update(case: Case, reading: Reading) -> None:
    address = reading.address
    waits = case.state == State.WAITING and not _is_outside(address)
    if address and (waits or _ended_unanswered(case, address, reading)):
        actions.answered(case, by=address, post=reading.post)
    if case.in_charge:
        actions.tell_worker(case, case.in_charge, key=f"post{reading.post.pk}")


def _is_outside(address: Address | None) -> bool:
    """A body to whom cases are passed on does not answer for the neighbour."""
    return ExternalBody.objects.filter(address=address).exists()


def _ended_unanswered(case: Case, address: Address, reading: Reading) -> bool:
    """The town had asked, had waited, and had ended it: an answer of whoever told of it is not too late."""
    if case.closed_at is None or case.state != State.WITHDRAWN:
        return False
    if not case.steps.filter(act="unanswered", at=case.closed_at).exists():
        return False
    return rules.may_neighbour("cases.reopen", address, case, via=reading.post.via)


def _to_person(reading: Reading, case: Case | None, colleague: Person, person: Person) -> None:
    case = case or actions.open_case(reading.post, reading.text, by=person)
    actions.assign(case, to=colleague, by=person, post=reading.post)


def _to_department(reading: Reading, case: Case | None, department: Department, person: Person) -> None:
    case = case or actions.open_case(reading.post, reading.text, by=person)
    actions.hand_to_department(case, to=department, by=person, post=reading.post)
