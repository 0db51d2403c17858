# SPDX-License-Identifier: AGPL-3.0-or-later
"""A gallery of the components with made-up words; for development only."""
