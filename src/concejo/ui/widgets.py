# SPDX-License-Identifier: AGPL-3.0-or-later
"""Fields to choose from that are long: Django renders a template for each choice, which is most of such a page."""

from collections.abc import Mapping
from html import escape
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

_SELECTED = ("", " selected")


class LongSelect(forms.Select):
    """A select whose choices are written in one go; they have no attributes of their own and no groups."""

    def render(
        self, name: str, value: Any, attrs: Mapping[str, Any] | None = None, renderer: object = None
    ) -> SafeString:
        """The same markup as Django's."""
        chosen = {str(one) for one in self.format_value(value)}
        told = self.build_attrs({"name": name, **self.attrs}, dict(attrs) if attrs else None)
        words = "".join(
            f' {escape(key)}="{escape(str(said))}"' if said is not True else f" {escape(key)}"
            for key, said in told.items()
            if said is not None and said is not False
        )
        options = "".join(
            f'<option value="{escape(str(key))}"{_SELECTED[str(key) in chosen]}>{escape(str(label))}</option>'
            for key, label in self.choices
        )
        return format_html("<select{}>{}</select>", mark_safe(words), mark_safe(options))
