# SPDX-License-Identifier: AGPL-3.0-or-later
"""Letters in, deliveries out: durable intake, the contract of the drivers, and the drivers themselves."""
