"""The year of naturalisation for the federal statistics (§ 36 StAG): applications, closed procedures, naturalised persons.

Single persons stand in it: it is for the statistical office and nobody else, so only who may see every case gets it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from amtslotse.accounts.rules import require
from amtslotse.casework.models import Case
from amtslotse.casework.rules.filing import local_day
from amtslotse.catalogue import queries as catalogue
from amtslotse.catalogue.rules import country_name
from amtslotse.kernel import codes, localtime
from amtslotse.kernel.actor import Actor

PURPOSES = "EINB_"
_NATURALISED = ("granted", "granted_restricted")


@dataclass(frozen=True, slots=True)
class Filed:
    """An application of the year (§ 36 Abs. 2a StAG)."""

    case: UUID
    number: str
    received_on: date


@dataclass(frozen=True, slots=True)
class Closed:
    """A procedure closed in the year, and how (§ 36 Abs. 2b StAG). ``closure``: one of ``states.CLOSURES``."""

    case: UUID
    number: str
    closed_on: date
    closure: str


@dataclass(frozen=True, slots=True)
class Naturalised:
    """A naturalised person with what § 36 StAG asks. Empty where she did not say; ``years`` of stay ``None`` so."""

    case: UUID
    number: str
    birth_year: int
    sex: str
    marital_status: str
    residence: str
    years: int | None
    legal_basis: str
    former_nationalities: str
    naturalised_on: date

    @property
    def lacks(self) -> bool:
        """Whether something the statistics ask is missing."""
        return not (self.sex and self.marital_status and self.residence and self.years is not None)


@dataclass(frozen=True, slots=True)
class NaturalisationYear:
    year: int
    deadline_on: date  # 1 March of the following year (§ 36 StAG)
    filed: tuple[Filed, ...]
    closed: tuple[Closed, ...]
    persons: tuple[Naturalised, ...]

    @property
    def closures(self) -> Mapping[str, int]:
        """Closed procedures by their kind."""
        found: dict[str, int] = {}
        for each in self.closed:
            found[each.closure] = found.get(each.closure, 0) + 1
        return found

    @property
    def lacking(self) -> int:
        """Persons of whom something is missing."""
        return sum(person.lacks for person in self.persons)


def naturalisation_year(*, actor: Actor, year: int, language: str) -> NaturalisationYear:
    """All three parts. Two queries, whatever the number. Raises ``NotAllowed``."""
    require(actor, "casework.naturalisation_year")
    begins, ends = localtime.begins(date(year, 1, 1)), localtime.begins(date(year + 1, 1, 1))
    within = Q(received_at__gte=begins, received_at__lt=ends) | Q(ended_at__gte=begins, ended_at__lt=ends)
    rows = list(Case.objects.filter(within, purpose__startswith=PURPOSES).select_related("applicant").order_by("received_at"))
    closed = [(row, row.ended_at) for row in rows if row.ended_at is not None and begins <= row.ended_at < ends]
    closed.sort(key=lambda pair: pair[1])
    procedures = catalogue.in_versions({(row.service, row.service_version) for row in rows})
    return NaturalisationYear(
        year=year,
        deadline_on=date(year + 1, 3, 1),
        filed=tuple(
            Filed(row.pk, codes.spoken(row.file_number), local_day(row.received_at))
            for row in rows
            if begins <= row.received_at < ends
        ),
        closed=tuple(Closed(row.pk, codes.spoken(row.file_number), local_day(at), row.closure) for row, at in closed),
        persons=tuple(
            _person(row, at, procedures[row.service, row.service_version].legal_basis, language)
            for row, at in closed
            if row.closure in _NATURALISED
        ),
    )


def _person(row: Case, at: datetime, legal_basis: str, language: str) -> Naturalised:
    who, on = row.applicant, local_day(at)
    former = [country_name(who.nationality, language), who.answers.get("other_nationalities", "")]
    return Naturalised(
        case=row.pk,
        number=codes.spoken(row.file_number),
        birth_year=who.birth_year,
        sex=who.answers.get("sex", ""),
        marital_status=who.answers.get("marital_status", ""),
        residence=f"{who.postcode} {who.city}".strip(),
        years=_years(row.answers.get("resident_since", ""), on),
        legal_basis=legal_basis,
        former_nationalities=", ".join(part for part in former if part),
        naturalised_on=on,
    )


def _years(since: str, on: date) -> int | None:
    """Full years of stay."""
    if not since:
        return None
    began = date.fromisoformat(since)
    return on.year - began.year - ((on.month, on.day) < (began.month, began.day))
