# SPDX-License-Identifier: AGPL-3.0-or-later
"""How a field of a form is laid out: the label, the hint and the error belong to the control by their ids."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms import BoundField


def _kind(widget: forms.Widget) -> str:
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "choices"
    return "check" if isinstance(widget, forms.CheckboxInput) else "plain"


def _rows(bound: BoundField, more: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
    answers = [one for one in bound.subwidgets if one.data["value"] not in ("", None)]
    return [
        {"control": one.tag(), "label": one.choice_label}
        | {what: of.get(str(one.data["value"]), "") for what, of in more.items()}
        for one in answers
    ]


def laid_out(
    bound: BoundField,
    *,
    heading: bool,
    small: bool,
    inset: bool = False,
    hints: Mapping[str, str] | None = None,
    icons: Mapping[str, str] | None = None,
    insets: Mapping[str, BoundField] | None = None,
) -> dict[str, Any]:
    """Everything that part/field.html shows of one field."""
    base = bound.auto_id or bound.html_name
    hint_id = f"{base}_hint" if bound.help_text else ""
    error_id = f"{base}_wrong" if bound.errors else ""
    describedby = " ".join(name for name in (hint_id, error_id) if name)
    kind = _kind(bound.field.widget)
    choices = kind == "choices"
    return {
        "bound": bound,
        "kind": kind,
        "control": "" if choices else bound.as_widget(attrs={"aria-describedby": describedby} if describedby else {}),
        "rows": _rows(bound, {"hint": hints or {}, "icon": icons or {}, "inset": insets or {}}) if choices else [],
        "heading": heading,
        "small": small,
        "inset": inset,
        "hint_id": hint_id,
        "error_id": error_id,
        "describedby": describedby,
        "base": base,
    }
