# SPDX-License-Identifier: AGPL-3.0-or-later
"""Concejo measured beside references of the same run: ``./concejo bench`` (docs/run/performance.md)."""
