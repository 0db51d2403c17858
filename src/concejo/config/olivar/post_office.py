# SPDX-License-Identifier: AGPL-3.0-or-later
"""The post office of the demo's month: it writes real letters and lays them where the demo's sink lays what it gets."""

from concejo.channels.contract import Outcome, Outgoing, Sent, Surroundings
from concejo.channels.kinds.email.driver import EmailDriver
from concejo.channels.kinds.email.write import message_id, write
from concejo.channels.models import SentMail
from concejo.config.olivar.neighbours import GONE
from concejo.core import clock


class PostOffice(EmailDriver):
    """E-mail without a network: nothing is asked of the DNS, and mailboxes that are gone are gone."""

    def __init__(self) -> None:
        super().__init__(lookup=lambda _name, _kind: [])

    def send(self, outgoing: Outgoing, around: Surroundings) -> Sent:
        """The letter that an SMTP server would have been given lies in the demo's outgoing mail."""
        if outgoing.to.endswith(f"@{GONE}"):
            return Sent(outcome=Outcome.RECIPIENT_GONE, detail="550 5.1.1 at RCPT")
        mail = write(outgoing, around, now=clock.now())
        SentMail.objects.create(at=clock.now(), body=mail.as_bytes())
        return Sent(outcome=Outcome.SENT, external_id=message_id(outgoing, around), detail="250")
