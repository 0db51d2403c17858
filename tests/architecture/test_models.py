# SPDX-License-Identifier: AGPL-3.0-or-later
"""Foreign keys flow downhill, so that a room can be taken away without touching what it stands on."""

from itertools import chain

from django.apps import apps

from architecture.house import HEIGHT, may_know


def room_of(model):
    """The room whose table it is; None for tables of other packages, which know nothing of the town."""
    package, _, rest = model.__module__.partition(".")
    room = rest.partition(".")[0]
    return room if package == "concejo" and room in HEIGHT else None


def test_foreign_keys_flow_downhill():
    uphill = []
    for model in apps.get_models(include_auto_created=True):
        room = room_of(model)
        for field in chain(model._meta.local_fields, model._meta.local_many_to_many):
            target = room_of(field.related_model) if field.is_relation and field.related_model else None
            if room and target and not may_know(room, target):
                uphill.append(f"{model._meta.label}.{field.name} points up to {field.related_model._meta.label}")
    assert not uphill, uphill
