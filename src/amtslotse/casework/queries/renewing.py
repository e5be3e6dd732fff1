"""What her next application needs, before the title that was granted ends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, OuterRef

from amtslotse.accounts.rules import require
from amtslotse.casework.models import Case, Renewal
from amtslotse.casework.queries import reading
from amtslotse.casework.queries.applicant import hers
from amtslotse.casework.rules.access import Access
from amtslotse.casework.rules.filing import local_day
from amtslotse.casework.rules.renewing import carried_over
from amtslotse.catalogue import queries as catalogue
from amtslotse.catalogue.rules import Checklist, checklist, open_questions
from amtslotse.kernel.actor import Actor
from amtslotse.kernel.errors import NotFound
from amtslotse.offices.queries import office


@dataclass(frozen=True, slots=True)
class RenewalView:
    """When the title ends, and what the new application needs as far as her old answers tell. ``is_time``: invited by now."""

    service: str
    title: str
    ends_on: date
    is_time: bool
    checklist: Checklist


def renewal(*, access: Access, language: str, now: datetime) -> RenewalView:
    """Raises ``NotFound``: for a dead access, when no end of a title is noted, or when the service is no longer offered."""
    case = hers(access)
    row = Renewal.objects.filter(case=case).first()
    if row is None:
        raise NotFound(f"case {case.pk} has no end of a title")
    today = local_day(now)
    procedure = catalogue.get(key=case.service, on=today)
    said = carried_over(reading.all_answers(case), {}, ends_on=row.ends_on)
    asked = {question.key for question in open_questions(procedure, said, on=today)}
    answers = {key: value for key, value in said.items() if key in asked}
    return RenewalView(
        service=case.service,
        title=procedure.title(language),
        ends_on=row.ends_on,
        is_time=row.ends_on <= today + timedelta(days=office().number("renewal_days")),
        checklist=checklist(procedure, answers, on=today),
    )


def renewed_in_time(*, actor: Actor, first: date, end: date) -> tuple[int, int]:
    """Of the titles of our own that ended from ``first`` up to, not including, ``end``: for how many the same person (name and
    birth date) had applied for the same again by their last day, and how many there are (R81). One query. ``NotAllowed``.
    """
    require(actor, "reporting.cockpit")
    again = Case.objects.filter(
        service=OuterRef("case__service"),
        received_at__gt=OuterRef("case__received_at"),
        received_at__date__lte=OuterRef("ends_on"),
        **{f"applicant__{each}": OuterRef(f"case__applicant__{each}") for each in _PERSON},
    )
    ended = Renewal.objects.filter(ends_on__gte=first, ends_on__lt=end)
    counted = ended.aggregate(n=Count("*"), renewed=Count("pk", filter=Exists(again)))
    return counted["renewed"], counted["n"]


_PERSON = ("name_key", "birth_year", "birth_month", "birth_day")
