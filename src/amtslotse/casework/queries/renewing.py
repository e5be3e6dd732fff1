"""What her next application needs, before the title that was granted ends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from amtslotse.casework.models import Renewal
from amtslotse.casework.queries import reading
from amtslotse.casework.queries.applicant import hers
from amtslotse.casework.rules.access import Access
from amtslotse.casework.rules.filing import local_day
from amtslotse.casework.rules.renewing import carried_over
from amtslotse.catalogue import queries as catalogue
from amtslotse.catalogue.rules import Checklist, checklist, open_questions
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


def title_end(*, case: UUID) -> tuple[date, datetime | None] | None:
    """The day that was noted and when she was invited, for the clerk's page. One query."""
    return Renewal.objects.filter(case=case).values_list("ends_on", "invited_at").first()
