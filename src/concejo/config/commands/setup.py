# SPDX-License-Identifier: AGPL-3.0-or-later
"""``concejo setup``: the first real town."""

import argparse
import getpass
import secrets
import sys
from pathlib import Path

from django.conf import settings

from concejo.config import founding, ready
from concejo.privacy import townkey


def arguments(parser: argparse.ArgumentParser) -> None:
    """Everything can be given in words; what is not given is asked."""
    parser.add_argument("--name", help="what the town is called")
    parser.add_argument("--language", choices=["es", "fr", "en"], help="the town's first language")
    parser.add_argument("--time-zone", default="", help="for example Europe/Madrid")
    parser.add_argument("--public-url", help="where people open it, for example https://olivar.example")
    parser.add_argument("--mail-domain", help="the part behind the @, for example olivar.example")
    parser.add_argument("--admin-name", help="name of the first administrator")
    parser.add_argument("--admin-handle", help="their handle, small letters")
    parser.add_argument("--admin-email", help="their e-mail address")
    parser.add_argument("--admin-password-file", help="file with their password; else one is asked or made")


def run(given: argparse.Namespace) -> int:
    """Make the key, the tables, the town and its first administrator."""
    key = _make_key()
    ready.make_tables()
    told = founding.Founding(
        name=given.name or _ask("Name of the town"),
        language=given.language or _ask("First language (es, fr, en)", "es"),
        time_zone=given.time_zone,
        public_url=given.public_url or _ask("Public address", "http://127.0.0.1:8080"),
        mail_domain=given.mail_domain or _ask("Mail domain", "localhost"),
        admin_name=given.admin_name or _ask("Name of the first administrator"),
        admin_handle=given.admin_handle or _ask("Their handle (small letters)", "admin"),
        admin_email=given.admin_email or _ask("Their e-mail"),
        password=_password(given.admin_password_file),
    )
    problem = founding.found(told)
    if problem:
        sys.stderr.write(problem + "\n")
        return 1
    _tell(key, told)
    return 0


def _make_key() -> Path:
    path: Path = settings.TOWN_KEY_FILE
    if not path.exists():
        townkey.make(path)
    return path


def _ask(question: str, default: str = "") -> str:
    if not sys.stdin.isatty():
        if default:
            return default
        sys.stderr.write(f"{question}: give it as an option (./concejo setup --help).\n")
        raise SystemExit(2)
    hint = f" [{default}]" if default else ""
    return input(f"{question}{hint}: ").strip() or default or _ask(question)


def _password(file: str | None) -> str:
    if file:
        return Path(file).read_text(encoding="utf-8").strip()
    if sys.stdin.isatty():
        typed = getpass.getpass("Password for the administrator (empty: one is made): ")
        if typed:
            return typed
    return secrets.token_urlsafe(12)


def _tell(key: Path, told: object) -> None:
    sys.stdout.write(
        f"\n{told}\n\nThe town's key lies in {key}. Without it nobody opens what is private, and no backup"
        " holds it.\n"
        f"Print these lines once and keep them in the safe:\n\n    {townkey.words(key)}\n\nNow: ./concejo serve\n"
    )
