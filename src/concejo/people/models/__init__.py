# SPDX-License-Identifier: AGPL-3.0-or-later
"""Persons and their addresses, what they are in town, who was verified on the roll, who looked at what of whom."""

from concejo.people.models.people import (
    Account,
    AccountManager,
    Address,
    AddressQuerySet,
    Look,
    Person,
    Role,
    RoleQuerySet,
    Substitution,
)
from concejo.people.models.proofs import Merge, Proof
from concejo.people.models.residents import Band, Residency, Roll, RollEntry

__all__ = [
    "Account",
    "AccountManager",
    "Address",
    "AddressQuerySet",
    "Band",
    "Look",
    "Merge",
    "Person",
    "Proof",
    "Residency",
    "Role",
    "RoleQuerySet",
    "Roll",
    "RollEntry",
    "Substitution",
]
