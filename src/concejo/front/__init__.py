# SPDX-License-Identifier: AGPL-3.0-or-later
"""The front: what everybody meets first. Kept pages, files and live streams are answered here; the rest is Django's.

A request walks down `app.Front`: health, files, live streams, kept pages (`pages`, checked by `check` on every hit),
and at last the `bridge` to Django's WSGI handler. `protocol` is a short cut for kept pages alone.
"""
