"""A person says what the application does where the table does not, and issues the certificate of it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from amtslotse.casework.actions.recording import locked, record, staff_id
from amtslotse.casework.models import Case, Certificate, EffectFinding, Fingerprints
from amtslotse.casework.rules import events
from amtslotse.casework.rules.certificates import (
    FOUND,
    ORDERED,
    REASONS,
    SHORTEST_REASONS,
    Certifiable,
    certifiable,
    may_be_ordered,
)
from amtslotse.casework.rules.deciding import LONGEST_NOTE, LONGEST_REASONS, text
from amtslotse.casework.rules.filing import local_day
from amtslotse.kernel.actor import Actor
from amtslotse.kernel.errors import DomainError, InvalidInput

#: A slip of the pen: such a certificate would never come up among those that end.
LATEST = timedelta(days=366 * 10)


class NotCertifiable(DomainError):
    """No certificate now. ``facts["why_not"]``: see ``rules.certificates.Certifiable``."""

    code = "not_certifiable"


@transaction.atomic
def find_effect(*, case: UUID, effect: str, reasons: str, by: Actor, now: datetime) -> UUID:
    """A person's finding counts from now on for the certificate; what was written on the receipt stays as it was.

    ``effect`` is one of ``rules.certificates.FOUND``. ``ordered`` is the discretionary decision under § 81 Abs. 4 Satz 3 and
    only possible where the title had expired before the application (field ``effect``, ``not_expired``).
    Raises ``InvalidInput`` (``effect`` ``not_an_option``; ``reasons`` ``required``, ``too_short``, ``too_long``),
    ``NotAllowed``, ``NotFound``.
    """
    row, _ = locked(case=case, action="find_effect", by=by)
    if effect not in FOUND:
        raise InvalidInput(field="effect", reason="not_an_option")
    expired = may_be_ordered(received_on=local_day(row.received_at), title_expires_on=row.title_expires_on)
    if effect == ORDERED and not expired:
        raise InvalidInput(field="effect", reason="not_expired")
    said = text(reasons, field="reasons", longest=LONGEST_REASONS, shortest=SHORTEST_REASONS)
    finding = EffectFinding.objects.create(
        case=row, number=row.findings.count() + 1, effect=effect, reasons=said, found_at=now, found_by_id=staff_id(by=by)
    )
    record(case=row, kind=events.EFFECT_FOUND, payload={"effect": effect}, by=by, now=now)
    return finding.pk


@transaction.atomic
def ask_fingerprints(*, case: UUID, by: Actor, now: datetime) -> None:
    """Identity must be secured first (§ 81 Abs. 7): no certificate until it is. Asking again changes nothing.

    Raises ``NotAllowed``, ``NotFound``.
    """
    row, _ = locked(case=case, action="secure_identity", by=by)
    _found, made = Fingerprints.objects.get_or_create(case=row, defaults={"due_since": now, "due_by_id": staff_id(by=by)})
    if made:
        record(case=row, kind=events.FINGERPRINTS_DUE, by=by, now=now)


@transaction.atomic
def fingerprints_taken(*, case: UUID, by: Actor, now: datetime) -> None:
    """Fingerprints were taken and stored in the AZR. Nothing changes where none are due, or were taken before.

    Raises ``NotAllowed``, ``NotFound``.
    """
    row, _ = locked(case=case, action="secure_identity", by=by)
    taken = Fingerprints.objects.filter(case=row, taken_at=None).update(taken_at=now, taken_by=staff_id(by=by))
    if taken:
        record(case=row, kind=events.FINGERPRINTS_TAKEN, by=by, now=now)


@transaction.atomic
def issue_certificate(
    *, case: UUID, reason: str, valid_until: date, work_note: str = "", number: int, by: Actor, now: datetime
) -> UUID:
    """The certificate with this number exists, proving the effect that counts; its number says whether it is a repeat.

    ``number`` is the one that the page named: sending twice gives the same certificate, not a second one. ``work_note`` is
    taken only where § 81 Abs. 5a applies, and needed there.
    Raises ``NotCertifiable``; ``InvalidInput`` (``reason`` ``not_an_option``; ``valid_until`` ``in_the_past``, ``too_late``;
    ``work_note`` ``required``; ``number`` ``changed`` when others were issued meanwhile), ``NotAllowed``, ``NotFound``.
    """
    row, _ = locked(case=case, action="issue_certificate", by=by)
    today = local_day(now)
    if there := row.certificates.filter(number=number, issued_by=by.staff_id, issued_on=today).first():
        return there.pk
    may = certifiable_now(row=row)
    if may.why_not:
        raise NotCertifiable(why_not=may.why_not)
    if reason not in REASONS:
        raise InvalidInput(field="reason", reason="not_an_option")
    if valid_until < today:
        raise InvalidInput(field="valid_until", reason="in_the_past")
    if valid_until > today + LATEST:
        raise InvalidInput(field="valid_until", reason="too_late")
    note = text(work_note, field="work_note", longest=LONGEST_NOTE) if may.work_note else ""
    if number != row.certificates.count() + 1:
        raise InvalidInput(field="number", reason="changed")
    made = Certificate.objects.create(
        case=row,
        number=number,
        effect=may.effect,
        reason=reason,
        work_note=note,
        issued_at=now,
        issued_on=today,
        valid_until=valid_until,
        issued_by_id=staff_id(by=by),
    )
    record(
        case=row,
        kind=events.CERTIFICATE_ISSUED,
        payload={"number": number, "effect": may.effect, "reason": reason, "valid_until": valid_until},
        by=by,
        now=now,
    )
    return made.pk


def certifiable_now(*, row: Case) -> Certifiable:
    """The answer of the rules for the case as it is. Two queries."""
    newest = row.findings.order_by("-number").values_list("effect", flat=True).first()
    due = Fingerprints.objects.filter(case=row, taken_at=None).exists()
    return certifiable(
        effect=row.effect,
        found=newest or "",
        fingerprints_open=due,
        card_ordered=row.card_ordered_at is not None,
        purpose=row.purpose,
    )
