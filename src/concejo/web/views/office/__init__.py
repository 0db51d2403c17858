# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages of the administrator, and the post office."""
