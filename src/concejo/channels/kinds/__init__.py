# SPDX-License-Identifier: AGPL-3.0-or-later
<<<<<<< HEAD
"""One folder per channel; kinds import no room and not each other."""
=======
"""One package per kind of channel; none of them imports a room or another kind."""
>>>>>>> mail
