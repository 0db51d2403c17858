# SPDX-License-Identifier: AGPL-3.0-or-later
"""One file that holds a town: made while it works, proved by restoring it, thinned with time."""
