"""Ninety days before a title ends its holder is invited to renew it (R81)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from amtslotse.casework.actions.drafts import Started, start_draft
from amtslotse.casework.actions.family import prefill
from amtslotse.casework.actions.recording import locked, record, tell
from amtslotse.casework.models import Case, Renewal
from amtslotse.casework.rules import events
from amtslotse.casework.rules.access import Access
from amtslotse.casework.rules.filing import local_day
from amtslotse.casework.rules.renewing import carried_over
from amtslotse.kernel.actor import SYSTEM, Actor
from amtslotse.kernel.errors import InvalidInput, NotFound
from amtslotse.offices.queries import office

#: So many a transaction: a long one would hold the rows of people who are just being served.
_AT_ONCE = 200
#: No title is granted for longer; later is a slip of the pen.
_LATEST = timedelta(days=366 * 10)


@transaction.atomic
def note_title_end(*, case: UUID, ends_on: date, by: Actor, now: datetime) -> None:
    """The case knows until when its title was granted, and its holder will be invited in time. The same day again: no change.

    Raises ``InvalidInput`` (field ends_on: in_past, implausible_date, not_granted), ``NotAllowed``, ``NotFound``.
    """
    row, _ = locked(case=case, action="note_title_end", by=by)
    if row.decision is None or row.decision.outcome not in ("grant", "grant_restricted"):
        raise InvalidInput(field="ends_on", reason="not_granted")
    today = local_day(now)
    if ends_on <= today:
        raise InvalidInput(field="ends_on", reason="in_past")
    if ends_on > today + _LATEST:
        raise InvalidInput(field="ends_on", reason="implausible_date")
    renewal = Renewal.objects.filter(case=row).first() or Renewal(case=row)
    if renewal.ends_on == ends_on:
        return
    renewal.ends_on, renewal.noted_at, renewal.invited_at = ends_on, now, None
    renewal.save()
    record(case=row, kind=events.TITLE_END_NOTED, payload={"ends_on": ends_on}, by=by, now=now)


def invite(*, now: datetime) -> int:
    """Everybody whose title ends within the office's ``renewal_days`` is invited, once. Answers how many.

    A mail says that it is time and where the list of papers is, not which title; the status page says it too.
    """
    today = local_day(now)
    until = today + timedelta(days=office().number("renewal_days"))
    invited = 0
    while found := _invite_some(today, until, now):
        invited += found
    return invited


@transaction.atomic
def _invite_some(today: date, until: date, now: datetime) -> int:
    due = Renewal.objects.filter(invited_at=None, ends_on__gte=today, ends_on__lte=until).order_by("ends_on", "pk")
    rows = list(due.select_for_update(of=("self",), skip_locked=True).select_related("case__applicant")[:_AT_ONCE])
    for row in rows:
        row.invited_at = now
        row.save(update_fields=["invited_at"])
        record(case=row.case, kind=events.RENEWAL_INVITED, by=SYSTEM, now=now)
        tell(case=row.case, kind="renew", key=f"renew:{row.ends_on.isoformat()}", now=now)
    return len(rows)


@transaction.atomic
def start_renewal(*, access: Access, language: str, now: datetime) -> Started:
    """A new application for the same service begins, with what she said before already in it; what has changed, she is asked.

    Raises ``NotFound`` when no end of a title is noted, or for a dead access.
    """
    row = (
        Case.objects.select_related("applicant", "renewal")
        .filter(pk=access.case, code_version=access.code_version, renewal__isnull=False)
        .first()
    )
    if row is None:
        raise NotFound(f"case {access.case}")
    started = start_draft(service=row.service, language=language, now=now)
    said = {**row.answers, **row.applicant.answers}
    now_hers = {key: getattr(row.applicant, key) for key in ("street", "postcode", "city", "email", "phone")}
    prefill(draft=started.draft, answers=carried_over(said, now_hers, ends_on=row.renewal.ends_on), now=now)
    return started
