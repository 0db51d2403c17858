# SPDX-License-Identifier: AGPL-3.0-or-later
"""Questions and answers, right and wrong."""

from types import SimpleNamespace as Thing
from typing import Any

from django import forms


class Trial(forms.Form):
    """Every kind of field, so that one sees what is wrong with each."""

    text = forms.CharField(
        label="¿Qué pasa?",
        help_text="Con sus palabras. No hace falta saber a quién le toca.",
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    place = forms.CharField(label="Lugar", required=False, help_text="Calle y número, o un sitio que todos conozcan.")
    kind = forms.ChoiceField(label="Clase", choices=[("lamp", "Alumbrado"), ("road", "Calles")])
    due = forms.DateField(label="Plazo", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    readers = forms.ChoiceField(
        label="¿Quién puede leerlo?",
        choices=[("all", "Todo el pueblo"), ("hall", "Solo el ayuntamiento")],
        widget=forms.RadioSelect,
        initial="all",
    )
    how = forms.ChoiceField(
        label="¿Por dónde le contestamos?",
        choices=[("mail", "Correo"), ("call", "Una llamada"), ("self", "Ya miraré yo")],
        widget=forms.RadioSelect,
        initial="mail",
    )
    email = forms.EmailField(label="Su correo", required=False)
    agree = forms.BooleanField(label="He leído quién lo va a ver", required=False)


def form_pieces() -> dict[str, Any]:
    """A form as it is first seen, and one that came back."""
    return {
        "form": Trial(),
        "wrong": Trial({"text": "", "readers": "", "how": "mail", "email": "ale@", "due": "ayer"}),
        "photo_limit": 20,
        "how_icons": {"mail": "mail", "call": "phone", "self": "eye"},
        "how_hints": {
            "mail": "Lo usamos para esto y nada más.",
            "self": "Le damos un número para leer la respuesta aquí.",
        },
        "readers_hints": {
            "all": "Sale en la plaza, sin su nombre.",
            "hall": "Cada mirada queda apuntada; usted la ve.",
        },
        "confirm": Thing(
            title="¿Sigue rota la farola?",
            sentence="Si dice que sí, el aviso se abre otra vez.",
            url="#",
            yes_label="Sí, sigue rota",
            no_url="#",
            no_label="No, volver",
            tone="clay",
            fields=[],
        ),
        "answers": [
            {"label": "Qué", "value": "La farola está apagada.", "change_url": "#1", "what": "qué pasa"},
            {"label": "Dónde", "value": "Calle Alfareros, 12", "change_url": "#2", "what": "dónde"},
        ],
    }
