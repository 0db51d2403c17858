# SPDX-License-Identifier: AGPL-3.0-or-later
"""Cases: what somebody asked the town to mend, until it is mended."""
