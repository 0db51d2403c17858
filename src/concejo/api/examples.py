# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a programmer copies: each line works against this town as it stands (CI runs every one of them)."""

from dataclasses import dataclass
from urllib.parse import quote

from django.utils.translation import gettext as _

from concejo.town.models import Town

KEY = "YOUR_KEY"
"""Stands where the key goes."""


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence, and a command for a shell."""

    title: str
    command: str


def examples(town: Town, service: str) -> list[Example]:
    """From the first look to the first report."""
    at = town.url("/open311/v2")
    place = quote(f"{town.name}")
    lat, lon = town.lat or 37.2, town.lon or -3.6
    return [
        Example(_("What is here"), f"curl -s {at}/discovery.json"),
        Example(_("Kinds of cases"), f"curl -s {at}/services.json"),
        Example(
            _("What is still open, ten at a time"), f"curl -s '{at}/requests.json?status=open&page_size=10&page=1'"
        ),
        Example(
            _("Everything of the last ninety days, with its photos, in XML"),
            f"curl -s '{at}/requests.xml?extensions=true'",
        ),
        Example(
            _("Report something (a key is needed)"),
            f"curl -s {at}/requests.json -d api_key={KEY} -d service_code={service} -d lat={lat} -d long={lon}"
            f" -d address_string={place} --data-urlencode 'description=…'",
        ),
        Example(
            _("The same with a photo"),
            f"curl -s {at}/requests.json -F api_key={KEY} -F service_code={service} -F lat={lat} -F long={lon}"
            " -F 'description=…' -F media=@photo.jpg",
        ),
        Example(_("How cases went on"), f"curl -s {at}/servicerequestupdates.json"),
        Example(_("Public cases for a map or a spreadsheet"), f"curl -s {at}/cases.geojson\ncurl -s {at}/cases.csv"),
    ]
