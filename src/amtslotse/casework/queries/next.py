"""My next best case: the one case a person should open now, and why it is that one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Case as SqlCase
from django.db.models import Exists, IntegerField, OuterRef, Q, Value, When

from amtslotse.accounts.rules import may, reach, require
from amtslotse.casework.models import Case, DocumentRequest, Suspension
from amtslotse.casework.queries.lists import hers, rows_of, to_review
from amtslotse.casework.queries.ranking import rank
from amtslotse.casework.queries.views import RowView
from amtslotse.casework.rules.filing import local_day
from amtslotse.kernel.actor import Actor
from amtslotse.offices import queries as offices
from amtslotse.offices.rules import Lacking

#: What clearing itself can do something about.
_TO_CHECK = ("received", "in_clearing")


def next_cases(*, actor: Actor, language: str, now: datetime, limit: int = 1) -> tuple[RowView, ...]:
    """What this person can work on now, best first: most urgent, then her own before a free one, then the oldest.

    Her own cases, those of absent colleagues she stands in for, drafts of others to review, and cases of her teams that
    nobody has taken and whose skill she has (R66). What waits for the applicant or another body is not there. Clearing: what
    is to be checked. Raises ``NotAllowed`` for somebody who works on no cases. Six queries at most.
    """
    today = local_day(now)
    order: Any
    if may(actor, "casework.take"):
        reviews, own, free = to_review(actor), hers(actor, now=now) & Q(status="with_team"), _free(actor, now)
        wanted = own | reviews | free
        order = SqlCase(When(own, then=0), When(reviews, then=1), default=2, output_field=IntegerField())
    else:
        require(actor, "casework.check")
        wanted, order = Q(status__in=_TO_CHECK), Value(0)
    found = (
        Case.objects.filter(wanted)
        .filter(
            ~Exists(DocumentRequest.objects.filter(case=OuterRef("pk"), fulfilled_at__isnull=True)),
            ~Exists(Suspension.objects.filter(case=OuterRef("pk"), ended_at__isnull=True)),
        )
        .annotate(rank=rank(offices.triage_weights(on=today), today=today), whose=order)
        .order_by("-rank", "whose", "received_at", "pk")
    )
    return rows_of(list(found.values_list("pk", flat=True)[:limit]), actor=actor, language=language, now=now)


def _free(actor: Actor, now: datetime) -> Q:
    assert actor.staff_id is not None  # noqa: S101  ``hers`` has asked
    lacking = offices.lacking(staff=actor.staff_id, on=local_day(now))
    within = Q() if reach(actor, "casework.take") == "office" else Q(team__in=actor.teams)
    return Q(status="with_team", owner__isnull=True) & within & ~gated(lacking)


def gated(lacking: Lacking) -> Q:
    """The cases that need one of the skills."""
    found = Q(pk__in=[])
    for skill in lacking.skills:
        found |= Q(purpose__startswith=skill.prefix, difficulty__gte=skill.difficulty_at_least)
    return found
