# SPDX-License-Identifier: AGPL-3.0-or-later
"""Letters understood into posts, beside the same writing in bare SQL."""

import io
import random
import resource
import time
from email.message import EmailMessage
from typing import Any

from django.db import connection, transaction
from PIL import Image, ImageDraw

from concejo.channels import hear, intake
from concejo.channels.contract import Raw
from concejo.channels.models import Channel, Letter
from concejo.core import clock
from concejo.core.ids import new_token

from . import words

MAIL_SERVER = "mx.medida.example"
WARM = 3
Sentence = tuple[str, Any, bool]
"""SQL, what stands in it, and whether that is many rows."""
_WRITES = ("INSERT", "UPDATE", "DELETE")


def hear_many(*, count: int, photo: bool) -> dict[str, Any]:
    """E-mail to `avisos@`, each understood in its own transaction; processor and wall time of each, in ms."""
    Channel.objects.update_or_create(kind="email", defaults={"settings": {"authserv_id": MAIL_SERVER}})
    picture = _picture() if photo else b""
    letters = [_stored(number, picture) for number in range(count + 2 * WARM)]
    for letter in letters[:WARM]:
        hear.hear(letter)
    bare, sentences = [], 0
    for letter in letters[WARM : 2 * WARM] if not photo else ():
        written = _written(letter)
        bare.append(_write_bare(written))
        sentences = len(written)
    cpu, wall = [], []
    for letter in letters[2 * WARM :]:
        began, busy = time.perf_counter(), _busy()
        heard = hear.hear(letter)
        cpu.append((_busy() - busy) * 1000)
        wall.append((time.perf_counter() - began) * 1000)
        if not heard.posts:
            raise LookupError(f"a letter was not understood: {letter.why or letter.error}")
    return {"cpu": cpu, "wall": wall, "bare": bare, "statements": sentences, "bytes": len(picture)}


def _busy() -> float:
    """Processor time of this process and of the children that have ended."""
    mine, theirs = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return mine.ru_utime + mine.ru_stime + theirs.ru_utime + theirs.ru_stime


def _stored(number: int, picture: bytes) -> Letter:
    chance = random.Random(number)
    street = words.STREETS[number % len(words.STREETS)]
    told = EmailMessage()
    told["Authentication-Results"] = f"{MAIL_SERVER}; dmarc=pass header.from=vecinos.example"
    told["From"] = f"Vecina <vecina{1 + number % 2_000}@vecinos.example>"
    told["To"] = "avisos@medida.example"
    told["Subject"] = "Un aviso"
    told["Message-ID"] = f"<{new_token()}@vecinos.example>"
    told.set_content(words.trouble(chance, street)[1])
    if picture:
        told.add_attachment(picture, maintype="image", subtype="jpeg", filename="foto.jpg")
    body = told.as_bytes().replace(b"\n", b"\r\n")
    raw = Raw(
        kind="email", body=body, received_at=clock.now(),
        envelope={
            "mail_from": "vecina@vecinos.example", "rcpt_to": ["avisos@medida.example"], "peer": "127.0.0.1",
            "helo": "relay.example",
        },
    )  # fmt: skip
    return intake.store(raw, dedupe=new_token())


def _picture() -> bytes:
    """As a telephone takes it: twelve million points, and not all the same."""
    image = Image.effect_noise((1000, 750), 60).resize((4000, 3000)).convert("RGB")
    ImageDraw.Draw(image).ellipse((800, 600, 3200, 2400), fill="orange")
    out = io.BytesIO()
    image.save(out, "JPEG", quality=85)
    return out.getvalue()


def _written(letter: Letter) -> list[Sentence]:
    """Every writing sentence that one letter brings about; it is undone again."""
    found: list[Sentence] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001 -- Django's signature
        if sql.lstrip().startswith(_WRITES):
            found.append((sql, params, many))
        return execute(sql, params, many, context)

    with transaction.atomic(), connection.execute_wrapper(note):
        hear.hear(letter)
        transaction.set_rollback(True)
    return found


def _write_bare(sentences: list[Sentence]) -> float:
    """The same sentences, prepared, one after the other in one transaction of sqlite3; CPU-ms."""
    ready = [
        (sql.replace("%s", "?"), [[_plain(one) for one in row] for row in (params if many else [params or ()])])
        for sql, params, many in sentences
    ]
    raw = connection.connection
    busy = time.process_time()
    raw.execute("BEGIN IMMEDIATE")
    for sql, rows in ready:
        raw.executemany(sql, rows)
    raw.execute("COMMIT")
    return (time.process_time() - busy) * 1000


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, str) else value
