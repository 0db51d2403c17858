# SPDX-License-Identifier: AGPL-3.0-or-later
"""Olivar del Genil, a town that does not exist: the demo."""
