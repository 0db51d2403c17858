# SPDX-License-Identifier: AGPL-3.0-or-later
"""Posts and conversations, who may see them, who follows them, and finding them again."""
