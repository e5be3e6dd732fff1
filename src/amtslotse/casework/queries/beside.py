"""The cases that a page about one case names beside it: the reader's own, most urgent first. One query, bounded."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from amtslotse.accounts.rules import may
from amtslotse.casework.models import Case
from amtslotse.casework.queries.ranking import COLUMNS, rank, urgency_of
from amtslotse.casework.queries.views import BesideView, WhyView
from amtslotse.casework.rules import states
from amtslotse.engines.triage import Weights
from amtslotse.kernel.actor import Actor

#: What clearing itself can do something about.
_TO_CHECK = ("received", "in_clearing")
_PERSON = ("applicant__family_name", "applicant__given_names")


def beside(*, actor: Actor, weights: Weights, today: date, most: int) -> tuple[BesideView, ...]:
    """What lies with the reader: cases she took or stands in for; in clearing, what is to be checked. None for others."""
    if actor.staff_id is not None and may(actor, "casework.take"):
        hers = Q(owner=actor.staff_id) | Q(deputy=actor.staff_id)
        scope = Q(status__in=states.IN_TEAM, team__in=actor.teams) & hers
    elif may(actor, "casework.clearing_list"):
        scope = Q(status__in=_TO_CHECK)
    else:
        return ()
    found = Case.objects.filter(scope).annotate(rank=rank(weights, today=today)).order_by("-rank", "received_at", "pk")
    return tuple(_beside(row, weights, today) for row in found.select_related("applicant").only(*COLUMNS, *_PERSON)[:most])


def _beside(row: Case, weights: Weights, today: date) -> BesideView:
    pressing = urgency_of(row, weights=weights, today=today)
    name = ", ".join(part for part in (row.applicant.family_name, row.applicant.given_names) if part)
    return BesideView(row.pk, name, pressing.value, tuple(WhyView(why.code, why.urgency, why.days) for why in pressing.why))
