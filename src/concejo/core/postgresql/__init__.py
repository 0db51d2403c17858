# SPDX-License-Identifier: AGPL-3.0-or-later
"""Django's PostgreSQL with two habits of the house: NUL never stops a message, and counters are written last."""
