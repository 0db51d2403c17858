# SPDX-License-Identifier: AGPL-3.0-or-later
"""The town itself: settings, departments, streets, holidays."""
