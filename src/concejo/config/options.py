# SPDX-License-Identifier: AGPL-3.0-or-later
"""Settings of the process: environment over ``concejo.toml`` over default. The town's own settings live on a page."""

import os
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any


class WrongSetting(SystemExit):
    """A setting that makes no sense; ends the command with one sentence and exit code 78 (EX_CONFIG)."""

    code: int

    def __init__(self, sentence: str, *, code: int = 78) -> None:
        super().__init__(code)
        self.sentence = sentence

    def __str__(self) -> str:
        return self.sentence


@dataclass(frozen=True, slots=True)
class Option:
    """One setting: its name in the file, one sentence, a type and a safe default."""

    name: str
    help: str
    read: Callable[[Any], Any]
    default: Any

    @property
    def env(self) -> str:
        """The environment variable that overrides the file; ``<env>_FILE`` names a file that holds the value."""
        return "CONCEJO_" + self.name.upper()


def _flag(value: object) -> bool:
    words = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}
    if str(value).lower() not in words:
        raise ValueError("write yes or no")
    return words[str(value).lower()]


def _port(value: object) -> int:
    number = int(str(value))
    if not 0 <= number <= 65535:
        raise ValueError("a port is a number from 0 to 65535")
    return number


def _geocoder(value: object) -> str:
    if str(value) not in {"", "photon", "nominatim", "geoplateforme", "cartociudad"}:
        raise ValueError("write photon, nominatim, geoplateforme or cartociudad, or leave it empty")
    return str(value)


def _count(value: object) -> int:
    number = int(str(value))
    if not 1 <= number <= 64:
        raise ValueError("write a number from 1 to 64")
    return number


def _path(value: object) -> Path:
    return Path(str(value)).expanduser().absolute()


def _list(value: object) -> list[str]:
    items = value if isinstance(value, list) else str(value).split(",")
    return [str(item).strip() for item in items if str(item).strip()]


def _keep(value: object) -> tuple[int, int, int]:
    numbers = [int(one) for one in _list(value)]
    if len(numbers) != 3 or min(numbers) < 0 or not numbers[0]:
        raise ValueError("write three numbers, for example 7,4,12")
    return numbers[0], numbers[1], numbers[2]


def _folder(value: object) -> str:
    return str(_path(value)) if str(value).strip() else ""


def _mail_protocol(value: object) -> str:
    if str(value) not in {"lmtp", "smtp"}:
        raise ValueError("write lmtp or smtp")
    return str(value)


OPTIONS: tuple[Option, ...] = (
    Option("data", "Folder for the database and the media.", _path, "var/town"),
    Option("key_file", "File that holds the town's key; outside the data folder; default: DATA.key.", str, ""),
    Option("host", "Address on which the web process listens.", str, "127.0.0.1"),
    Option("port", "Port of the web pages.", _port, 8080),
    Option("mail_host", "Address on which the mail listener listens.", str, "127.0.0.1"),
    Option("mail_port", "Port of the mail listener; 0 switches it off.", _port, 0),
    Option("mail_protocol", "What the mail listener speaks: lmtp (behind Postfix) or smtp.", _mail_protocol, "lmtp"),
    Option("database_url", "postgresql://… for a city; empty means one SQLite file in the data folder.", str, ""),
    Option("nightly_backup", "Folder for a backup each night, proved by restoring it; empty: none.", _folder, ""),
    Option("backup_keep", "How many nightly backups stay: of days, weeks and months.", _keep, "7,4,12"),
    Option(
        "allowed_hosts",
        "Host names under which the pages answer; empty: any (a proxy in front should check).",
        _list,
        "",
    ),
    Option(
        "peer_networks", "Networks inside that other servers may be asked in, for trials; none in a town.", _list, ""
    ),
    Option("geocoder", "Asked where the town's own streets do not know a place; empty: none.", _geocoder, ""),
    Option("geocoder_url", "Its address; the words of the place go there, and nothing else.", str, ""),
    Option("trusted_proxies", "Addresses of reverse proxies whose X-Forwarded headers are believed.", _list, ""),
    Option("workers", "Web processes; more than one needs PostgreSQL.", _count, 1),
    Option("access_log", "File for the access log (- is the console); empty: none. It names no person.", str, ""),
    Option("metrics_port", "Port of the figures for a monitor (Prometheus), on this machine; 0: none.", _port, 0),
    Option("photos_wait", "Every photo of a neighbour waits for staff, even with its faces covered.", _flag, "no"),
    Option("demo", "Demo town: prints passwords, shows outgoing mail on a page. Never for a real town.", _flag, "no"),
    Option(
        "staff_without_factor",
        "Demo town alone: staff sign in with a password and no second factor. Elsewhere it is refused.",
        _flag,
        "no",
    ),
    Option("debug", "Shows error details to the reader. Never for a real town.", _flag, "no"),
)


def load(*, environ: dict[str, str] | None = None, file: Path | None = None) -> dict[str, Any]:
    """Read every option; a wrong or unknown one ends the process with a sentence that names it."""
    env = dict(os.environ) if environ is None else environ
    path = file or Path(env.get("CONCEJO_CONFIG", "concejo.toml"))
    written = _from_file(path)
    unknown = set(written) - {option.name for option in OPTIONS}
    if unknown:
        raise WrongSetting(f"{path}: there is no setting called {', '.join(sorted(unknown))}.")
    values = {option.name: _value(option, env, written) for option in OPTIONS}
    if not values["key_file"]:
        values["key_file"] = str(values["data"]) + ".key"
    values["key_file"] = _path(values["key_file"])
    if values["staff_without_factor"] and not values["demo"]:
        raise WrongSetting("The setting staff_without_factor is for a demo town: in a real one staff need two factors.")
    return values


def _from_file(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise WrongSetting(f"{path} cannot be read: {error}.") from error


def _value(option: Option, env: dict[str, str], written: dict[str, Any]) -> Any:
    raw: Any = written.get(option.name, option.default)
    if option.env in env:
        raw = env[option.env]
    elif option.env + "_FILE" in env:
        raw = Path(env[option.env + "_FILE"]).read_text(encoding="utf-8").strip()
    try:
        return option.read(raw)
    except (ValueError, TypeError) as error:
        raise WrongSetting(f"The setting {option.name} ({option.env}) is wrong: {error}.") from error
