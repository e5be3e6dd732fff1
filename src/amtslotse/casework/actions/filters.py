"""Filters that a clerk keeps under a name."""

from __future__ import annotations

from django.db import transaction

from amtslotse.casework.actions.recording import staff_id
from amtslotse.casework.models import SavedFilter
from amtslotse.casework.rules.inbox import LISTS
from amtslotse.kernel import names
from amtslotse.kernel.actor import Actor
from amtslotse.kernel.errors import InvalidInput, NotFound

MOST_FILTERS = 20
LONGEST_QUERY = 400


@transaction.atomic
def keep_filter(*, list_name: str, name: str, query: str, by: Actor) -> None:
    """The address stands under this name in her list; a name she used before now means this address.

    Raises ``InvalidInput``: ``name`` ``required`` or ``too_long``, ``query`` ``too_long``, ``name`` ``too_many``.
    """
    said = names.clean(name, field="name", longest=60)
    if not said:
        raise InvalidInput(field="name", reason="required")
    if list_name not in LISTS:
        raise InvalidInput(field="list", reason="unknown")
    if len(query) > LONGEST_QUERY:
        raise InvalidInput(field="query", reason="too_long")
    hers = SavedFilter.objects.filter(owner=staff_id(by=by), list=list_name)
    if hers.exclude(name=said).count() >= MOST_FILTERS:
        raise InvalidInput(field="name", reason="too_many")
    SavedFilter.objects.update_or_create(owner_id=staff_id(by=by), list=list_name, name=said, defaults={"query": query})


def drop_filter(*, filter_id: int, by: Actor) -> None:
    """Her filter is gone. Raises ``NotFound`` for somebody else's."""
    if not SavedFilter.objects.filter(pk=filter_id, owner=staff_id(by=by)).delete()[0]:
        raise NotFound(f"filter {filter_id}")
