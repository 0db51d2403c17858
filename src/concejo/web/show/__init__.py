# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rows made ready for pages: plain values for the components of `ui`."""
