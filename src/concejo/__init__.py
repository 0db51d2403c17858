# SPDX-License-Identifier: AGPL-3.0-or-later
"""Concejo: a town talks with its residents in public, from the networks they already use, and mends the lamp."""
