# SPDX-License-Identifier: AGPL-3.0-or-later
"""Persons, their addresses and accounts, what they are in town, who was verified, who looked at what of whom."""

from concejo.people.models.accounts import Recovery, SignIn
from concejo.people.models.countersigns import Countersign
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
from concejo.people.models.voices import Voice, VoiceQuerySet

__all__ = [
    "Account",
    "AccountManager",
    "Address",
    "AddressQuerySet",
    "Band",
    "Countersign",
    "Look",
    "Merge",
    "Person",
    "Proof",
    "Recovery",
    "Residency",
    "Role",
    "RoleQuerySet",
    "Roll",
    "RollEntry",
    "SignIn",
    "Substitution",
    "Voice",
    "VoiceQuerySet",
]
