# SPDX-License-Identifier: AGPL-3.0-or-later
"""Public holidays that a whole country keeps; those of a region and of the town itself are added by hand.

Spain: Estatuto de los Trabajadores, art. 37.2, and Real Decreto 2001/1983, art. 45 (every region keeps or may replace
them). France: Code du travail, art. L3133-1. Easter: the anonymous Gregorian computus (Meeus, Astronomical Algorithms).
"""

from datetime import date, timedelta

FIXED: dict[str, tuple[tuple[int, int, str], ...]] = {
    "ES": (
        (1, 1, "Año Nuevo"),
        (1, 6, "Epifanía del Señor"),
        (5, 1, "Fiesta del Trabajo"),
        (8, 15, "Asunción de la Virgen"),
        (10, 12, "Fiesta Nacional de España"),
        (11, 1, "Todos los Santos"),
        (12, 6, "Día de la Constitución"),
        (12, 8, "Inmaculada Concepción"),
        (12, 25, "Navidad"),
    ),
    "FR": (
        (1, 1, "Jour de l’An"),
        (5, 1, "Fête du Travail"),
        (5, 8, "Victoire 1945"),
        (7, 14, "Fête nationale"),
        (8, 15, "Assomption"),
        (11, 1, "Toussaint"),
        (11, 11, "Armistice 1918"),
        (12, 25, "Noël"),
    ),
}
FROM_EASTER: dict[str, tuple[tuple[int, str], ...]] = {
    "ES": ((-2, "Viernes Santo"),),
    "FR": ((1, "Lundi de Pâques"), (39, "Ascension"), (50, "Lundi de Pentecôte")),
}
"""Days after Easter Sunday."""


def easter(year: int) -> date:
    """Easter Sunday of that year."""
    golden, century, rest = year % 19, year // 100, year % 100
    leap, left = divmod(century, 4)
    moon = (19 * golden + century - leap - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    week = (32 + 2 * left + 2 * (rest // 4) - moon - rest % 4) % 7
    late = (golden + 11 * moon + 22 * week) // 451
    month, day = divmod(moon + week - 7 * late + 114, 31)
    return date(year, month, day + 1)


def national(year: int, *, country: str) -> list[tuple[date, str]]:
    """The country's holidays in that year, in their order; none for a country that is not in the table."""
    found = [(date(year, month, day), name) for month, day, name in FIXED.get(country, ())]
    found += [(easter(year) + timedelta(days=days), name) for days, name in FROM_EASTER.get(country, ())]
    return sorted(found)
