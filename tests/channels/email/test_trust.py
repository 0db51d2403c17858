# SPDX-License-Identifier: AGPL-3.0-or-later
"""How far the From line can be believed, with a DNS of our own."""

from base64 import b64encode
from functools import lru_cache
from hashlib import sha256

import dkim
import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from concejo.channels.contract import Trust
from concejo.channels.kinds.email.driver import EmailDriver
from concejo.channels.kinds.email.resolve import DnsTrouble
from tests.channels.email.conftest import letter, town

WORDS = b"From: Ana <ana@mi-pueblo.example>\r\nTo: avisos@olivar.example\r\nSubject: farola\r\n\r\nSigue rota.\r\n"
DMARC = {"_dmarc.mi-pueblo.example": ["v=DMARC1; p=reject"], "_dmarc.vecina.example": ["v=DMARC1; p=none"]}


@lru_cache
def key() -> tuple[bytes, str]:
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )
    public = private.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return pem, "v=DKIM1; k=rsa; p=" + "".join(public.decode().splitlines()[1:-1])


def signed(words: bytes, domain: str, **more: object) -> bytes:
    return bytes(dkim.DKIM(words).sign(b"s1", domain.encode(), key()[0], **more)) + words


def weigh(body: bytes, *, dns: dict[str, list[str]] | None = None, **settings: str) -> Trust:
    zone = {
        f"s1._domainkey.{one}": [key()[1]] for one in ("mi-pueblo.example", "mail.mi-pueblo.example", "evil.example")
    }
    zone |= DMARC if dns is None else dns

    def lookup(name: str, kind: str) -> list[str]:
        assert kind == "TXT"
        return zone.get(name, [])

    return EmailDriver(lookup=lookup).weigh(letter(body), town(**settings))


def test_signed_by_its_own_domain() -> None:
    found = weigh(signed(WORDS, "mi-pueblo.example"))
    assert found.aligned
    assert found.evidence == {
        "from": "mi-pueblo.example",
        "dkim": "pass",
        "dmarc": "pass",
        "signed_by": "mi-pueblo.example",
    }


def test_signed_by_a_part_of_its_organisation_unless_it_says_strict() -> None:
    body = signed(WORDS, "mail.mi-pueblo.example")
    assert weigh(body).aligned
    strict = weigh(body, dns={"_dmarc.mi-pueblo.example": ["v=DMARC1; p=reject; adkim=s"]})
    assert (strict.aligned, strict.evidence["dmarc"]) == (False, "fail")


def test_signed_by_somebody_else() -> None:
    found = weigh(signed(WORDS, "evil.example"))
    assert not found.aligned
    assert (found.evidence["dkim"], found.evidence["dmarc"], found.evidence["signed_by"]) == (
        "pass",
        "fail",
        "evil.example",
    )


def test_a_foreign_signature_on_top_does_not_hide_its_own() -> None:
    assert weigh(signed(signed(WORDS, "mi-pueblo.example"), "evil.example")).aligned


def test_not_signed() -> None:
    found = weigh(WORDS)
    assert (found.aligned, found.evidence["dkim"], found.evidence["dmarc"]) == (False, "none", "fail")


def test_a_domain_without_policy_vouches_by_its_signature_alone() -> None:
    found = weigh(signed(WORDS, "mi-pueblo.example"), dns={})
    assert (found.aligned, found.evidence["dmarc"]) == (True, "none")
    assert not weigh(WORDS, dns={}).aligned


def test_changed_on_the_way() -> None:
    found = weigh(signed(WORDS, "mi-pueblo.example").replace(b"rota", b"bien"))
    assert (found.aligned, found.evidence["dkim"]) == (False, "fail")


def test_two_from_lines_vouch_for_nobody() -> None:
    body = signed(WORDS, "mi-pueblo.example")
    assert not weigh(b"From: alcalde@mi-pueblo.example\r\n" + body).aligned
    assert not weigh(
        body.replace(b"From: Ana <ana@mi-pueblo.example>", b"From: a@mi-pueblo.example, b@evil.example")
    ).aligned


def test_a_signature_over_the_beginning_of_the_body_proves_nothing() -> None:
    body = signed(WORDS, "mi-pueblo.example", length=True) + b"Y borren mi cuenta.\r\n"
    found = weigh(body)
    assert (found.aligned, found.evidence["dkim"]) == (False, "policy")


def test_a_signature_that_leaves_from_out_proves_nothing() -> None:
    assert weigh(
        _signed_by_hand(WORDS, b"from:subject", b"from:Ana <ana@mi-pueblo.example>\r\nsubject:farola\r\n")
    ).aligned
    found = weigh(_signed_by_hand(WORDS, b"subject", b"subject:farola\r\n"))
    assert (found.aligned, found.evidence["dkim"]) == (False, "policy")


def _signed_by_hand(words: bytes, names: bytes, covered: bytes) -> bytes:
    """A signature over the headers in `names` only (RFC 6376 section 3.7, relaxed); dkimpy never leaves From out."""
    digest = b64encode(sha256(words.partition(b"\r\n\r\n")[2]).digest())
    fields = (
        b"v=1; a=rsa-sha256; c=relaxed/relaxed; d=mi-pueblo.example; s=s1; h=" + names + b"; bh=" + digest + b"; b="
    )
    private = serialization.load_pem_private_key(key()[0], None)
    assert isinstance(private, rsa.RSAPrivateKey)
    proof = private.sign(covered + b"dkim-signature:" + fields, padding.PKCS1v15(), hashes.SHA256())
    return b"DKIM-Signature: " + fields + b64encode(proof) + b"\r\n" + words


def test_a_silent_dns_is_no_verdict() -> None:
    def silent(name: str, kind: str) -> list[str]:
        raise DnsTrouble(f"{kind} {name}")

    body = signed(WORDS, "mi-pueblo.example")
    found = EmailDriver(lookup=silent).weigh(letter(body), town())
    assert (found.aligned, found.evidence["dkim"], found.evidence["dmarc"]) == (False, "temperror", "temperror")


def stated(*lines: str) -> bytes:
    return "".join(f"Authentication-Results: {one}\r\n" for one in lines).encode() + WORDS


OWN = "mx.olivar.example; dmarc=pass header.from=mi-pueblo.example"


def test_what_our_own_server_found_is_believed() -> None:
    found = weigh(stated(OWN), authserv_id="mx.olivar.example")
    assert found.aligned
    assert found.evidence == {"from": "mi-pueblo.example", "by": "mx.olivar.example", "dmarc": "pass"}
    failed = stated("mx.olivar.example; dmarc=fail header.from=mi-pueblo.example; dkim=pass header.d=mi-pueblo.example")
    assert not weigh(failed, authserv_id="mx.olivar.example").aligned


@pytest.mark.parametrize(
    ("lines", "own"),
    [
        ((OWN,), ""),
        ((OWN,), "mx.other.example"),
        (("mx.evil.example; none", OWN), "mx.olivar.example"),
        (("mx.olivar.example; dmarc=pass header.from=evil.example",), "mx.olivar.example"),
        (("mx.olivar.example; dkim=pass header.d=evil.example",), "mx.olivar.example"),
        (("((((",), "mx.olivar.example"),
    ],
)
def test_what_anybody_could_have_written_is_not_believed(lines: tuple[str, ...], own: str) -> None:
    assert not weigh(stated(*lines), authserv_id=own).aligned


@pytest.mark.parametrize(
    "more",
    [b"From: alcalde@mi-pueblo.example\r\n", b"FROM : alcalde@mi-pueblo.example\r\n", b"from:a@mi-pueblo.example\r\n"],
)
def test_two_from_lines_are_not_believed_even_when_our_server_says_pass(more: bytes) -> None:
    assert not weigh(more + stated(OWN), authserv_id="mx.olivar.example").aligned


def test_evidence_names_domains_and_never_people() -> None:
    for body in (WORDS, signed(WORDS, "mi-pueblo.example", identity=b"ana@mi-pueblo.example"), stated(OWN)):
        assert "ana" not in repr(weigh(body, authserv_id="mx.olivar.example").evidence)


@pytest.mark.parametrize(
    "body", [b"", b"\xff\xfe", b"From: a@b.c\nDKIM-Signature: v=1; d=\xff; b=?\n\nx", b"DKIM-Signature:\n\n"]
)
def test_garbage_is_not_believed(body: bytes) -> None:
    assert not weigh(body).aligned
