# SPDX-License-Identifier: AGPL-3.0-or-later
"""RFC 9421, by which newer servers sign: taken where everything that must be signed is, refused where not."""

import base64
import hashlib
import json

import pytest
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256

from cast import Cast
from concejo.channels.models import Letter
from concejo.core import clock
from fediverse_peer import Json, Peer, post

ALL = ("@method", "@target-uri", "content-digest")


def signed(
    peer: Peer, activity: Json, *, names: tuple[str, ...] = ALL, age: int = 0, **more: str
) -> tuple[bytes, Json]:
    """The body and the headers, put together by hand after the RFC's section 2.5."""
    body = json.dumps(activity).encode()
    digest = f"sha-256=:{base64.b64encode(hashlib.sha256(body).digest()).decode()}:"
    values = {"@method": "POST", "@target-uri": "http://olivar.example/inbox", "content-digest": digest,
              "@path": "/inbox", "@authority": "olivar.example",
              "content-type": "application/activity+json"}  # fmt: skip
    created = int(clock.now().timestamp()) - age
    parameters = {"created": f"{created}", "keyid": f'"{peer.uri}#main-key"', "alg": '"rsa-v1_5-sha256"'} | more
    listed = " ".join(f'"{name}"' for name in names)
    line = f"({listed})" + "".join(f";{name}={value}" for name, value in parameters.items() if value)
    text = "\n".join([*(f'"{name}": {values[name]}' for name in names), f'"@signature-params": {line}'])
    value = base64.b64encode(peer.key.sign(text.encode(), PKCS1v15(), SHA256())).decode()
    headers = {"Host": "olivar.example", "Content-Digest": digest, "Signature-Input": f"sig1={line}",
               "Signature": f"sig1=:{value}:"}  # fmt: skip
    return body, headers


def greeting(peer: Peer) -> Json:
    """Something for the town."""
    return peer.note("Hola", to=["http://olivar.example/actors/1"])


@pytest.mark.parametrize("names", [ALL, (*ALL, "@authority", "content-type"), (*ALL, "@path")])
def test_a_signature_over_what_counts_is_taken(town: Cast, peer: Peer, names: tuple[str, ...]) -> None:
    assert post("/inbox", *signed(peer, greeting(peer), names=names)) == 202
    assert Letter.objects.filter(kind="fediverse").count() == 1


@pytest.mark.parametrize("left_out", ALL)
def test_a_signature_over_less_is_refused(town: Cast, peer: Peer, left_out: str) -> None:
    names = tuple(one for one in ALL if one != left_out)
    assert post("/inbox", *signed(peer, greeting(peer), names=names)) == 401


@pytest.mark.parametrize(
    ("age", "more"),
    [(7200, {}), (-7200, {}), (0, {"created": ""}), (0, {"keyid": ""}), (0, {"alg": '"hmac-sha256"'}),
     (0, {"expires": "1"})],
)  # fmt: skip
def test_old_unnamed_and_odd_ones_are_refused(town: Cast, peer: Peer, age: int, more: dict[str, str]) -> None:
    assert post("/inbox", *signed(peer, greeting(peer), age=age, **more)) == 401


def test_what_was_changed_on_the_way_is_refused(town: Cast, peer: Peer) -> None:
    body, headers = signed(peer, greeting(peer))
    assert post("/inbox", body.replace(b"Hola", b"Adios"), headers) == 401
    assert post("/inbox", body, headers | {"Content-Digest": "sha-256=:AAAA:"}) == 401
    assert post("/inbox?x=1", body, headers) == 401
    assert post("/inbox", body, headers | {"Signature-Input": headers["Signature-Input"] + ', sig2=("@method")'}) == 401
    assert post("/inbox", body, headers | {"Signature": "sig1=nonsense"}) == 401
    assert not Letter.objects.filter(kind="fediverse").exists()
