# SPDX-License-Identifier: AGPL-3.0-or-later
"""The door to the fediverse: accounts of the town that other servers follow, mention and answer (ActivityPub)."""
