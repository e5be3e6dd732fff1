"""What is known about decisions: to whom one goes, similar ones, how discretion was used, and why drafts came back.

``addressees``, ``share_of`` and ``decision_view`` have no scope of their own: who asks has read the case. The rest has.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Count, Q

from amtslotse.accounts.rules import may, reach, require
from amtslotse.casework.models import Addressee, Case, Decision, Draw, Notification, keys
from amtslotse.casework.queries.family import representatives
from amtslotse.casework.queries.views import AddresseeView, DecisionView, NotificationView
from amtslotse.casework.rules import family, remedies, sampling
from amtslotse.casework.rules.deciding import BURDENS, WAYS, age_of_capacity
from amtslotse.casework.rules.family import RepresentativeView
from amtslotse.casework.rules.filing import local_day
from amtslotse.casework.rules.letters import Addressed, Envelope, envelopes, lines_of
from amtslotse.casework.rules.templates import Template, template_for
from amtslotse.catalogue import queries as catalogue
from amtslotse.catalogue.rules import Procedure
from amtslotse.kernel import codes
from amtslotse.kernel.actor import Actor
from amtslotse.kernel.birthdate import BirthDate
from amtslotse.kernel.errors import NotFound
from amtslotse.offices import queries as offices

#: How far back "similar" and "often reversed" look.
YEAR = timedelta(days=365)
MOST_SIMILAR = 8


def addressees(case: Case, *, on: date, acting: Sequence[RepresentativeView] | None = None) -> tuple[AddresseeView, ...]:
    """To whom a decision of that day goes; empty for a minor for whom nobody acts yet. One query, none where ``acting`` says
    who acts for her that day.

    The confirmed lawyer or proxy (§ 14 Abs. 3 VwVfG), for a minor who acts for her (§ 80 AufenthG), else she herself.
    """
    who, is_minor = case.applicant, _is_minor(case, on)
    known = representatives(case=case.pk, on=on) if acting is None else acting
    acts = family.addressees(known, is_minor=is_minor, on=on)
    if acts:
        return tuple(
            AddresseeView(
                capacity="representative" if each.kind in family.BY_AUTHORITY else "guardian",
                name=each.name,
                street=each.street,
                postcode=each.postcode,
                city=each.city,
                representative=each.id,
            )
            for each in acts
        )
    if is_minor:
        return ()
    name = f"{who.given_names} {who.family_name}".strip()
    return (AddresseeView("applicant", name, who.street, who.postcode, who.city, None),)


def envelopes_of(case: Case, to: Sequence[Addressed]) -> tuple[Envelope, ...]:
    """The envelopes of those who get a letter for her, one an address; none where it goes to herself."""
    who = case.applicant
    home = lines_of(who.street, who.postcode, who.city)
    return envelopes([each for each in to if each.representative], home=home)


def _is_minor(case: Case, on: date) -> bool:
    who = case.applicant
    return BirthDate(who.birth_year, who.birth_month, who.birth_day).youngest_age(on) < age_of_capacity(case.purpose)


def decision_view(row: Decision, actor: Actor) -> DecisionView:
    """A decision with everything that was written, as colleagues read it."""
    return DecisionView(
        id=row.pk,
        outcome=row.outcome,
        reasons=row.reasons,
        status=row.status,
        author=row.author.get_full_name(),
        created_at=row.created_at,
        reviewer=row.reviewer.get_full_name() if row.reviewer else "",
        reviewed_at=row.reviewed_at,
        return_reason=row.return_reason,
        is_own=row.author_id == actor.staff_id,
        return_code=row.return_code,
        signed_at=row.signed_at,
        template=row.template,
        template_version=row.template_version,
        sections=row.sections,
        ground=row.ground,
        discretion=row.discretion,
        discretion_reasons=row.discretion_reasons,
        hearing=row.hearing,
        hearing_on=row.hearing_on,
        hearing_reason=row.hearing_reason,
        remedy_notice=row.remedy_notice,
        remedy_source=row.remedy_source,
    )


def share_of(case: Case, *, now: datetime) -> sampling.Share:
    """The share of grants of this service that the sample draws today."""
    procedure = catalogue.get(key=case.service, version=case.service_version, on=local_day(case.received_at))
    decided, reversals = _of_a_year(now, case.service).get(case.service, (0, 0))
    return _share(procedure, decided, reversals, offices.office().number("review_percent"), now)


def _share(procedure: Procedure, decided: int, reversals: int, base: int, now: datetime) -> sampling.Share:
    today = local_day(now)
    return sampling.share(
        sampling.plan(today),
        base=base,
        service=procedure.key,
        version_began_on=procedure.valid_from,
        decided=decided,
        reversals=reversals,
        today=today,
    )


def _of_a_year(now: datetime, service: str = "") -> dict[str, tuple[int, int]]:
    """Per service how many decisions left the house within a year, and how many were returned or overturned."""
    one = Q(case__service=service) if service else Q()
    counted = (
        Decision.objects.filter(one, created_at__gte=now - YEAR)
        .values("case__service")
        .annotate(
            decided=Count("pk", filter=Q(status__in=("released", "signed"))),
            reversals=Count("pk", filter=Q(status="returned") | Q(reversal__recorded_at__gte=now - YEAR)),
        )
    )
    return {row["case__service"]: (row["decided"], row["reversals"]) for row in counted}


def notice_for(row: Case, procedure: Procedure, outcome: str, on: date) -> remedies.Notice | None:
    """The remedy notice of the office's Land for such an outcome; ``None`` where a person has to write it."""
    here = offices.office()
    return remedies.notice(
        outcome, service=row.service, legal_basis=procedure.legal_basis, office=here.name, land=here.land, on=on
    )


def proposed_days(row: Case, *, way: str, sent_on: date) -> remedies.Days | None:
    """What the rules of the Land make of way and day; ``None`` where they say nothing and a person has to look."""
    decision = row.decision
    if decision is None or way not in WAYS:
        return None
    months = None
    if decision.outcome in BURDENS:
        on = local_day(decision.created_at)
        procedure = catalogue.get(key=row.service, version=row.service_version, on=on)
        notice = notice_for(row, procedure, decision.outcome, on)
        if notice is None or notice.key != decision.remedy_source:
            return None
        months = notice.months
    return remedies.days(way=way, sent_on=sent_on, months=months, land=offices.office().land)


@dataclass(frozen=True, slots=True)
class Prospect:
    """What somebody who writes or reviews a decision wants before her eyes."""

    template: Template
    ground: str
    to: tuple[AddresseeView, ...]  # empty: nobody acts for a minor yet
    notices: Mapping[str, remedies.Notice | None]  # outcome → text of the Land; None: a person writes it
    ends_effect: bool  # a refusal ends the continued title (§ 81 Abs. 4 AufenthG)
    open_points: tuple[str, ...]  # about who acts for her (rules.family)


def prospect(*, actor: Actor, case: UUID, now: datetime) -> Prospect:
    """What a decision of today on the case would need. Raises ``NotFound``."""
    row = Case.objects.select_related("applicant").filter(pk=case).first()
    if row is None or not may(actor, "casework.see_case", team=row.team):
        raise NotFound(f"case {case}")
    today = local_day(now)
    procedure = catalogue.get(key=row.service, version=row.service_version, on=local_day(row.received_at))
    template = template_for(row.service, kind=procedure.kind, on=today)
    return Prospect(
        template=template,
        ground=procedure.legal_basis,
        to=addressees(row, on=today),
        notices={outcome: notice_for(row, procedure, outcome, today) for outcome in template.outcomes if outcome in BURDENS},
        ends_effect=row.effect.startswith("fortgeltung"),
        open_points=family.open_points(
            representatives(case=case, on=today), is_minor=_is_minor(row, today), purpose=row.purpose, on=today
        ),
    )


@dataclass(frozen=True, slots=True)
class AddressedView:
    """An envelope of a decision: to any of its addressees, and whether all of them were notified."""

    addressee: UUID
    name: str
    lines: tuple[str, ...]
    is_notified: bool


@dataclass(frozen=True, slots=True)
class NotificationProspect:
    """What is known before somebody notes a notification: the rules' answer for each way, as if it happened today."""

    to: tuple[AddressedView, ...]
    burdens: bool
    days: Mapping[str, remedies.Days | None]
    known: tuple[NotificationView, ...]


def notification_prospect(*, actor: Actor, case: UUID, now: datetime) -> NotificationProspect:
    """As ``prospect``, for the notification of the decision. Raises ``NotFound``, also where nothing was decided."""
    row = Case.objects.select_related("decision", "applicant").filter(pk=case).first()
    if row is None or row.decision is None or not may(actor, "casework.see_case", team=row.team):
        raise NotFound(f"case {case}")
    return NotificationProspect(
        to=_addressed(row, row.decision),
        burdens=row.decision.outcome in BURDENS,
        days={way: proposed_days(row, way=way, sent_on=local_day(now)) for way in WAYS},
        known=notifications(decision=row.decision.pk),
    )


def _addressed(case: Case, decision: Decision) -> tuple[AddressedView, ...]:
    people = list(decision.addressees.order_by("capacity", "pk"))
    known = set(decision.notifications.values_list("addressee_id", flat=True))
    sealed = envelopes_of(case, people)
    if not sealed:
        lines = lines_of(people[0].street, people[0].postcode, people[0].city)
        return (AddressedView(people[0].pk, people[0].name, lines, people[0].pk in known),)
    inside = [(each, [one for one in people if one.representative in each.acting]) for each in sealed]
    return tuple(
        AddressedView(those[0].pk, each.name, each.lines, all(one.pk in known for one in those)) for each, those in inside
    )


def notifications(*, decision: UUID) -> tuple[NotificationView, ...]:
    """How and when the decision was notified, the newest first; what was noted at once for several is one line.

    Two queries. No scope of its own.
    """
    people = dict(Addressee.objects.filter(decision=decision).order_by("capacity", "pk").values_list("pk", "name"))
    rows = (
        Notification.objects.filter(decision=decision)
        .select_related("decision__case")
        .order_by("-recorded_at", "way", "sent_on", "pk")
    )
    together: dict[tuple[object, ...], list[Notification]] = {}
    for row in rows:
        together.setdefault((row.recorded_at, row.way, row.sent_on, row.notified_on), []).append(row)
    reached: set[UUID] = set()
    found = []
    for same in together.values():
        to = {row.addressee_id for row in same}
        found.append(
            NotificationView(
                way=same[0].way,
                to=", ".join(name for pk, name in people.items() if pk in to),
                sent_on=same[0].sent_on,
                notified_on=same[0].notified_on,
                remedy_until=same[0].remedy_until,
                rule=same[0].rule,
                note=same[0].note,
                recorded_at=same[0].recorded_at,
                final_on=same[0].decision.case.final_on,
                counts=not to <= reached,
                missing=tuple(name for pk, name in people.items() if pk not in {row.addressee_id for row in rows}),
            )
        )
        reached |= to
    return tuple(found)


@dataclass(frozen=True, slots=True)
class SimilarView:
    """A decided case of the same matter."""

    case: UUID
    file_number: str
    outcome: str
    ground: str
    discretion: str
    reasons: str
    decided_at: datetime
    was_reversed: bool


@dataclass(frozen=True, slots=True)
class Similar:
    """The newest similar decisions that the reader may open, and how all of them went."""

    rows: tuple[SimilarView, ...]
    outcomes: tuple[tuple[str, int], ...]
    total: int


def similar(*, actor: Actor, case: UUID, now: datetime) -> Similar:
    """Decisions of a year on the same service, purpose and occasion, within the reader's reach. Three queries.

    Who the person is has no part in it: neither nationality nor name nor language is compared. Raises ``NotAllowed``.
    """
    require(actor, "casework.see_case")
    mine = Case.objects.only("service", "purpose", "answers").get(pk=case)
    found = Decision.objects.filter(
        status__in=("released", "signed"),
        case__service=mine.service,
        case__purpose=mine.purpose,
        case__decided_at__gte=now - YEAR,
    ).exclude(case=case)
    if "occasion" in mine.answers:
        found = found.filter(case__answers__occasion=mine.answers["occasion"])
    if reach(actor, "casework.see_case") == "team":
        found = found.filter(case__team__in=actor.teams)
    outcomes = sorted(found.values_list("outcome").annotate(count=Count("pk")).values_list("outcome", "count"))
    rows = found.select_related("case", "reversal").order_by("-case__decided_at")[:MOST_SIMILAR]
    return Similar(
        rows=tuple(
            SimilarView(
                case=row.case_id,
                file_number=codes.spoken(row.case.file_number),
                outcome=row.outcome,
                ground=row.ground,
                discretion=row.discretion,
                reasons=row.reasons,
                decided_at=row.case.decided_at or row.created_at,
                was_reversed=hasattr(row, "reversal"),
            )
            for row in rows
        ),
        outcomes=tuple(outcomes),
        total=sum(count for _, count in outcomes),
    )


@dataclass(frozen=True, slots=True)
class GroundView:
    """Decisions on one legal ground: how many left a choice, how many of those say why, and how they went."""

    ground: str
    decisions: int
    discretion: int
    with_reasons: int
    granted: int
    burdened: int
    reversed: int


def discretion_by_ground(*, actor: Actor, since: datetime, until: datetime) -> tuple[GroundView, ...]:
    """Decisions that left the house in the period by their ground, the most first. One query. Raises ``NotAllowed``.

    Says nothing about a person: neither author nor team is counted.
    """
    require(actor, "legal.see")
    burdens = ~Q(outcome="grant")
    rows = (
        Decision.objects.filter(status__in=("released", "signed"), case__decided_at__gte=since, case__decided_at__lt=until)
        .values("ground")
        .annotate(
            decisions=Count("pk"),
            discretion_used=Count("pk", filter=Q(discretion="exercised")),
            with_reasons=Count("pk", filter=Q(discretion="exercised") & ~Q(discretion_reasons="")),
            burdened=Count("pk", filter=burdens),
            overturned=Count("reversal"),
        )
        .order_by("-decisions", "ground")
    )
    return tuple(
        GroundView(
            ground=row["ground"],
            decisions=row["decisions"],
            discretion=row["discretion_used"],
            with_reasons=row["with_reasons"],
            granted=row["decisions"] - row["burdened"],
            burdened=row["burdened"],
            reversed=row["overturned"],
        )
        for row in rows
    )


@dataclass(frozen=True, slots=True)
class ServiceSample:
    """What the sample did to the grants of one service."""

    service: str
    title: str
    share: int  # of ten thousand, today
    why: tuple[str, ...]
    asked: int
    drawn: int


@dataclass(frozen=True, slots=True)
class SampleView:
    """The sample of a period: by service, why drafts came back, and whether its newest draws compute again to the same."""

    services: tuple[ServiceSample, ...]
    returns: tuple[tuple[str, int], ...]
    asked: int
    drawn: int
    checked: int  # of ``asked``, computed again
    differing: int


#: So many draws are computed again, the newest: each was among them once, and none ever changes (trigger).
NEWEST: Final = 2_000


def sample(*, actor: Actor, language: str, since: datetime, now: datetime) -> SampleView:
    """The sample since a day, its ``NEWEST`` draws computed again one by one. Six queries. Raises ``NotAllowed``."""
    require(actor, "legal.see")
    today = local_day(now)
    draws = Draw.objects.filter(drawn_at__gte=since, drawn_at__lte=now)
    by_service = draws.values_list("case__service").annotate(count=Count("pk"), taken=Count("pk", filter=Q(drawn=True)))
    counted = {service: (count, taken) for service, count, taken in by_service}
    newest = list(draws.order_by("-drawn_at").values_list("case_id", "number")[:NEWEST])
    differing = sum(number != keys.sampling_number(case) for case, number in newest)
    services, year = [], _of_a_year(now)
    base = offices.office().number("review_percent")
    for procedure in catalogue.published(on=today):
        share = _share(procedure, *year.get(procedure.key, (0, 0)), base, now)
        services.append(
            ServiceSample(
                procedure.key,
                procedure.title(language),
                share.of_ten_thousand,
                share.why,
                *counted.get(procedure.key, (0, 0)),
            )
        )
    returned = (
        Decision.objects.filter(status="returned", reviewed_at__gte=since, reviewed_at__lte=now)
        .values_list("return_code")
        .annotate(count=Count("pk"))
        .order_by("-count", "return_code")
    )
    return SampleView(
        services=tuple(sorted(services, key=lambda each: (-each.asked, each.title))),
        returns=tuple((code, count) for code, count in returned),
        asked=sum(count for count, _ in counted.values()),
        drawn=sum(taken for _, taken in counted.values()),
        checked=len(newest),
        differing=differing,
    )


def was_returned(decisions: Sequence[DecisionView]) -> bool:
    """Whether any draft of the case ever came back: then no author signs alone."""
    return any(each.status == "returned" for each in decisions)
