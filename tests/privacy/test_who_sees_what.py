# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who sees a private matter (DECISIONS 19): every role, wherever the matter stands, its text, address and photo.

The expected answers are written by hand. `yes`: opens; `reason`: opens after a reason that the neighbour can read;
`-`: it does not exist for them.
"""

import pytest
from django.test import Client

from cast import Cast, photo
from concejo.cases import actions as cases
from concejo.cases.models import Case
from concejo.people.models import Look, Role
from concejo.square.pictures import keep, prepare

TABLE = {
    #                                   nobody has it yet         lighting has it           cleaning has it
    #                                   text    address photo     text    address photo     text    address photo
    "Pilar (clerk)":                   "yes     reason  yes       -       reason  -         -       reason  -",
    "Miguel (employee, lighting)":     "-       -       -         yes     -       yes       -       -       -",
    "Lucía (employee, lighting)":      "-       -       -         yes     -       yes       -       -       -",
    "Dolores (head, cleaning)":        "-       -       -         -       -       -         yes     -       yes",
    "Rosario (mayor)":                 "reason  -       reason    reason  -       reason    reason  -       reason",
    "Sofía (administrator)":           "reason  reason  reason    reason  reason  reason    reason  reason  reason",
    "Andrés (moderator)":              "-       -       -         -       -       -         -       -       -",
    "Inés (councillor)":               "-       -       -         -       -       -         -       -       -",
    "nobody":                          "-       -       -         -       -       -         -       -       -",
}  # fmt: skip
WHERE = {"nobody": "", "lighting": "Miguel", "cleaning": "Dolores"}
WORDS, ADDRESS, REASON = "insulina", "alejandra@vecinos.example", "queja ante el pleno"


def expected() -> list[tuple[str, str, list[str]]]:
    return [
        (who, where, row.split()[3 * place : 3 * place + 3])
        for who, row in TABLE.items()
        for place, where in enumerate(WHERE)
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(("who", "where", "answers"), expected())
def test_who_sees_what(town: Cast, who: str, where: str, answers: list[str]) -> None:
    town.hears("Alejandra", f"Mi marido necesita {WORDS}.", visibility="private", media=[keep(prepare(photo()))])
    case = Case.objects.get()
    if WHERE[where]:
        cases.assign(case, to=town[WHERE[where]], by=town["Pilar"])
        case.refresh_from_db()
    name = who.partition(" ")[0]
    client = Client(headers={"accept-language": "es"})
    if name != "nobody":
        client.force_login(town[name].account)
    picture = f"/sealed/{case.main.posts.first().media.get().name}/"
    assert [photo_of(client, case, picture), text_of(client, case), address_of(client)] == [
        answers[2], answers[0], answers[1]
    ]  # fmt: skip
    seen = {answer for answer in answers if answer != "-"}
    looked = Look.objects.filter(by=town[name]) if name != "nobody" else Look.objects.none()
    assert looked.exists() == bool(seen), "whoever saw anything left a line, and nobody else did"
    if "reason" in seen:
        assert looked.filter(reason=REASON).exists()


def photo_of(client: Client, case: Case, picture: str) -> str:
    """Before any reason was given; then after one, where that is asked."""
    if client.get(picture).status_code == 200:
        return "yes"
    client.post(f"/tasks/{case.number}/", {"reason": REASON})
    return "reason" if client.get(picture).status_code == 200 else "-"


def text_of(client: Client, case: Case) -> str:
    page = client.get(f"/tasks/{case.number}/")
    if WORDS not in page.content.decode():
        return "-"
    return "reason" if Look.objects.filter(reason=REASON, about=case.ref).exists() else "yes"


def address_of(client: Client) -> str:
    """The address alone, without the words: at the counter, for whoever asks for their file."""
    opened = client.post("/file/", {"who": ADDRESS, "reason": REASON})
    if opened.status_code != 302 or not opened["Location"].startswith("/file/"):
        return "-"
    return "reason" if ADDRESS in client.get(opened["Location"]).content.decode() else "-"


def test_every_role_of_the_house_stands_in_the_table() -> None:
    named = {who.partition("(")[2].rstrip(")").partition(",")[0] for who in TABLE if "(" in who}
    assert named == set(Role.Kind.values)
