# SPDX-License-Identifier: AGPL-3.0-or-later
"""Clock, ids, ledger, promises and what changed: plain mechanics without a domain."""
