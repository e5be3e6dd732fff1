"""What of an old application still holds in a new one. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

#: Asked again: it was true of the stay before the grant, or of plans that are past.
ASKED_AGAIN = ("occasion", "current_title", "entered_on", "travel_or_job_date")


def carried_over(said: Mapping[str, str], contact: Mapping[str, str], *, ends_on: date) -> dict[str, str]:
    """The answers for the new draft: as she gave them, her contact data of today, and the end of the title granted since.

    ``occasion`` becomes an extension; where the service does not ask that, the draft leaves it out.
    """
    kept = {key: value for key, value in said.items() if key not in ASKED_AGAIN}
    return {"occasion": "extension", **kept, **contact, "title_expires_on": ends_on.isoformat()}
