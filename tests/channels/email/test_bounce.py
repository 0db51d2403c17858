# SPDX-License-Identifier: AGPL-3.0-or-later
"""Letters of ours that come back."""

import pytest

from concejo.channels.contract import Bounced, Said
from concejo.channels.kinds.email.read import read
from tests.channels.email.conftest import letter, town

OURS = "0b1c2d3e-1111-5222-8333-444455556666@olivar.example"


def notice(*blocks: str, kind: str = "message/rfc822", back: str = f"Message-ID: <{OURS}>\nSubject: x\n\nHola") -> str:
    return (
        "From: MAILER-DAEMON@mx.example\nTo: b+ABC@olivar.example\nMIME-Version: 1.0\nAuto-Submitted: auto-replied\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n'
        "--b\nContent-Type: text/plain\n\nSorry\n"
        "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n"
        + "\n".join(blocks)
        + f"\n--b\nContent-Type: {kind}\n\n{back}\n--b--\n"
    )


FAILED = "Final-Recipient: rfc822; pepe@nadie.example\nAction: failed\nStatus: 5.1.1\n"
DELAYED = "Final-Recipient: rfc822; ana@lenta.example\nAction: delayed\nStatus: 4.4.1\n"


def test_failed_and_late_recipients_are_told_apart() -> None:
    assert read(letter(notice(FAILED, DELAYED), mail_from=""), town()) == [
        Bounced(recipient="pepe@nadie.example", permanent=True, status="5.1.1", token="abc", external_id=OURS),
        Bounced(recipient="ana@lenta.example", permanent=False, status="4.4.1", token="abc", external_id=OURS),
    ]


def test_headers_alone_carry_the_id_too() -> None:
    (one,) = read(letter(notice(FAILED, kind="text/rfc822-headers")), town())
    assert isinstance(one, Bounced)
    assert one.external_id == OURS


def test_the_address_we_wrote_to_wins_over_where_it_was_forwarded() -> None:
    block = "Original-Recipient: rfc822;pepe@vecina.example\n" + FAILED
    (one,) = read(letter(notice(block)), town())
    assert isinstance(one, Bounced)
    assert one.recipient == "pepe@vecina.example"


def test_a_failure_without_status_is_for_good() -> None:
    (one,) = read(letter(notice("Final-Recipient: rfc822; pepe@nadie.example\nAction: failed\n")), town())
    assert one == Bounced(recipient="pepe@nadie.example", permanent=True, status="5.0.0", token="abc", external_id=OURS)


def test_given_up_after_days_is_failed_with_its_own_status() -> None:
    (one,) = read(letter(notice("Final-Recipient: rfc822; p@n.example\nAction: failed\nStatus: 4.4.7\n")), town())
    assert isinstance(one, Bounced)
    assert (one.permanent, one.status) == (True, "4.4.7")


@pytest.mark.parametrize("action", ["delivered", "relayed", "expanded"])
def test_good_news_is_no_event(action: str) -> None:
    block = f"Final-Recipient: rfc822; pepe@nadie.example\nAction: {action}\nStatus: 2.0.0\n"
    assert read(letter(notice(block)), town()) == []


def test_exims_prose_is_understood() -> None:
    text = (
        "From: Mail Delivery System <Mailer-Daemon@mx.example>\nTo: b+ABC@olivar.example\n"
        "X-Failed-Recipients: pepe@nadie.example\n"
        "Subject: Mail delivery failed: returning message to sender\n\n"
        "This message was created automatically by mail delivery software.\n\n  pepe@nadie.example\n"
        "    550 5.1.1 No such user\n\n------ This is a copy of the message ------\n\n"
        f"From: avisos@olivar.example\nMessage-ID: <{OURS}>\n\nHola\n"
    )
    assert read(letter(text, mail_from=""), town()) == [
        Bounced(recipient="pepe@nadie.example", permanent=True, status="5.1.1", token="abc", external_id=OURS)
    ]


def test_qmails_prose_is_understood() -> None:
    text = (
        "From: MAILER-DAEMON@mx.example\nTo: b+abc@olivar.example\nSubject: failure notice\n\n"
        "Hi. This is the qmail-send program at mx.example.\n"
        "I'm afraid I wasn't able to deliver your message to the following addresses.\n"
        "This is a permanent error; I've given up. Sorry it didn't work out.\n\n"
        "<pepe@nadie.example>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n"
        f"--- Below this line is a copy of the message.\n\nMessage-ID: <{OURS}>\n\nHola\n"
    )
    (one,) = read(letter(text, mail_from=""), town())
    assert one == Bounced(recipient="pepe@nadie.example", permanent=True, status="5.1.1", token="abc", external_id=OURS)


def test_a_vacation_note_to_the_envelope_sender_is_no_bounce() -> None:
    text = "From: ana@vecina.example\nTo: b+abc@olivar.example\nAuto-Submitted: auto-replied\n\nVuelvo el lunes\n"
    (one,) = read(letter(text, mail_from=""), town())
    assert isinstance(one, Said)
    assert one.flags == {"auto-reply"}
    assert one.token is None


def test_a_neighbour_who_quotes_a_notice_is_heard() -> None:
    text = (
        "From: ana@vecina.example\nTo: avisos@olivar.example\n\nMe llega esto: 550 5.1.1 pepe@nadie.example unknown\n"
    )
    (one,) = read(letter(text, mail_from="ana@vecina.example"), town())
    assert isinstance(one, Said)
    assert one.flags == frozenset()
