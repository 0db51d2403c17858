# SPDX-License-Identifier: AGPL-3.0-or-later
"""One folder per channel; kinds import no room and not each other."""
