"""Letters on their way, for staff. Scope: ``post.print``, ``post.bulk``, ``post.templates``."""

from __future__ import annotations

from uuid import UUID

from amtslotse.casework.models import Delivery
from amtslotse.casework.rules.letters import cover_code


def case_by_cover(token: str) -> UUID | None:
    """The case a cover sheet belongs to, by the code on it as typed or scanned; ``None`` when there is none. One query.

    The code names a case and opens nothing: whoever asks must be allowed to see the case it names.
    """
    code = cover_code(token)
    found = Delivery.objects.filter(cover_token=code).values_list("letter__case_id", flat=True).first() if code else None
    return found
