# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rows made ready for the pages of the town hall."""
