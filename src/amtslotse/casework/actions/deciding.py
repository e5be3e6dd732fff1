"""A decision: one person writes it, another one releases it; a grant that the sample left alone, its author signs.

Nothing here decides without a human, and nothing that burdens her leaves the house by one alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from amtslotse.casework.actions.recording import locked, record, staff_id, tell, write_letter
from amtslotse.casework.models import Addressee, Case, Decision, Draw, Hearing, Letter, keys
from amtslotse.casework.queries import hearing
from amtslotse.casework.queries.addressed import addressed
from amtslotse.casework.queries.deciding import addressees, envelopes_of, notice_for, share_of
from amtslotse.casework.queries.lists import works_on
from amtslotse.casework.queries.views import AddresseeView
from amtslotse.casework.rules import events, states
from amtslotse.casework.rules.deciding import (
    BURDENS,
    DISCRETION,
    HEARINGS,
    LONGEST_GROUND,
    LONGEST_NOTE,
    LONGEST_REASONS,
    OUTCOME_SENTENCES,
    RETURNS,
    SHORTEST_REASONS,
    Details,
    text,
)
from amtslotse.casework.rules.filing import local_day
from amtslotse.casework.rules.templates import template_for
from amtslotse.catalogue import queries as catalogue
from amtslotse.catalogue.rules import Procedure
from amtslotse.kernel.actor import Actor
from amtslotse.kernel.errors import InvalidInput, NotAllowed, NotFound
from amtslotse.offices import queries as offices

_NOTHING = Details()


@dataclass(frozen=True, slots=True)
class Signed:
    """What came of signing: the decision, and its letter, or none where a second person releases it.

    That is so where the sample drew the case, and where its author still learns such cases.
    """

    decision: UUID
    letter: UUID | None
    was_drawn: bool = False


@transaction.atomic
def draft_decision(*, case: UUID, outcome: str, reasons: str, details: Details = _NOTHING, by: Actor, now: datetime) -> UUID:
    """A decision with its reasons waits for review by somebody else. Returns its id.

    ``outcome`` is one that the service's template offers. Only owner or deputy of the case may draft.
    Raises ``InvalidInput`` (field ``outcome`` ``unknown_outcome``; fields ``reasons``, ``discretion_reasons``,
    ``hearing_reason``, ``remedy_notice`` and those of the template ``required``, ``too_short`` or ``too_long``; field
    ``hearing`` ``required``, for what burdens her, ``hearing_runs``, when it says "held" by a letter whose time still runs, or
    ``still_asked``, when it says "not heard" while one runs;
    field ``hearing_on`` ``required`` or ``in_future``), ``NotAllowed``, ``NotFound``.
    """
    row, status = locked(case=case, action="draft_decision", by=by)
    decision = _written(row, outcome, reasons, details, by, now)
    _to_review(row, decision, status, by, now)
    return decision.pk


@transaction.atomic
def sign_decision(*, case: UUID, reasons: str, details: Details = _NOTHING, by: Actor, now: datetime) -> Signed:
    """The grant is signed and the case decided; or it waits for review by somebody else: the sample drew it, or she learns.

    Nobody knows before: the case is drawn now, once and for all, by a keyed hash that knows no person. The database
    refuses to sign what was drawn, what is no grant, what was returned once, and cases of a kind that its author does not
    handle alone (R66).
    Raises ``InvalidInput`` as ``draft_decision``, and field ``outcome``, ``needs_review`` after a return; field
    ``addressee``, ``nobody_acts`` for a minor; ``NotAllowed``, ``NotFound``.
    """
    row, status = locked(case=case, action="sign_decision", by=by)
    if row.decisions.filter(status="returned").exists():
        raise InvalidInput(field="outcome", reason="needs_review")
    decision = _written(row, "grant", reasons, details, by, now)
    learns = offices.not_alone(staff=staff_id(by=by), on=local_day(now)).for_case(row.purpose, row.difficulty) is not None
    drawn = _drawn(row, by, now).drawn
    if drawn or learns:
        _to_review(row, decision, states.target("draft_decision", row.status), by, now)
        return Signed(decision.pk, None, was_drawn=drawn)
    to = _address(row, decision, now)
    decision.status, decision.signed_at = "signed", now
    decision.save(update_fields=["status", "signed_at"])
    letter = _leaves(row, decision, to, status, now)
    record(case=row, kind=events.DECISION_SIGNED, payload={"outcome": decision.outcome}, by=by, now=now)
    return Signed(decision.pk, letter.pk)


@transaction.atomic
def return_decision(*, decision: UUID, reason: str, code: str = "other", by: Actor, now: datetime) -> None:
    """The draft is back with its author, with code and reason; the case lies with the team again.

    Raises ``InvalidInput`` (field ``code``, ``unknown_code``; field ``reason``, ``required``), ``NotAllowed`` for the author
    herself, ``NotFound``.
    """
    row, draft, status = _in_review(decision, "return_decision", by)
    if code not in RETURNS:
        raise InvalidInput(field="code", reason="unknown_code")
    said = text(reason, field="reason", longest=LONGEST_NOTE)
    _reviewed(draft, "returned", by, now, return_code=code, return_reason=said)
    row.status = status
    row.save(update_fields=["status"])
    record(case=row, kind=events.DECISION_RETURNED, payload={"code": code}, by=by, now=now)


@transaction.atomic
def release_decision(*, decision: UUID, by: Actor, now: datetime) -> UUID:
    """The case is decided, by two people. Returns the letter.

    Reviewer ≠ author is a database constraint, and the database refuses a decided case without a released decision, and a
    burden without hearing or reasons why not, without remedy notice, or to anybody but the right addressee.
    The id names the very draft that was read: a newer draft is not released by it.
    Raises ``NotAllowed`` for the author herself, ``NotFound``, and ``InvalidInput`` (field ``addressee``, ``nobody_acts``
    for a minor; fields ``hearing`` and ``remedy_notice``, ``required``, for a draft of an earlier version; field ``hearing``,
    ``hearing_runs`` and ``still_asked`` as ``draft_decision``).
    """
    row, draft, status = _in_review(decision, "release_decision", by)
    if draft.outcome in BURDENS:
        for field in ("hearing", "remedy_notice"):
            if not getattr(draft, field):
                raise InvalidInput(field=field, reason="required")
    if draft.hearing_letter and not hearing.is_over(draft.hearing_letter, on=local_day(now)):
        raise InvalidInput(field="hearing", reason="hearing_runs")
    asked = Hearing.objects.filter(case=row, replaced_at=None).first() if draft.hearing == "not_held" else None
    if asked is not None and hearing.is_running(asked, on=local_day(now)):  # its letter was recalled, and goes again since
        raise InvalidInput(field="hearing", reason="still_asked")
    to = _address(row, draft, now)
    _reviewed(draft, "released", by, now)
    letter = _leaves(row, draft, to, status, now)
    record(case=row, kind=events.DECISION_RELEASED, payload={"outcome": draft.outcome}, by=by, now=now)
    return letter.pk


def _written(row: Case, outcome: str, reasons: str, details: Details, by: Actor, now: datetime) -> Decision:
    """The decision as a draft, whole: what its outcome needs is there. Only owner or deputy writes one."""
    if not works_on(row, by=by, now=now):
        raise NotAllowed(f"case {row.pk} is not hers")
    procedure, today = _procedure(row, now), local_day(now)
    template = template_for(row.service, kind=procedure.kind, on=today)
    if outcome not in template.outcomes:
        raise InvalidInput(field="outcome", reason="unknown_outcome")
    kept = {
        "reasons": text(reasons, field="reasons", longest=LONGEST_REASONS, shortest=SHORTEST_REASONS),
        "sections": {
            section.key: text(
                details.sections.get(section.key, ""), field=section.key, longest=LONGEST_REASONS, shortest=SHORTEST_REASONS
            )
            for section in template.required(outcome)
        },
        "ground": text(details.ground, field="ground", longest=LONGEST_GROUND, shortest=0) or procedure.legal_basis,
        **_discretion(details),
        **(_burden(row, procedure, outcome, details, today) if outcome in BURDENS else {}),
    }
    return Decision.objects.create(
        case=row,
        outcome=outcome,
        template=template.key,
        template_version=template.version,
        addressed=addressed(cases=[row.pk], on=today)[row.pk],
        author_id=staff_id(by=by),
        created_at=now,
        **kept,
    )


def _discretion(details: Details) -> dict[str, str]:
    if details.discretion not in DISCRETION:
        raise InvalidInput(field="discretion", reason="required")
    if details.discretion == "bound":
        return {}
    said = text(details.discretion_reasons, field="discretion_reasons", longest=LONGEST_REASONS, shortest=SHORTEST_REASONS)
    return {"discretion": details.discretion, "discretion_reasons": said}


def _burden(row: Case, procedure: Procedure, outcome: str, details: Details, today: date) -> dict[str, Any]:
    """Hearing and remedy notice: without them nothing that burdens her leaves the house.

    Heard by letter, the decision refers to that letter, which must be over.
    """
    if details.hearing not in HEARINGS:
        raise InvalidInput(field="hearing", reason="required")
    kept: dict[str, Any] = {"hearing": details.hearing}
    by_letter = Hearing.objects.filter(case=row, replaced_at=None).first()
    if details.hearing == "held":
        if by_letter is not None:
            if not hearing.is_over(by_letter, on=today):
                raise InvalidInput(field="hearing", reason="hearing_runs")
            kept |= {"hearing_letter": by_letter, "hearing_on": by_letter.answered_on or local_day(by_letter.created_at)}
        elif details.hearing_on is None:
            raise InvalidInput(field="hearing_on", reason="required")
        elif details.hearing_on > today:
            raise InvalidInput(field="hearing_on", reason="in_future")
        else:
            kept["hearing_on"] = details.hearing_on
    elif by_letter is not None and hearing.is_running(by_letter, on=today):
        raise InvalidInput(field="hearing", reason="still_asked")
    else:
        kept["hearing_reason"] = text(
            details.hearing_reason, field="hearing_reason", longest=LONGEST_REASONS, shortest=SHORTEST_REASONS
        )
    known = notice_for(row, procedure, outcome, today)
    if known:
        return {**kept, "remedy_notice": known.body["de"], "remedy_source": known.key}
    typed = text(details.remedy_notice, field="remedy_notice", longest=LONGEST_REASONS, shortest=SHORTEST_REASONS)
    return {**kept, "remedy_notice": typed}


def _drawn(row: Case, by: Actor, now: datetime) -> Draw:
    """What the sample says about the case; asked for the first time, it is drawn and stays so."""
    known = Draw.objects.filter(case=row).first()
    if known:
        return known
    share, number = share_of(row, now=now), keys.sampling_number(row.pk)
    drawn = number < share.of_ten_thousand
    made = Draw.objects.create(
        case=row, number=number, share=share.of_ten_thousand, why=list(share.why), drawn=drawn, drawn_at=now
    )
    said = {"drawn": "drawn" if drawn else "not_drawn", "share": share.of_ten_thousand}
    record(case=row, kind=events.DRAWN, payload=said, by=by, now=now)
    return made


def _to_review(row: Case, decision: Decision, status: str, by: Actor, now: datetime) -> None:
    row.status = status
    row.save(update_fields=["status"])
    record(case=row, kind=events.DECISION_DRAFTED, payload={"outcome": decision.outcome}, by=by, now=now)


def _address(row: Case, decision: Decision, now: datetime) -> tuple[AddresseeView, ...]:
    """To whom the decision goes, kept with it."""
    to = addressees(row, on=local_day(now))
    if not to:
        raise InvalidInput(field="addressee", reason="nobody_acts")
    Addressee.objects.bulk_create(
        Addressee(
            decision=decision,
            capacity=each.capacity,
            name=each.name,
            street=each.street,
            postcode=each.postcode,
            city=each.city,
            representative=each.representative,
        )
        for each in to
    )
    return to


def _in_review(decision: UUID, action: str, by: Actor) -> tuple[Case, Decision, str]:
    """Case and draft, both locked by the case's row. The author gets the answer before the database has to give it."""
    known = Decision.objects.filter(pk=decision).values_list("case_id", flat=True).first()
    if known is None:
        raise NotFound(f"decision {decision}")
    row, status = locked(case=known, action=action, by=by)
    draft = Decision.objects.filter(pk=decision, case=row, status="in_review").first()
    if draft is None:
        raise NotFound(f"decision {decision}")
    if draft.author_id == by.staff_id:
        raise NotAllowed(f"decision {decision} is her own")
    return row, draft, status


def _reviewed(
    draft: Decision, status: str, by: Actor, now: datetime, *, return_code: str = "", return_reason: str = ""
) -> None:
    draft.status, draft.reviewer_id, draft.reviewed_at = status, by.staff_id, now
    draft.return_code, draft.return_reason = return_code, return_reason
    draft.save(update_fields=["status", "reviewer", "reviewed_at", "return_code", "return_reason"])


def _leaves(row: Case, decision: Decision, to: tuple[AddresseeView, ...], status: str, now: datetime) -> Letter:
    """The case is decided, its letter exists, and she hears that there is news."""
    row.status, row.decision, row.decided_at = status, decision, now
    row.save(update_fields=["status", "decision", "decided_at"])
    sealed = envelopes_of(row, to)
    letter = write_letter(case=row, kind="decision", data=_letter(row, decision, to, now), now=now, envelopes=sealed)
    tell(case=row, kind="decided", key="decided", now=now)
    return letter


def _procedure(row: Case, now: datetime) -> Procedure:
    return catalogue.get(key=row.service, version=row.service_version, on=local_day(now))


def _letter(row: Case, draft: Decision, to: tuple[AddresseeView, ...], now: datetime) -> dict[str, Any]:
    today = local_day(now)
    procedure = _procedure(row, now)
    written = "\n\n".join([draft.reasons, *draft.sections.values(), draft.discretion_reasons]).strip()
    return {
        "matter": dict(procedure.title.by_language),
        "received_at": row.received_at.isoformat(),
        "decided_on": today.isoformat(),
        "outcome": dict(OUTCOME_SENTENCES[draft.outcome]),
        "legal_basis": procedure.legal_basis,
        "reasons": {"de": written},
        "notices": [_remedy(row, draft, procedure)] if draft.remedy_notice else [],
        "team": {code: offices.team_name(row.team, code, on=today) for code in dict.fromkeys(("de", row.language))},
        "addressed_to": [each.lines for each in to if each.capacity != "applicant"],
        "reviewed": draft.reviewer_id is not None,
    }


def _remedy(row: Case, draft: Decision, procedure: Procedure) -> dict[str, dict[str, str]]:
    """The notice as it was written; beside the German text that binds, other languages where the office has them."""
    known = notice_for(row, procedure, draft.outcome, local_day(draft.created_at))
    if known and known.key == draft.remedy_source:
        return {"heading": dict(known.heading), "body": {**known.body, "de": draft.remedy_notice}}
    return {"heading": {"de": "Rechtsbehelfsbelehrung"}, "body": {"de": draft.remedy_notice}}
