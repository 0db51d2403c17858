# SPDX-License-Identifier: AGPL-3.0-or-later
"""Measurements and long trials of the house, each run by one command."""
