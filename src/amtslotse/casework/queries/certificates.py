"""Certificates of a case, those that end while nobody is expected, and how many there are (R36)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from amtslotse.accounts.rules import may, reach, require
from amtslotse.appointments.queries import next_of_cases
from amtslotse.casework.models import Case, Certificate, EffectFinding, Fingerprints
from amtslotse.casework.queries import reading
from amtslotse.casework.queries.views import Download
from amtslotse.casework.rules import states
from amtslotse.casework.rules.certificates import PARAGRAPHS, Certifiable, certifiable, may_be_ordered, public_text
from amtslotse.casework.rules.filing import local_day
from amtslotse.catalogue import queries as catalogue
from amtslotse.engines import paper
from amtslotse.journal.rules import OWN
from amtslotse.kernel import checked, codes
from amtslotse.kernel.actor import Actor
from amtslotse.kernel.errors import NotFound
from amtslotse.offices.queries import office

#: How far the list looks ahead, in days.
HORIZONS = (7, 14, 30, 60)


@dataclass(frozen=True, slots=True)
class CertificateView:
    """A certificate that was issued."""

    id: UUID
    number: int
    effect: str
    paragraph: str
    reason: str
    work_note: str
    issued_on: date
    valid_until: date
    is_over: bool


@dataclass(frozen=True, slots=True)
class FindingView:
    """What a person found about the effect."""

    effect: str
    reasons: str
    found_at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class CertificatesView:
    """The certificates of a case and whether another may be issued. ``fingerprints``: none, due or taken."""

    certificates: tuple[CertificateView, ...]  # newest first
    findings: tuple[FindingView, ...]  # newest first
    fingerprints: str
    may: Certifiable
    may_order: bool
    next_number: int


def case_certificates(*, actor: Actor, case: UUID, now: datetime) -> CertificatesView:
    """For somebody who may see the case. Three queries. Raises ``NotFound``."""
    row = Case.objects.select_related("fingerprints").filter(pk=case).first()
    if row is None or not actor.is_staff or not may(actor, "casework.see_case", team=row.team):
        raise NotFound(f"case {case}")
    today = local_day(now)
    certificates = tuple(_certificate(each, today) for each in row.certificates.order_by("-number"))
    found = tuple(
        FindingView(each.effect, each.reasons, each.found_at, each.found_by.get_full_name())
        for each in EffectFinding.objects.filter(case=row).select_related("found_by").order_by("-number")
    )
    prints: Fingerprints | None = getattr(row, "fingerprints", None)
    return CertificatesView(
        certificates=certificates,
        findings=found,
        fingerprints="" if prints is None else "taken" if prints.taken_at else "due",
        may=certifiable(
            effect=row.effect,
            found=found[0].effect if found else "",
            fingerprints_open=prints is not None and prints.taken_at is None,
            card_ordered=row.card_ordered_at is not None,
            purpose=row.purpose,
        ),
        may_order=may_be_ordered(received_on=local_day(row.received_at), title_expires_on=row.title_expires_on),
        next_number=len(certificates) + 1,
    )


def certificate_paper(*, actor: Actor, certificate: UUID) -> Download:
    """The sheet that goes with the certificate, as PDF/UA-1: what it certifies, in both languages. Raises ``NotFound``.

    It says itself that it is not the official document, which is printed on its blank elsewhere.
    """
    row = Certificate.objects.select_related("case__applicant").filter(pk=certificate).first()
    if row is None or not actor.is_staff or not may(actor, "casework.see_case", team=row.case.team):
        raise NotFound(f"certificate {certificate}")
    case, here, who = row.case, office(), row.case.applicant
    language = case.language if checked.counts(paper.checked_by(case.language), demonstration=settings.DEMO) else "de"
    data: dict[str, Any] = {
        "office": {
            "name": here.name,
            "address": here.address,
            "telephone": here.telephone,
            "email": here.email,
            "hours": dict(here.hours),
            "colour": here.colour,
        },
        "file_number": codes.spoken(case.file_number),
        "name": f"{who.given_names} {who.family_name}".strip(),
        "matter": dict(reading.procedure_of(case).title.by_language),
        "demonstration": settings.DEMO,
        "number": row.number,
        "effect": dict(public_text(row.effect)),
        "legal_basis": PARAGRAPHS[row.effect],
        "work_note": {"de": row.work_note} if row.work_note else None,
        "issued_on": row.issued_on.isoformat(),
        "valid_until": row.valid_until.isoformat(),
    }
    content = paper.render("certificate", data, language, row.issued_at)
    return Download(f"{codes.spoken(case.file_number)}-certificate-{row.number}.pdf", "application/pdf", content)


@dataclass(frozen=True, slots=True)
class EndingRow:
    """A certificate that ends while its case is open and nobody is expected before."""

    case: UUID
    file_number: str
    name: str
    service: str
    title: str
    team: str
    status: str
    number: int
    reason: str
    valid_until: date
    days_left: int
    next_at: datetime | None  # an appointment after the end, if there is one


@dataclass(frozen=True, slots=True)
class EndingList:
    """The list with how many each reason has, before the filter by reason."""

    rows: tuple[EndingRow, ...]
    counts: Mapping[str, int]


def certificates_ending(
    *, actor: Actor, language: str, now: datetime, days: int = HORIZONS[2], reason: str = "", team: str = ""
) -> EndingList:
    """The newest certificates of open cases that end within the days or have ended, soonest first, with no appointment before.

    Only cases that the reader may open. Three queries, whatever the length. Raises ``NotAllowed``.
    """
    require(actor, "casework.certificates")
    today = local_day(now)
    newer = Certificate.objects.filter(case=OuterRef("case"), number__gt=OuterRef("number"))
    found: QuerySet[Certificate] = (
        Certificate.objects.filter(~Exists(newer), valid_until__lte=today + timedelta(days=days))
        .exclude(case__status__in=states.ENDED)
        .filter(Q() if reach(actor, "casework.see_case") == "office" else Q(case__team__in=actor.teams))
        .select_related("case__applicant")
        .order_by("valid_until", "case__received_at", "pk")
    )
    if team:
        found = found.filter(case__team=team)
    certificates = list(found)
    coming = next_of_cases(cases=[each.case_id for each in certificates], now=now)
    left = [each for each in certificates if not _comes_before(coming.get(each.case_id), each.valid_until)]
    titles = _titles(left, language)
    counts: dict[str, int] = {}
    for each in left:
        counts[each.reason] = counts.get(each.reason, 0) + 1
    rows = (_ending(each, coming.get(each.case_id), titles, today) for each in left if reason in ("", each.reason))
    return EndingList(tuple(rows), counts)


def _comes_before(next_at: datetime | None, valid_until: date) -> bool:
    return next_at is not None and local_day(next_at) <= valid_until


def _titles(certificates: list[Certificate], language: str) -> dict[tuple[str, int], str]:
    wanted = {(each.case.service, each.case.service_version) for each in certificates}
    return {key: procedure.title(language) for key, procedure in catalogue.in_versions(wanted).items()}


def _ending(row: Certificate, next_at: datetime | None, titles: dict[tuple[str, int], str], today: date) -> EndingRow:
    case = row.case
    who = case.applicant
    return EndingRow(
        case=case.pk,
        file_number=codes.spoken(case.file_number),
        name=", ".join(part for part in (who.family_name, who.given_names) if part),
        service=case.service,
        title=titles.get((case.service, case.service_version), case.service),
        team=case.team,
        status=case.status,
        number=row.number,
        reason=row.reason,
        valid_until=row.valid_until,
        days_left=(row.valid_until - today).days,
        next_at=next_at,
    )


@dataclass(frozen=True, slots=True)
class Monitor:
    """Certificates of a period, from the journal (half-open). Shares are ``None`` where there is nothing to divide by."""

    issued: int
    repeats: int
    decided: int
    by_reason: Mapping[str, int]

    @property
    def repeat_share(self) -> float | None:
        return self.repeats / self.issued if self.issued else None

    @property
    def per_decided(self) -> float | None:
        return self.issued / self.decided if self.decided else None


_MONITOR = """
SELECT e.kind = 'case.certificate_issued' AS certificate, COALESCE(e.payload ->> 'reason', '') AS reason, count(*) AS n,
       count(*) FILTER (WHERE (e.payload ->> 'number')::int > 1) AS repeats
FROM journal_event AS e
WHERE e.happened_at >= %(since)s AND e.happened_at < %(until)s AND e.source = %(own)s
  AND (e.kind = 'case.certificate_issued' OR (e.milestone = 'decided' AND e.kind LIKE 'case.%%'))
GROUP BY 1, 2
"""


def certificates_monitor(*, actor: Actor, since: datetime, until: datetime) -> Monitor:
    """How many certificates were issued, how many of them repeats, and how many cases were decided. One query.

    Counts of the whole office: no member of staff, no nationality. Raises ``NotAllowed``.
    """
    require(actor, "casework.certificates")
    with connection.cursor() as cursor:
        cursor.execute(_MONITOR, {"since": since, "until": until, "own": OWN})
        rows = cursor.fetchall()
    reasons = {reason: n for certificate, reason, n, _repeats in rows if certificate}
    return Monitor(
        issued=sum(reasons.values()),
        repeats=sum(repeats for certificate, _reason, _n, repeats in rows if certificate),
        decided=sum(n for certificate, _reason, n, _repeats in rows if not certificate),
        by_reason=reasons,
    )


def _certificate(row: Certificate, today: date) -> CertificateView:
    return CertificateView(
        id=row.pk,
        number=row.number,
        effect=row.effect,
        paragraph=PARAGRAPHS[row.effect],
        reason=row.reason,
        work_note=row.work_note,
        issued_on=row.issued_on,
        valid_until=row.valid_until,
        is_over=row.valid_until < today,
    )
