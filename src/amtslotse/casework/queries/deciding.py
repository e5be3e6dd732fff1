"""What is known about decisions: to whom one goes, similar ones, how discretion was used, and why drafts came back.

``addressees``, ``share_of`` and ``decision_view`` have no scope of their own: who asks has read the case. The rest has.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, Q

from amtslotse.accounts.rules import reach, require
from amtslotse.casework.models import Case, Decision, Draw, Notification, Reversal, keys
from amtslotse.casework.queries.family import representatives
from amtslotse.casework.queries.views import AddresseeView, DecisionView, NotificationView
from amtslotse.casework.rules import family, sampling
from amtslotse.casework.rules.deciding import age_of_capacity
from amtslotse.casework.rules.filing import local_day
from amtslotse.catalogue import queries as catalogue
from amtslotse.kernel import codes
from amtslotse.kernel.actor import Actor
from amtslotse.kernel.birthdate import BirthDate
from amtslotse.offices import queries as offices

#: How far back "similar" and "often reversed" look.
YEAR = timedelta(days=365)
MOST_SIMILAR = 8


def addressees(case: Case, *, on: date) -> tuple[AddresseeView, ...]:
    """To whom a decision of that day goes; empty for a minor for whom nobody acts yet. One query.

    The confirmed lawyer or proxy (§ 14 Abs. 3 VwVfG), for a minor who acts for her (§ 80 AufenthG), else she herself.
    """
    who = case.applicant
    age = BirthDate(who.birth_year, who.birth_month, who.birth_day).youngest_age(on)
    is_minor = age < age_of_capacity(case.purpose)
    acting = family.addressees(representatives(case=case.pk, on=on), is_minor=is_minor, on=on)
    if acting:
        return tuple(
            AddresseeView(
                capacity="representative" if each.kind in family.BY_AUTHORITY else "guardian",
                name=each.name,
                street=each.street,
                postcode=each.postcode,
                city=each.city,
                representative=each.id,
            )
            for each in acting
        )
    if is_minor:
        return ()
    name = f"{who.given_names} {who.family_name}".strip()
    return (AddresseeView("applicant", name, who.street, who.postcode, who.city, None),)


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
    """The share of grants of this service that the sample draws today. Three queries."""
    today = local_day(now)
    since = now - YEAR
    mine = Decision.objects.filter(case__service=case.service, created_at__gte=since)
    counted = mine.aggregate(
        decided=Count("pk", filter=Q(status__in=("released", "signed"))), returned=Count("pk", filter=Q(status="returned"))
    )
    overturned = Reversal.objects.filter(decision__case__service=case.service, recorded_at__gte=since).count()
    procedure = catalogue.get(key=case.service, version=case.service_version, on=local_day(case.received_at))
    return sampling.share(
        sampling.plan(today),
        base=offices.office().number("review_percent"),
        service=case.service,
        version_began_on=procedure.valid_from,
        decided=counted["decided"],
        reversals=counted["returned"] + overturned,
        today=today,
    )


def notifications(*, decision: UUID) -> tuple[NotificationView, ...]:
    """How and when the decision was notified, the one that counts first. No scope of its own."""
    rows = Notification.objects.filter(decision=decision).select_related("addressee").order_by("-recorded_at")
    return tuple(
        NotificationView(
            way=row.way,
            to=row.addressee.name,
            sent_on=row.sent_on,
            notified_on=row.notified_on,
            remedy_until=row.remedy_until,
            rule=row.rule,
            note=row.note,
            recorded_at=row.recorded_at,
        )
        for row in rows
    )


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
    """The sample of a period: by service, why drafts came back, and whether every draw computes again to the same."""

    services: tuple[ServiceSample, ...]
    returns: tuple[tuple[str, int], ...]
    asked: int
    drawn: int
    differing: int


def sample(*, actor: Actor, language: str, since: datetime, now: datetime) -> SampleView:
    """The sample since a day. A fixed number of queries for each service. Raises ``NotAllowed``."""
    require(actor, "legal.see")
    today = local_day(now)
    asked: Counter[str] = Counter()
    drawn: Counter[str] = Counter()
    differing = 0
    rows = Draw.objects.filter(drawn_at__gte=since, drawn_at__lte=now).values_list(
        "case_id", "case__service", "number", "drawn"
    )
    for case, service, number, was_drawn in rows.iterator():
        asked[service] += 1
        drawn[service] += was_drawn
        differing += number != keys.sampling_number(case)
    services = []
    for procedure in catalogue.published(on=today):
        share = share_of(Case(service=procedure.key, service_version=procedure.version, received_at=now), now=now)
        services.append(
            ServiceSample(
                procedure.key,
                procedure.title(language),
                share.of_ten_thousand,
                share.why,
                asked[procedure.key],
                drawn[procedure.key],
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
        asked=sum(asked.values()),
        drawn=sum(drawn.values()),
        differing=differing,
    )


def was_returned(decisions: Sequence[DecisionView]) -> bool:
    """Whether any draft of the case ever came back: then no author signs alone."""
    return any(each.status == "returned" for each in decisions)
