"""Who acts for the applicant and who filed with her. No scope of its own: who asks has read the case."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from amtslotse.casework.models import Representative
from amtslotse.casework.rules.family import KINDS, RepresentativeView


def representatives(*, case: UUID, on: date | None = None) -> tuple[RepresentativeView, ...]:
    """All of them, also those that ended; with ``on`` only those of that day. In the order of ``KINDS``, oldest first.

    To whom a letter goes, ``rules.family.addressees`` says: one that nobody confirmed is no addressee. One query.
    """
    rows = Representative.objects.filter(case=case).order_by("created_at", "pk")
    people = sorted((_view(row) for row in rows), key=lambda each: KINDS.index(each.kind))
    return tuple(each for each in people if on is None or each.is_living(on))


def _view(row: Representative) -> RepresentativeView:
    return RepresentativeView(
        id=row.pk,
        kind=row.kind,
        name=row.name,
        street=row.street,
        postcode=row.postcode,
        city=row.city,
        email=row.email,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        authority=row.authority,
        document=row.document_id,
        is_sole=row.is_sole,
        consented_on=row.consented_on,
        confirmed_at=row.confirmed_at,
    )
