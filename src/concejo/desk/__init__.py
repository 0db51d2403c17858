# SPDX-License-Identifier: AGPL-3.0-or-later
"""The front desk: what may this post mean, and what waits."""
