"""Whether a letter would go elsewhere by now: names and addresses of a day as one fingerprint."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from amtslotse.casework.models import Case, Decision
from amtslotse.casework.queries.deciding import addressees, envelopes_of
from amtslotse.casework.queries.family import representatives_of
from amtslotse.casework.rules.family import RepresentativeView
from amtslotse.casework.rules.filing import local_day
from amtslotse.casework.rules.letters import lines_of


def addressed(*, cases: Collection[UUID], on: date) -> dict[UUID, str]:
    """A fingerprint of every name and address that a letter of that day bears, by case: equal as long as none changed.

    Two queries, whatever the number of cases. It has no scope of its own: who asks has read the cases.
    """
    acting = representatives_of(cases=cases, on=on)
    rows = Case.objects.select_related("applicant").filter(pk__in=cases)
    return {row.pk: _fingerprint(row, on, acting.get(row.pk, ())) for row in rows.iterator(chunk_size=500)}


def address_changed(*, decision: UUID, now: datetime) -> bool:
    """Whether the decision would go elsewhere now than when it was written; no scope of its own. Three queries."""
    case, written = Decision.objects.values_list("case_id", "addressed").get(pk=decision)
    return bool(written) and addressed(cases=[case], on=local_day(now))[case] != written


def _fingerprint(row: Case, on: date, acting: tuple[RepresentativeView, ...]) -> str:
    to = addressees(row, on=on, acting=acting)
    sealed = envelopes_of(row, to)
    who = row.applicant
    said = [[each.key, each.name, *each.lines] for each in sealed]
    if not said:  # to herself, or, for a minor for whom nobody acts, to nobody yet
        said = [
            ["", f"{who.given_names} {who.family_name}".strip(), *lines_of(who.street, who.postcode, who.city), str(len(to))]
        ]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()
