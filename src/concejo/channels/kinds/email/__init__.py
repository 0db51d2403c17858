# SPDX-License-Identifier: AGPL-3.0-or-later
"""The town by e-mail: it hears (SMTP, LMTP, IMAP) and speaks (any SMTP server)."""
