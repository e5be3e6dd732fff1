"""The applicant's own address, mail and telephone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from amtslotse.casework.actions.recording import hers, record, tell
from amtslotse.casework.rules import events
from amtslotse.casework.rules.access import Access
from amtslotse.casework.rules.family import CONTACT
from amtslotse.casework.rules.filing import local_day
from amtslotse.catalogue import queries as catalogue
from amtslotse.catalogue.rules import check_answer
from amtslotse.kernel.actor import APPLICANT


@transaction.atomic
def change_contact(*, access: Access, values: Mapping[str, str], now: datetime) -> tuple[str, ...]:
    """Letters and mails go to the new address. Answers what changed; the journal names the fields, never what stands in them.

    The old mail address is told too: if it was not she who changed it, she learns of it there. What she sent with the
    application stays as it was sent. Raises ``InvalidInput`` (``field`` is the question), ``NotAllowed``, ``NotFound``.
    """
    case, _ = hers(access=access, action="change_contact")
    who = case.applicant
    on = local_day(case.received_at)
    asked = catalogue.get(key=case.service, version=case.service_version, on=on).questions
    checked = {
        question.key: check_answer(question, values.get(question.key, ""), local_day(now))
        for question in asked
        if question.key in CONTACT
    }
    changed = tuple(key for key in CONTACT if key in checked and checked[key] != getattr(who, key))
    if not changed:
        return ()
    before = who.email
    for key in changed:
        setattr(who, key, checked[key])
    who.save(update_fields=list(changed))
    record(case=case, kind=events.CONTACT_CHANGED, payload={"fields": list(changed)}, by=APPLICANT, now=now)
    for to in dict.fromkeys(filter(None, (before, who.email))):
        tell(case=case, kind="changed", key=f"contact:{now.isoformat()}:{'old' if to == before else 'new'}", to=to, now=now)
    return changed
