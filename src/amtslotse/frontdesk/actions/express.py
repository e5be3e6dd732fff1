"""The tick list of the express counter is what the file says."""

from __future__ import annotations

import tomllib
from datetime import datetime
from pathlib import Path

from django.db import transaction

from amtslotse.frontdesk.models import ExpressMatter
from amtslotse.kernel.actor import Actor
from amtslotse.kernel.errors import InvalidInput

EXPRESS = Path(__file__).parents[1] / "data" / "express.toml"
#: More is no express matter (R04).
LONGEST_MINUTES = 5


@transaction.atomic
def set_express(*, path: Path = EXPRESS, by: Actor, now: datetime) -> int:
    """The list is exactly what the file says, in its order; what is not in it is no longer offered. Answers its length.

    Raises ``InvalidInput`` naming the entry.
    """
    try:
        entries = tomllib.loads(path.read_text())["express"]
    except (OSError, KeyError, tomllib.TOMLDecodeError) as error:
        raise InvalidInput(field=str(path), reason="unreadable", detail=str(error)) from error
    for position, entry in enumerate(entries):
        if entry.get("minutes", LONGEST_MINUTES) > LONGEST_MINUTES:
            raise InvalidInput(field=f"express.{entry['key']}.minutes", reason="too_long", longest=LONGEST_MINUTES)
        ExpressMatter.objects.update_or_create(
            key=entry["key"],
            defaults={
                "names": entry["names"],
                "minutes": entry.get("minutes", LONGEST_MINUTES),
                "position": position,
                "active": True,
            },
        )
    ExpressMatter.objects.exclude(key__in=[entry["key"] for entry in entries]).update(active=False)
    return len(entries)
