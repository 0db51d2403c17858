# SPDX-License-Identifier: AGPL-3.0-or-later
"""Doors for programs: Open311 GeoReport v2 and its usual extensions, with the open data of cases."""
