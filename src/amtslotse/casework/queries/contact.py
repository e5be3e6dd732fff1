"""Her contact data as they are now, with the questions under which she may change them."""

from __future__ import annotations

from dataclasses import dataclass

from amtslotse.casework.queries import reading
from amtslotse.casework.queries.applicant import hers
from amtslotse.casework.rules import states
from amtslotse.casework.rules.access import Access
from amtslotse.casework.rules.family import CONTACT
from amtslotse.catalogue.rules import Question


@dataclass(frozen=True, slots=True)
class ContactView:
    """The fields in the order of the form, each with what stands there now. ``may_change``: the case is open."""

    service: str
    fields: tuple[tuple[Question, str], ...]
    may_change: bool


def contact(*, access: Access) -> ContactView:
    """Raises ``NotFound`` for a dead access."""
    case = hers(access)
    asked = [question for question in reading.procedure_of(case).questions if question.key in CONTACT]
    return ContactView(
        service=case.service,
        fields=tuple((question, getattr(case.applicant, question.key)) for question in asked),
        may_change=states.is_possible("change_contact", case.status),
    )
