# SPDX-License-Identifier: AGPL-3.0-or-later
"""The pages with which the town hall works every day."""
