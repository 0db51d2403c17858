# SPDX-License-Identifier: AGPL-3.0-or-later
"""The neighbours of Olivar del Genil: where each is reached, in which language, and the name they give in public.

Nobody of them exists; the addresses are in domains and number ranges that never will.
"""

from dataclasses import dataclass

GONE = "antiguo.example"
"""Mailboxes of this domain were closed: words sent there come back."""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """One of them."""

    urn: str
    language: str = "es"
    name: str = ""


def _mail(local: str, *, language: str = "es", name: str = "", domain: str = "vecinos.example") -> Neighbour:
    return Neighbour(f"mailto:{local}@{domain}", language, name)


NEIGHBOURS: dict[str, Neighbour] = {
    "Alejandra": _mail("alejandra"),
    "Encarna": _mail("encarna.ruiz", name="Encarna"),
    "Javier": _mail("javi.lopez", name="Javier"),
    "Nuria": _mail("nuria", name="Nuria"),
    "Manuel": _mail("manuel.olivares"),
    "Tomás": _mail("tomas"),
    "Fátima": _mail("fatima", name="Fátima"),
    "Rafael": _mail("rafa.panaderia", name="Rafael, de la panadería"),
    "Lola": _mail("lola.heredia", name="Lola"),
    "Hélène": _mail("helene", language="fr", name="Hélène"),
    "Bruno": _mail("bruno", language="fr"),
    "Peter": _mail("peter", language="en", name="Peter"),
    "Margaret": _mail("margaret", language="en"),
    "Ana": _mail("ana.marin"),
    "Julián": _mail("julian"),
    "Rocío": _mail("rocio", name="Rocío"),
    "Sergio": _mail("sergio"),
    "Ángeles": _mail("angeles", name="Ángeles"),
    "Ismael": _mail("ismael"),
    "Puri": _mail("puri", name="Puri"),
    "Vicente": _mail("vicente"),
    "Marta": _mail("marta", name="Marta"),
    "Emilio": _mail("emilio"),
    "Laura": _mail("laura"),
    "Gonzalo": _mail("gonzalo"),
    "Inmaculada": _mail("inma"),
    "Daniel": _mail("daniel"),
    "Estrella": _mail("estrella"),
    "Concha": _mail("concha", domain=GONE),
    "Ofertas": _mail("ofertas", domain="gangas.example"),
    "Carmen": Neighbour("tel:+34958000731", name="Carmen"),
    "Paquita": Neighbour("tel:+34958000744"),
    "Antonia": Neighbour("tel:+34958000752"),
    "José": Neighbour("tel:+34958000768"),
    "Dolorcitas": Neighbour("tel:+34958000779", name="Dolorcitas"),
}
