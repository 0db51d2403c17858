# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is wrong with the town's e-mail and how to mend it: DNS records, the SMTP server, the mailbox.

SPF is RFC 7208, DKIM RFC 6376, DMARC RFC 7489. Without them letters of the town land in junk folders.
"""

import imaplib
import smtplib
import ssl

from imap_tools import ImapToolsError

from concejo.channels.contract import Surroundings

from .fetch import TROUBLE, connect
from .mailboxes import domain_of, setting
from .resolve import DnsTrouble, Lookup, look_up
from .send import connected


def check(around: Surroundings, *, lookup: Lookup = look_up) -> list[str]:
    """Sentences about what is wrong; empty when all is well. Sends nothing to anybody."""
    domain = domain_of(around)
    if not domain:
        return ["The town has no mail domain. Set it to what stands behind the @ of its addresses."]
    return [*_records(around, domain, lookup), *_smtp(around), *_imap(around)]


def _records(around: Surroundings, domain: str, lookup: Lookup) -> list[str]:
    try:
        found = [_spf(lookup(domain, "TXT"), domain), _dmarc(lookup(f"_dmarc.{domain}", "TXT"), domain)]
        selector = setting(around, "dkim_selector", "")
        if not selector:
            found.append("dkim_selector is not set, so DKIM was not checked. Ask who signs your mail for its selector.")
        else:
            found.append(_dkim(lookup(f"{selector}._domainkey.{domain}", "TXT"), f"{selector}._domainkey.{domain}"))
        if not setting(around, "imap_host", "") and not lookup(domain, "MX") and not lookup(domain, "A"):
            found.append(f"Nobody can write to {domain}: it has no MX record. Add one that names your mail server.")
    except DnsTrouble as error:
        return [f"The DNS did not answer ({error}), so SPF, DKIM and DMARC were not checked. Try again later."]
    return [one for one in found if one]


def _spf(records: list[str], domain: str) -> str:
    spf = [one for one in records if one.lower().split(" ")[0] == "v=spf1"]
    if not spf:
        return f'{domain} has no SPF record. Add a TXT record such as "v=spf1 mx -all" that names your mail server.'
    if len(spf) > 1:
        return f"{domain} has {len(spf)} SPF records; receivers then ignore all of them. Keep one."
    if "+all" in spf[0].lower().split():
        return f'The SPF record of {domain} ends in "+all": anybody may write as the town. End it in "-all" or "~all".'
    return ""


def _dmarc(records: list[str], domain: str) -> str:
    dmarc = [one for one in records if one.lower().startswith("v=dmarc1")]
    if not dmarc:
        return f'{domain} has no DMARC record. Add TXT _dmarc.{domain} "v=DMARC1; p=none", later p=quarantine.'
    if len(dmarc) > 1:
        return f"_dmarc.{domain} has {len(dmarc)} records; receivers then ignore all of them. Keep one."
    tags = {tag.partition("=")[0].strip().lower() for tag in dmarc[0].split(";")}
    return "" if "p" in tags else f"The DMARC record of {domain} has no policy. Add p=none at least."


def _dkim(records: list[str], name: str) -> str:
    keys = [one for one in records if "p=" in one]
    if not keys:
        return f"There is no DKIM key at {name}. Publish the one your mail server signs with, or mend dkim_selector."
    tags = dict(tag.strip().partition("=")[::2] for tag in keys[0].split(";") if tag.strip())
    return "" if tags.get("p", "").strip() else f"The DKIM key at {name} is revoked (empty p=). Publish a new one."


def _smtp(around: Surroundings) -> list[str]:
    """Connects and signs in as for a letter, then leaves."""
    if not setting(around, "smtp_host", ""):
        return ["No SMTP server is set, so the town cannot answer by mail. Set smtp_host."]
    found = []
    if setting(around, "smtp_security", "") == "none" and setting(around, "smtp_user", ""):
        found.append("smtp_security is none: the password travels in the open. Choose starttls or tls.")
    try:
        with connected(around) as server:
            server.noop()
    except smtplib.SMTPAuthenticationError as error:
        found.append(f"The SMTP server refused user or password ({error.smtp_code}). Enter them again.")
    except smtplib.SMTPNotSupportedError:
        found.append(
            "The SMTP server does not offer what the settings ask for (STARTTLS or sign-in). Look at them again."
        )
    except ssl.SSLCertVerificationError as error:
        found.append(f"The certificate of the SMTP server is not trusted ({error.verify_message}). Mend it there.")
    except (OSError, smtplib.SMTPException) as error:
        found.append(f"The SMTP server cannot be reached ({type(error).__name__}). Look at smtp_host and smtp_port.")
    return found


def _imap(around: Surroundings) -> list[str]:
    """Signs in to the mailbox and looks whether it can be read."""
    if not setting(around, "imap_host", ""):
        return []
    try:
        with connect(around.settings) as box:
            box.folder.status()
    except ssl.SSLCertVerificationError as error:
        return [f"The certificate of the mailbox's server is not trusted ({error.verify_message}). Mend it there."]
    except (imaplib.IMAP4.error, ImapToolsError) as error:
        return [f"The mailbox refused us ({type(error).__name__}). Look at imap_user, imap_password and imap_folder."]
    except TROUBLE as error:
        return [f"The mailbox cannot be reached ({type(error).__name__}). Look at imap_host and imap_port."]
    return []
