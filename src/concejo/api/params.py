# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a client sends by POST: fields of a form (GeoReport v2, POST Service Request), pictures as parts of it."""

from dataclasses import dataclass, field
from typing import IO, Any, cast
from urllib.parse import parse_qsl

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.http.multipartparser import MultiPartParser, MultiPartParserError

from concejo.api.wrong import Error, Wrong, bad
from concejo.channels.contract import Enclosure

MOST_FIELDS = 500
LARGEST_FORM = 1024 * 1024
LARGEST_PHOTO = 20 * 1024 * 1024
MOST_PHOTOS = 4
_MULTIPART = "multipart/form-data"


@dataclass(slots=True)
class Params:
    """Fields by name, each with every value that came; pictures. An empty parameter is an absent one."""

    fields: dict[str, list[str]] = field(default_factory=dict)
    photos: list[Enclosure] = field(default_factory=list)

    def one(self, name: str) -> str:
        """The value; the last of several."""
        return (self.fields.get(name) or [""])[-1].strip()

    def several(self, name: str) -> list[str]:
        """All values that are not empty, also under `name[]`."""
        told = self.fields.get(name, []) + self.fields.get(f"{name}[]", [])
        return [one.strip() for one in told if one.strip()]

    def attributes(self) -> dict[str, Any]:
        """``attribute[CODE]=v`` by code; ``attribute[CODE][]`` as a list."""
        found: dict[str, Any] = {}
        for name, values in self.fields.items():
            if not name.startswith("attribute[") or not name.endswith("]"):
                continue
            code, many, _rest = name.removeprefix("attribute[").partition("][]")
            told = [one for one in values if one.strip()]
            if told:
                found[code.rstrip("]") if not many else code] = told if many or len(told) > 1 else told[0]
        return found


def read(content_type: str, body: IO[bytes], size: int) -> Params:
    """Read a form; raises `Wrong`."""
    kind, _semicolon, rest = content_type.partition(";")
    kind = kind.strip().lower()
    if kind == _MULTIPART:
        return _parts(content_type, body, size)
    if kind not in {"application/x-www-form-urlencoded", ""}:
        raise Wrong(Error("400", f"a form is expected (application/x-www-form-urlencoded or {_MULTIPART}), not {kind}"))
    if size > LARGEST_FORM:
        raise Wrong(bad("the form", f"more than {LARGEST_FORM} bytes"))
    charset = _charset(rest)
    try:
        pairs = parse_qsl(
            body.read().decode(charset), keep_blank_values=True, encoding=charset, errors="strict",
            max_num_fields=MOST_FIELDS,
        )  # fmt: skip
    except UnicodeDecodeError as error:
        raise Wrong(bad("the form", f"its letters are not {charset}")) from error
    except (ValueError, LookupError) as error:
        raise Wrong(bad("the form", f"more than {MOST_FIELDS} fields, or no form")) from error
    found = Params()
    for name, value in pairs:
        found.fields.setdefault(name, []).append(value)
    return found


def _charset(rest: str) -> str:
    for one in rest.split(";"):
        name, _equals, value = one.strip().partition("=")
        if name.lower() == "charset":
            told = value.strip("\"' ").lower()
            if told not in {"utf-8", "utf8", "iso-8859-1", "latin1", "windows-1252", "us-ascii"}:
                raise Wrong(bad("charset", "UTF-8 is expected"))
            return told
    return "utf-8"


def _parts(content_type: str, body: IO[bytes], size: int) -> Params:
    headers = {"CONTENT_TYPE": content_type, "CONTENT_LENGTH": str(size)}
    try:
        post, files = MultiPartParser(headers, cast("Any", body), [TemporaryFileUploadHandler()], "utf-8").parse()
    except (MultiPartParserError, BadRequest, SuspiciousOperation, UnicodeError) as error:
        raise Wrong(bad("the form", str(error) or type(error).__name__)) from error
    found = Params(fields={name: [str(one) for one in values] for name, values in post.lists()})
    if any("\ufffd" in value for values in found.fields.values() for value in values):
        raise Wrong(bad("the form", "its letters are not utf-8"))
    for name, uploads in files.lists():
        for one in uploads:
            if one.size > LARGEST_PHOTO:
                raise Wrong(bad(name, f"a picture of more than {LARGEST_PHOTO // 1024 // 1024} MB"))
            found.photos.append(Enclosure(name=str(one.name)[:120], content_type="image/jpeg", data=one.read()))
            one.close()
    if len(found.photos) > MOST_PHOTOS:
        raise Wrong(bad("media", f"more than {MOST_PHOTOS} pictures"))
    return found
