# SPDX-License-Identifier: AGPL-3.0-or-later
"""Real programs of other people, started privately by the tests that need them."""
