# SPDX-License-Identifier: AGPL-3.0-or-later
"""Base templates, components and styles; knows no room."""
