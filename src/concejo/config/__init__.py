# SPDX-License-Identifier: AGPL-3.0-or-later
"""Settings, addresses, command line: the only place that knows everything."""
