# SPDX-License-Identifier: AGPL-3.0-or-later
"""Towns on PostgreSQL: moved there, written by several, served."""
