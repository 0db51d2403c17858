# SPDX-License-Identifier: AGPL-3.0-or-later
"""The words of the pages in other languages: collect them, keep what is translated, compile, say what is missing.

The words are English in code and templates; `src/concejo/locale/es` and `fr` hold the translations. No GNU gettext is
needed. Nothing in a catalogue changes unless a word does: no dates, no line numbers.
"""

import argparse
import io
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "concejo"
LANGUAGES = ("es", "fr")
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
HEADER = """\
# SPDX-License-Identifier: AGPL-3.0-or-later
# Written by ./concejo messages; change only the lines that begin with msgstr.
msgid ""
msgstr ""
"Project-Id-Version: Concejo\\n"
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plurals}\\n"

"""
PLURALS = {"es": "nplurals=2; plural=(n != 1);", "fr": "nplurals=2; plural=(n > 1);"}

Key = tuple[str, str | None]
"""What a catalogue finds a message by: the (singular) English words and their context."""


@dataclass(frozen=True, slots=True)
class Words:
    """Where the words are and where the translations go; another root in the tests."""

    source: Path = SOURCE

    @property
    def locale(self) -> Path:
        return self.source / "locale"

    def path(self, language: str) -> Path:
        return self.locale / language / "LC_MESSAGES" / "django.po"

    def collect(self) -> Catalog:
        """All words a person may read, out of code and templates."""
        found = Catalog(charset="utf-8")
        for path in sorted(self.source.rglob("*.py")):
            if "migrations" not in path.parts:
                _extract_into(found, path.read_bytes())
        for path in sorted(self.source.glob("*/templates/**/*")):
            if path.is_file():
                _extract_into(found, _as_python(path))
        return found

    def read(self, language: str) -> Catalog:
        path = self.path(language)
        content = path.read_bytes() if path.exists() else HEADER.format(language=language, plurals="").encode()
        return read_po(io.BytesIO(content), locale=language, charset="utf-8", abort_invalid=True)

    def update(self) -> None:
        """Bring the catalogues up to date: new words come in empty, words no longer used go."""
        found = self.collect()
        for language in LANGUAGES:
            catalog = self.read(language)
            catalog.update(found, no_fuzzy_matching=True)
            content = io.BytesIO()
            write_po(
                content, catalog, width=110, no_location=True, omit_header=True, sort_output=True, ignore_obsolete=True
            )
            text = HEADER.format(language=language, plurals=PLURALS[language]).encode() + content.getvalue().lstrip()
            path = self.path(language)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.rstrip() + b"\n")

    def compile(self) -> None:
        for language in LANGUAGES:
            path = self.path(language).with_suffix(".mo")
            path.parent.mkdir(parents=True, exist_ok=True)
            half = path.with_suffix(".mo.new")
            with half.open("wb") as stream:
                write_mo(stream, self.read(language))
            half.replace(path)

    def faults(self) -> list[str]:
        """What a reader in Spanish or French would stumble over."""
        found = {_key(message): message for message in self.collect() if message.id}
        same = self.may_be_the_same()
        used: set[tuple[str, str]] = set()
        faults = []
        for language in LANGUAGES:
            catalog = {_key(message): message for message in self.read(language) if message.id}
            obsolete = [*(set(catalog) - set(found)), *self.read(language).obsolete]
            faults += [f"{language}: no longer used: {_short(str(key[0]))}" for key in obsolete]
            faults += [f"{language}: missing: {_short(key[0])}" for key in sorted(set(found) - set(catalog), key=str)]
            for key in sorted(set(found) & set(catalog), key=str):
                for fault in _faults_of(catalog[key]):
                    faults.append(f"{language}: {fault}: {_short(key[0])}")
                if key[0] in _strings(catalog[key]):
                    used.add((language, key[0]))
                    if not same & {(language, key[0]), ("*", key[0])}:
                        faults.append(f"{language}: the same as in English (see same.txt): {_short(key[0])}")
        for language, text in sorted(same):
            if not any(text == other and language in {"*", said} for said, other in used):
                faults.append(f"same.txt: not needed: {language} {_short(text)}")
        return faults

    def may_be_the_same(self) -> set[tuple[str, str]]:
        """Words that are rightly the same in both languages: `fr Conversation`, or `* e-mail` for every language."""
        path = self.locale / "same.txt"
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        pairs = (line.partition(" ") for line in lines if line and not line.startswith("#"))
        return {(language, text.replace("\\n", "\n")) for language, _, text in pairs}


def _extract_into(found: Catalog, code: bytes) -> None:
    options = {"encoding": "utf-8"}
    for _line, message, comments, context in extract("python", io.BytesIO(code), KEYWORDS, ("Translators:",), options):
        found.add(message, auto_comments=comments, context=context)


def _as_python(path: Path) -> bytes:
    """A template as the calls of gettext it stands for; the bracket makes its indentation mean nothing."""
    if not settings.configured:
        settings.configure()
    return f"(\n{templatize(path.read_text(encoding='utf-8'), origin=str(path))}\n)".encode()


def _key(message: Message) -> Key:
    return (message.id if isinstance(message.id, str) else message.id[0], message.context or None)


def _strings(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string or [""])


def _faults_of(message: Message) -> Iterator[str]:
    strings = _strings(message)
    if not all(string.strip() for string in strings):
        yield "not translated"
        return
    if message.fuzzy:
        yield "marked fuzzy"
    ids = [message.id] if isinstance(message.id, str) else list(message.id)
    wanted = set(PLACEHOLDER.findall(ids[-1]))
    for number, string in enumerate(strings):
        has = set(PLACEHOLDER.findall(string))
        # "one case" may leave the figure out; every other form says what the English says.
        if has - wanted - set(PLACEHOLDER.findall(ids[0])) or (wanted - has and not (len(strings) > 1 and number == 0)):
            yield f"placeholders differ ({', '.join(sorted(has ^ wanted))})"
    if any(ids[0].endswith("\n") != string.endswith("\n") for string in strings):
        yield "one ends with a new line, the other does not"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return repr(line if len(line) <= 90 else line[:87] + "…")


def main() -> int:
    parser = argparse.ArgumentParser(prog="./concejo messages", description=__doc__.splitlines()[0])
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--check", action="store_true", help="change nothing; fail when a translation is missing or wrong")
    how.add_argument("--compile", action="store_true", help="only compile the catalogues (done before every start)")
    arguments = parser.parse_args()
    words = Words()
    if arguments.compile:
        words.compile()
        return 0
    if not arguments.check:
        words.update()
        words.compile()
    faults = words.faults()
    print("\n".join(faults), end="\n" if faults else "")
    total = sum(1 for message in words.collect() if message.id)
    print(f"{total} messages, {len(faults)} things to mend")
    return 1 if arguments.check and faults else 0


if __name__ == "__main__":
    sys.exit(main())
