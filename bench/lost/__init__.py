# SPDX-License-Identifier: AGPL-3.0-or-later
"""The pieces of `bench.crash`: a real town, neighbours who write to it, a mail server that counts, and a reckoning."""
