# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sealing, the guard over published words, and what is kept of whom."""
