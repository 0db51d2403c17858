# SPDX-License-Identifier: AGPL-3.0-or-later
"""What holds for the cutter whatever stands in the letter."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from concejo.channels.kinds.email.cut import MARKERS, cut

ANNOUNCED = "El lun, 3 nov 2026 a las 10:15, Ayuntamiento (<avisos@olivar.example>) escribió:"
PIECES = st.sampled_from(
    [
        ANNOUNCED,
        "Le lun. 3 nov. 2026 à 10:15, Mairie <avisos@olivar.example> a écrit :",
        "On Mon, Nov 3, 2026 at 10:15 AM Town <avisos@olivar.example> wrote:",
        "> quoted",
        ">",
        "",
        "-- ",
        "--",
        "De: x <x@y.example>",
        "Enviado: lunes, 3 de noviembre de 2026",
        "Para: z",
        "Asunto: w",
        "-----Mensaje original-----",
        "---------- Forwarded message ---------",
        "________________________________",
        "Enviado desde mi iPhone",
        "AVISO LEGAL: este mensaje es confidencial para su destinatario.",
        *MARKERS.values(),
        "La farola sigue rota.",
        "Gracias",
    ]
)
TEXTS = st.one_of(st.text(max_size=300), st.lists(st.one_of(PIECES, st.text(max_size=40)), max_size=14).map("\n".join))


@settings(max_examples=500, deadline=None)
@given(TEXTS)
def test_cutting_what_was_cut_changes_nothing(text: str) -> None:
    once = cut(text)
    assert cut(once) == once


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_no_word_is_invented(text: str) -> None:
    def clean(line: str) -> str:
        return line.rstrip()

    whole = [clean(one) for one in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    assert all(line in whole for line in cut(text).split("\n") if line)


@settings(max_examples=300, deadline=None)
@given(st.from_regex(r"\A[a-z]{3,12}( [a-z]{3,12}){0,5}\Z"), TEXTS)
def test_words_above_a_quote_are_never_lost(words: str, below: str) -> None:
    for quote in (f"{ANNOUNCED}\n\n> x\n{below}", f"> x\n{below}", f"{MARKERS['es']}\n{below}"):
        assert cut(f"{words}\n\n{quote}").startswith(words)


@pytest.mark.parametrize(
    "text",
    [
        "> a\n" * 100_000,
        "a\n\n" * 100_000,
        f"{ANNOUNCED}\n" * 10_000,
        "Enviado desde mi iPhone\n" * 40_000,
        "hola\n" + "-- \nx\n" * 50_000,
        "El " * 300_000,
        "hola\n\n" + "AVISO LEGAL\n\n" * 50_000,
        "hola\nDe: x\n" * 50_000,
        "hola\n" + "\n" * 500_000 + ">",
        "#" * 500_000,
        "hola\n" + "> x\n\n\n\n" * 60_000,
        "envié " + "a" * 999_000,
    ],
    ids=range(12),
)
def test_hostile_text_takes_no_time(text: str) -> None:
    began = time.process_time()
    cut(text)
    assert time.process_time() - began < 6


@pytest.mark.parametrize("marker", MARKERS.values())
def test_every_marker_is_known(marker: str) -> None:
    assert cut(f"Sí\n\n{marker}\nviejo") == "Sí"
