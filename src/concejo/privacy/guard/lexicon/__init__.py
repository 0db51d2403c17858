# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lists of words that the rules of the guard read."""
