# SPDX-License-Identifier: AGPL-3.0-or-later
"""The acts of the square that people/levels.py has a row for."""

ACTS = (
    "square.comment", "square.publish_at_once", "square.make_public", "square.ask_to_follow", "square.follow",
    "square.unfollow", "square.read_private", "square.search_inside", "square.announce", "square.alert",
    "square.cover_photo",
    "square.react", "square.complain",
)  # fmt: skip
