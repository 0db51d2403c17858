# SPDX-License-Identifier: AGPL-3.0-or-later
"""Persons, their addresses and roles, and the signed links they are sent."""
