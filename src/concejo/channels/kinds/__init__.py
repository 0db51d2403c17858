# SPDX-License-Identifier: AGPL-3.0-or-later
"""One package per kind of channel; none of them imports a room or another kind."""
