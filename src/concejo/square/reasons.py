# SPDX-License-Identifier: AGPL-3.0-or-later
"""Why a message is hidden: few kinds, because they are counted in public."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class WhyHidden(TextChoices):
    """The kinds of reasons; the words to the author come beside them."""

    PERSONAL = "personal", _("personal data of somebody")
    INSULT = "insult", _("insults somebody")
    HATE = "hate", _("hate against a group")
    THREAT = "threat", _("threatens somebody")
    ADVERTISING = "advert", _("advertising")
    LAW = "law", _("against the law")
    OTHER = "other", _("another reason")
