# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two real autoresponders, and one that keeps to no rule, talk to the town for 100 rounds (20 outside .ci/run).

Pigeonhole's `vacation` (RFC 5230) behind Dovecot and the program `vacation` answer every single letter.
"""

import os
import smtplib
import subprocess
import time
from collections import Counter
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from email.utils import parseaddr
from pathlib import Path

import pytest
from django.core.cache import caches
from tests.counterparts.dovecot import Dovecot, dovecot
from tests.counterparts.ports import free_port
from tests.counterparts.postfix import Postfix, postfix
from tests.stories.conftest import PostOffice, _letter_box, letter

from cast import Cast
from concejo.cases.models import Case
from concejo.channels import registry
from concejo.channels.models import Channel, Delivery, Letter
from concejo.core import clock
from concejo.square.models import Post
from programs import need

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.mail, pytest.mark.slow]
ROUNDS, AT_ONCE = (100 if os.environ.get("CONCEJO_CI") == "1" else 20), 20
SIEVE, PROGRAM, NAIVE = "sieve@vecinos.example", "programa@vecinos.example", "terco@vecinos.example"
SCRIPT = """require ["vacation", "vacation-seconds"];
vacation :seconds 0 :subject "Estoy fuera" "Estoy de vacaciones hasta el lunes.";
"""
MESSAGE = """From: programa@vecinos.example
Subject: No estoy
Delivered-By-The-Graces-Of: The Vacation program
Precedence: bulk

Vuelvo el lunes.
"""
"""As in vacation(1)."""
CONFIG = """
protocol lmtp {{
  mail_plugins = sieve
}}
plugin {{
  sieve = file:{home}/none
  sieve_before = {home}/away.sieve
  sieve_extensions = +vacation-seconds
  sieve_vacation_min_period = 0
  sieve_vacation_send_from_recipient = yes
}}
submission_host = 127.0.0.1:{port}
"""


@pytest.fixture
def office(tmp_path_factory, town, monkeypatch):
    """Dovecot answers for one neighbour, and keeps the letters of the other two."""
    need("vacation")
    need("sievec")
    caches["keys"].clear()
    monkeypatch.setattr(registry.drivers()["email"], "_lookup", lambda _name, _kind="TXT": [])
    home = tmp_path_factory.mktemp("away")
    home.chmod(0o755)
    (home / "away.sieve").write_text(
        f'{SCRIPT.splitlines()[0]}\nif address :is "to" "{SIEVE}" {{\n{SCRIPT.splitlines()[1]}\n}}\n'
    )
    lmtp_port = free_port()
    # Dovecot hands its answers to Postfix, and Postfix its letters to Dovecot: one of the ports is known first.
    answers = free_port()
    with dovecot(home / "dovecot", more=CONFIG.format(home=home, port=answers)) as boxes:
        route = {"vecinos.example": f"lmtp:inet:127.0.0.1:{boxes.lmtp_port}"}
        with (
            postfix(
                home / "postfix", domain="olivar.example", lmtp_port=lmtp_port, transports=route, port=answers
            ) as server,
            _letter_box(lmtp_port),
        ):
            settings = {"smtp_host": "127.0.0.1", "smtp_port": server.port, "smtp_security": "none"}
            Channel.objects.create(kind="email", settings=settings)
            yield PostOffice(smtp_port=server.port, imap_port=boxes.imap_port), boxes, server, home


class Answering:
    """The two whose letters lie in a mailbox: each new one is answered."""

    def __init__(self, boxes: Dovecot, server: Postfix, home: Path) -> None:
        self._boxes, self._server, self._home = boxes, server, home
        self._seen: set[str] = set()
        (home / "message").write_text(MESSAGE)

    def answer(self) -> None:
        """Everything that is new."""
        for address, how in ((PROGRAM, self._by_program), (NAIVE, self._naively)):
            for file in sorted((self._boxes.maildir(address) / "new").glob("*")):
                if file.name not in self._seen:
                    self._seen.add(file.name)
                    how(message_from_bytes(file.read_bytes(), policy=default))

    def _by_program(self, one: EmailMessage) -> None:
        words = b"From avisos@olivar.example Mon Nov 23 10:00:00 2026\n" + one.as_bytes().replace(b"\r\n", b"\n")
        command = [
            need("vacation"),
            "-d",
            "-j",
            "-r",
            "0",
            "-f",
            str(self._home / "db"),
            "-m",
            str(self._home / "message"),
            "root",
        ]
        environment = os.environ | {"MAIL_CONFIG": str(self._server.home / "etc")}
        subprocess.run(command, input=words, env=environment, check=True, capture_output=True)

    def _naively(self, one: EmailMessage) -> None:
        """Answers whoever wrote, marks nothing, quotes nothing: some gateways and help desks still do."""
        back = EmailMessage()
        back["From"], back["To"] = NAIVE, parseaddr(one["Reply-To"] or one["From"])[1]
        back["Subject"], back["Message-ID"] = f"Re: {one['Subject']}", f"<{time.monotonic_ns()}@vecinos.example>"
        back.set_content("Hemos recibido su mensaje y lo atenderemos.")
        with smtplib.SMTP("127.0.0.1", self._server.port, timeout=20) as line:
            line.send_message(back)


def _waiting() -> bool:
    """But for what is put off for an hour, since somebody writes very much."""
    return Letter.objects.filter(work="waiting", next_at__lte=clock.now() + timedelta(minutes=1)).exists()


def quiet(town: Cast, answering: Answering) -> None:
    """Until nobody says anything any more, or it is clear that they never stop."""
    still = 0
    for _round in range(200):
        town.does_what_follows()
        before = Letter.objects.count()
        answering.answer()
        time.sleep(0.15)
        still = still + 1 if Letter.objects.count() == before and not _waiting() else 0
        if still == 8:
            return
    pytest.fail("they never stop")


def test_they_do_answer_whoever_does_not_ask_them_to_be_silent(town: Cast, office) -> None:
    """So that the other story proves something: a plain letter is answered by both, and set aside by the town."""
    _post, boxes, server, home = office
    answering = Answering(boxes, server, home)
    for address in (SIEVE, PROGRAM):
        plain = letter(sender="avisos@olivar.example", to=address, text="Hola, ¿está usted en casa?")
        with smtplib.SMTP("127.0.0.1", server.port, timeout=20) as line:
            line.send_message(plain)
    quiet(town, answering)
    aside = Letter.objects.filter(fate="set_aside")
    assert aside.count() == 2, (list(Letter.objects.values_list("fate", "why")), server.log()[-3000:])
    assert not Delivery.objects.exists()


def test_a_hundred_rounds_and_one_answer_each_at_most(town: Cast, office) -> None:
    post, boxes, server, home = office
    answering = Answering(boxes, server, home)
    for number, sender in enumerate((SIEVE, PROGRAM, NAIVE)):
        post.sends(
            letter(sender=sender, to="avisos@olivar.example", text=f"La farola de la calle Real, {number + 1} no luce")
        )
    quiet(town, answering)
    cases = list(Case.objects.order_by("pk"))
    automatic = Counter(Delivery.objects.exclude(cause="post").values_list("to", flat=True))
    assert set(automatic.values()) <= {2}, "an acknowledgement and the wish for one tap, and no more"
    for _batch in range(ROUNDS // AT_ONCE):
        for number in range(AT_ONCE):
            for case in cases:
                town.says("Rosario", f"Lo miramos mañana, sin falta ({number})", to=case)
        quiet(town, answering)
    now = Counter(Delivery.objects.exclude(cause__in=["post", "busy"]).values_list("to", flat=True))
    assert now == automatic, "not one more"
    busy = Counter(Delivery.objects.filter(cause="busy").values_list("to", flat=True))
    assert busy.keys() <= {NAIVE}
    assert busy[NAIVE] <= 2, "whoever writes very much hears once an hour that it waits"
    told = Counter(Delivery.objects.filter(cause="post").values_list("to", flat=True))
    assert told[NAIVE] <= ROUNDS + 1
    assert told[SIEVE] == told[PROGRAM] == ROUNDS, "what people of the town hall wrote, and nothing else"
    spoken = Counter(Post.objects.exclude(author=None).values_list("author__path", flat=True))
    assert (spoken[SIEVE], spoken[PROGRAM]) == (1, 1)
