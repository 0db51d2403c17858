# SPDX-License-Identifier: AGPL-3.0-or-later
"""A demo town lives its month on PostgreSQL and is served from there."""

import http.client
import json
import time
import urllib.parse
import urllib.request
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.counterparts.ports import free_port
from tests.postgresql.conftest import Ground

pytestmark = pytest.mark.slow


NEWS = """
from concejo.people.models import Person
from concejo.square import actions as square
from concejo.square.models import Visibility
from django.db import transaction
with transaction.atomic():
    talk = square.open_conversation(Visibility.PUBLIC)
    words = square.Words(text="Mañana se corta el agua en la calle Nueva", via="web", language="es")
    square.say(talk, words, speaker=Person.objects.exclude(account=None).first())
"""


NEIGHBOUR = """
import json
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from concejo.core import clock
from concejo.fediverse import signatures
from concejo.fediverse.models import RemoteActor
from concejo.fediverse.names import base
from concejo.people import actions as people
from concejo.town.models import Town
key, who = rsa.generate_private_key(public_exponent=65537, key_size=2048), "https://peer.example/ana"
pem = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
RemoteActor.objects.create(
    uri=who, address=people.meet("acct:ana@peer.example"), key_id=who + "#key", public_key=pem, inbox=who + "/inbox",
    fetched_at=clock.now(),
)
ready = []
for number in range(12):
    activity = {"id": f"{who}/{number}", "type": "Dance", "actor": who, "object": who}
    body = json.dumps(activity)
    url = f"{base()}/inbox"
    headers = signatures.sign(key, key_id=who + "#key", method="POST", url=url, body=body.encode())
    ready.append([headers, body])
print("READY " + json.dumps({"requests": ready, "domain": Town.objects.current().handle_domain}))
"""
HELD = """
from concejo.channels.models import Letter
print("HELD", Letter.objects.filter(kind="fediverse").count())
"""


CLIENT = """
from concejo.channels import clients
from concejo.people.models import Person
print("KEY " + clients.give_key("App", by=Person.objects.exclude(account=None).first())[1])
"""


def test_the_demo_town_lives_on_postgresql_and_is_served_by_two_processes(tmp_path, new_database) -> None:
    town = Ground(tmp_path, {"CONCEJO_DATABASE_URL": new_database(), "CONCEJO_DEMO": "yes", "CONCEJO_MAIL_PORT": "0"})
    done = town.concejo("demo", "--prepare")
    assert done.returncode == 0, done.stderr[-3000:]
    port = free_port()
    serving = town.start("-m", "concejo", "serve", "--workers", "2", "--port", str(port))
    try:
        home = f"http://127.0.0.1:{port}/"
        before = [read(home) for _time in range(6)]
        pages = [read(f"{home}search/?q={words}") for words in ("farola", "%00nul%00")]
        town.in_town(NEWS)
        after = [read(home) for _time in range(12)]
        told = json.loads(town.in_town(NEIGHBOUR).partition("READY ")[2])
        taken = [post(port, headers, body) for headers, body in told["requests"] * 2]
        held = town.in_town(HELD).partition("HELD ")[2].strip()
        key = town.in_town(CLIENT).partition("KEY ")[2].strip()
        with ThreadPoolExecutor(6) as crowd:  # through both processes, each report twice
            numbers = list(crowd.map(lambda number: report(port, key, number // 2), range(24)))
        finger = f"{home}.well-known/webfinger?resource=acct:alumbrado@{told['domain']}"
        accounts = {read(finger) for _time in range(6)}
    finally:
        serving.terminate()
        said, _ = serving.communicate(timeout=30)
    assert "Traceback" not in said, said[-3000:]
    assert len(set(numbers)) == 12
    assert numbers[::2] == numbers[1::2], "the same report has the same number, whichever process takes it"
    assert all("Olivar del Genil" in page and "se corta el agua" not in page for page in before)
    assert "farola" in pages[0]
    assert taken == [202] * 24, "both processes take activities in"
    assert held == "12", "and each of them once"
    assert len(accounts) == 1
    assert all("se corta el agua" in page for page in after), "no reader of any process gets an old page"


def report(port: int, key: str, number: int) -> str:
    """By Open311; its number."""
    fields = {"api_key": key, "service_code": "lamp", "address_string": "calle Real", "description": f"N.º {number}"}
    body = urllib.parse.urlencode(fields).encode()
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/open311/v2/requests.json", body, timeout=20) as answer:
        return str(json.load(answer)[0]["service_request_id"])


def post(port: int, headers: dict[str, str], body: str) -> int:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    line.request("POST", "/inbox", body=body.encode(), headers=headers)
    status = line.getresponse().status
    line.close()
    return status


def read(url: str) -> str:
    until = time.monotonic() + 30
    while True:
        try:
            with urllib.request.urlopen(url, timeout=10) as answer:  # noqa: S310 -- loopback
                return answer.read().decode()
        except OSError:
            assert time.monotonic() < until
            time.sleep(0.1)


def test_a_demo_town_that_is_forgotten_leaves_no_tables(city) -> None:
    forget = """
from django.db import connection
from concejo.config.commands import demo
from concejo.town.models import Town
Town.objects.create(name="Somewhere real")
try:
    demo._forget()
except SystemExit as kept:
    Town.objects.update(name=demo.found.NAME)
    demo._forget()
    print(kept.code, connection.introspection.table_names())
"""
    assert city.in_town(forget).strip() == "1 []"
