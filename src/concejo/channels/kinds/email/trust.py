# SPDX-License-Identifier: AGPL-3.0-or-later
"""How far the From line of a letter can be believed: its domain must vouch for it (DMARC, RFC 7489 section 3).

What the town's own mail server found (`Authentication-Results`, RFC 8601) is believed only when its name is the one the
town configured and the header is the topmost of its kind: anybody can write such a header further down. Else the
signatures are verified here (DKIM, RFC 6376). The evidence names domains only, never people.
"""

from collections.abc import Iterator
from email.message import Message
from functools import lru_cache
from importlib.resources import files

import dkim
from authheaders.dmarc_lookup import DMARCException, lookup_receiver_record
from authres import AuthenticationResult, AuthenticationResultsHeader  # type: ignore[import-untyped]
from authres import DKIMAuthenticationResult as DkimResult
from authres.core import AuthResError  # type: ignore[import-untyped]
from publicsuffix2 import PublicSuffixList  # type: ignore[import-untyped]

from concejo.channels.contract import Raw, Surroundings, Trust, Unreadable

from .headers import lines_of, mailboxes
from .mailboxes import setting
from .read import head_of, split
from .resolve import DnsTrouble, Lookup, look_up

MOST_SIGNATURES = 8
"""A letter with more would only be there to make us ask the DNS."""


def weigh(raw: Raw, around: Surroundings, *, lookup: Lookup = look_up) -> Trust:
    """Whether the domain in From vouches for this letter; asks the DNS, so never inside a transaction."""
    try:
        head = head_of(raw)
        domain = _from_domain(raw, head)
    except (Unreadable, dkim.MessageFormatError):
        head, domain = Message(), ""
    if not domain:
        return Trust(evidence={"from": "none or several"})
    stated = _stated(head, setting(around, "authserv_id", ""), domain)
    return stated or _verified(raw, domain, lookup)


def _from_domain(raw: Raw, head: Message) -> str:
    """The domain of the one From mailbox; empty when there are none, several, or two readings of them."""
    lines = lines_of(head, "From")
    seen, _ = dkim.rfc822_parse(split(raw.body)[0])
    found = mailboxes(lines)
    signed = sum(1 for name, _ in seen if name.strip().lower() == b"from")
    if len(lines) != 1 or signed != 1 or len(found) != 1:
        return ""
    return found[0][1].rpartition("@")[2]


def _stated(head: Message, authserv_id: str, domain: str) -> Trust | None:
    """What our own server wrote on top; `None` when it wrote nothing."""
    lines = lines_of(head, "Authentication-Results")
    if not authserv_id or not lines:
        return None
    try:
        header = AuthenticationResultsHeader.parse(f"Authentication-Results: {lines[0]}")
    except (AuthResError, ValueError, IndexError):
        return None
    if str(header.authserv_id or "").lower() != authserv_id.lower():
        return None
    evidence = {"from": domain, "by": authserv_id}
    aligned = False
    for result in header.results:
        method, verdict = str(result.method).lower(), str(result.result).lower()
        where = _about(result)
        if method in {"dmarc", "dkim", "spf"}:
            evidence.setdefault(method, verdict)
        if verdict == "pass" and where:
            aligned = aligned or (method == "dmarc" and where == domain) or (method == "dkim" and same(where, domain))
    return Trust(aligned=aligned and evidence.get("dmarc") != "fail", evidence=evidence)


def _about(result: AuthenticationResult) -> str:
    """The domain a result speaks of: `header.from` for dmarc, `header.d` for dkim."""
    wanted = "d" if str(result.method).lower() == "dkim" else "from"
    for one in result.properties:
        if str(one.type).lower() == "header" and str(one.name).lower() == wanted:
            return str(one.value).rpartition("@")[2].lower()
    return ""


def _verified(raw: Raw, domain: str, lookup: Lookup) -> Trust:
    evidence = {"from": domain, "dkim": "none", "dmarc": "none"}
    best: DkimResult | None = None
    for result in _signatures(raw.body, lookup):
        if evidence["dkim"] != "pass":
            evidence["dkim"] = result.result
        if result.result == "pass" and same(result.header_d, domain):
            best = result
            break
        if result.result == "pass":
            evidence["signed_by"] = result.header_d
    if best:
        evidence |= {"dkim": "pass", "signed_by": best.header_d}
    dmarc = evidence["dmarc"] = _policy(domain, best, lookup)
    return Trust(aligned=best is not None and dmarc in {"pass", "none"}, evidence=evidence)


def _policy(domain: str, signed: DkimResult | None, lookup: Lookup) -> str:
    """The DMARC result: pass or fail by the domain's own record, `none` when it publishes none.

    The record is read by authheaders; its own walks are not used, because they read `@mi-pueblo.es` as `mi` and build
    the list of suffixes anew each time, which takes half a second.
    """

    def text(name: str) -> str | None:
        found = [one for one in lookup(name, "TXT") if one.lower().startswith("v=dmarc1")]
        return found[0] if len(found) == 1 else None

    try:
        record = lookup_receiver_record(domain, text)
        owner = _organisation(domain)
        if not record and owner != domain:
            record = lookup_receiver_record(owner, text)
    except DnsTrouble:
        return "temperror"
    except (DMARCException, ValueError, KeyError, IndexError, AttributeError):
        return "permerror"
    if not record or not record.get("p"):
        return "none"
    strict = record.get("adkim", "r") == "s"
    return "pass" if signed and (not strict or signed.header_d == domain) else "fail"


def _signatures(letter: bytes, lookup: Lookup) -> Iterator[DkimResult]:
    """Each signature with its verdict.

    One that covers only the beginning of the body (`l=`) or leaves From out (which RFC 6376 section 5.4 forbids and
    dkimpy does not look at) proves nothing.
    """

    def text(name: bytes, timeout: int = 5) -> bytes | None:  # dkimpy gives the time by name
        found = lookup(name.decode("ascii", "replace").rstrip("."), "TXT")
        return found[0].encode() if found else None

    count = sum(1 for name, _ in dkim.rfc822_parse(letter)[0] if name.lower() == b"dkim-signature")
    for index in range(min(count, MOST_SIGNATURES)):
        signature = dkim.DKIM(letter, minkey=1024)
        try:
            verdict = "pass" if signature.verify(idx=index, dnsfunc=text) else "fail"
        except (DnsTrouble, dkim.DnsTimeoutError):
            verdict = "temperror"
        except Exception:  # noqa: BLE001 - dkimpy raises a dozen kinds on hostile headers; all mean: not proved
            verdict = "fail"
        fields = getattr(signature, "signature_fields", {})
        covered = {name.strip() for name in getattr(signature, "include_headers", None) or ()}
        if verdict == "pass" and (b"l" in fields or b"from" not in covered):
            verdict = "policy"
        signer = bytes(fields.get(b"d", b"")).decode("ascii", "replace").lower()
        yield DkimResult(result=verdict, header_d=signer)


@lru_cache(maxsize=1)
def _suffixes() -> PublicSuffixList:
    listed = files("authheaders") / "public_suffix_list.txt"
    return PublicSuffixList(listed.read_text("utf-8").splitlines())


def same(one: str, other: str) -> bool:
    """Both under one organisation's domain (relaxed alignment, RFC 7489 section 3.1.1)."""
    owner = _organisation(one)
    return bool(owner) and owner == _organisation(other)


def _organisation(domain: str) -> str:
    """The domain somebody registered; below an unlisted ending (`.lan`) the last two labels."""
    found = str(_suffixes().get_sld(domain) or "")
    labels = domain.lower().strip(".").split(".")
    return found if "." in found or len(labels) < 2 else ".".join(labels[-2:])
