"""What others may know of the office."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date

from django.db import connection
from django.db.models import Q

from amtslotse.kernel.errors import NotFound
from amtslotse.offices.models import LegalPage, Team
from amtslotse.offices.rules import LEGAL_PAGES


@dataclass(frozen=True, slots=True)
class OfficeView:
    """The office as pages and letters show it."""

    name: str
    city: str
    land: str
    address: str
    telephone: str
    email: str
    colour: str
    accent: str
    hours: dict[str, str] = field(default_factory=dict)
    settings: dict[str, int] = field(default_factory=dict)
    values: dict[str, dict[str, str]] = field(default_factory=dict)  # code → language → what it stands for; empty: the usual

    def hours_in(self, language: str) -> str:
        """Opening hours in the language, else in German."""
        return self.hours.get(language) or self.hours.get("de", "")

    def number(self, key: str) -> int:
        """A number the office decides, such as ``request_days``."""
        return self.settings.get(key, DEFAULT_NUMBERS[key])


#: Configuration, not law: domain.md gives no figure for any of these.
DEFAULT_NUMBERS = {
    "upload_months": 6,  # uploads go so long after the decision is final; 0: the office has not said
    "case_months": 0,  # a whole case so; domain.md has no figure: until the office names one, cases stay
    "message_days": 180,  # messages without a case, after they are over; 0: they stay
    "request_days": 28,  # how long an applicant has to send what is missing
    "hearing_days": 14,  # how long somebody has to answer a hearing (§ 28 VwVfG), from the day it is written
    "hearing_shortest_days": 7,  # so long before that day the letter must be in the post, else it heard nobody: legal check
    "draft_days": 60,  # how long an unfinished application is kept
    "mail_attempts": 8,
    "review_percent": 10,  # of grants, drawn for a second person; refusals and the like are always reviewed
    "legal_review_size": 30,  # decisions a month in the legal review
    "opinion_size": 60,  # cases a month for a second opinion on urgency and difficulty
    "appointment_keep_days": 7,  # how long names are kept after a visit
    "emergency_release_minutes": 120,  # so long before, an unused emergency place is for short matters
    "wait_estimate_from": 30,  # so many measured services before a wait is estimated
    "call_back_keep_days": 14,  # how long a call-back is kept after it was done
    "renewal_days": 90,  # so long before a title ends its holder is invited to renew it
    "opportunity_card_whole_year": 1,  # § 20b: "nicht älter als 35" until the 36th birthday (1) or the 35th (0): legal check
    "certificate_days": 90,  # how long a Fiktionsbescheinigung is proposed to last; a person chooses the day
    "cash_prefix": 810,  # how the office's Kassenzeichen begin
    "identity_card_cents": 0,  # § 47(3) AufenthV: as a German identity card; 0: the sum is not known
    "identity_card_cents_under_24": 0,
    "question_days": 14,  # a question so many days after a letter counts as one about it
    "contact_days": 7,  # a contact is settled for good when its case brings none in so many days
    "short_release_minutes": 15,  # and an unused short place for walk-ins
}

_OFFICE = "SELECT name, city, land, address, telephone, email, colour, accent, hours, settings FROM offices_office"

#: Shown until the office has been set up.
UNNAMED = OfficeView("Ausländerbehörde", "", "BW", "", "", "", "#171A1C", "#8A4A00")


@dataclass(frozen=True, slots=True)
class LegalPageView:
    kind: str
    language: str
    title: str
    body: str
    checked: bool


def office() -> OfficeView:
    """The one office, or a nameless one before it is set up. One query."""
    with connection.cursor() as cursor:  # on the way of every page and every mail
        cursor.execute(_OFFICE)
        row = cursor.fetchone()
    if row is None:
        return UNNAMED
    name, city, land, address, telephone, email, colour, accent, hours, settings = row
    texts = (name, city, land, address, telephone, email, colour, accent)
    numbers = json.loads(settings)
    values = numbers.pop("values", {})
    return OfficeView(*texts, hours=json.loads(hours), settings=numbers, values=values)


def legal_page(kind: str, language: str) -> LegalPageView:
    """The page in the language, else in German. Raises ``NotFound``."""
    pages = {page.language: page for page in LegalPage.objects.filter(kind=kind, language__in=[language, "de"])}
    page = pages.get(language) or pages.get("de")
    if page is None:
        raise NotFound(kind)
    return LegalPageView(page.kind, page.language, page.title, page.body, page.checked_on is not None)


def missing_legal_pages() -> tuple[str, ...]:
    """The kinds of legal page that have no German text yet."""
    present = set(LegalPage.objects.filter(language="de").exclude(body="").values_list("kind", flat=True))
    return tuple(kind for kind in LEGAL_PAGES if kind not in present)


def team_names(language: str, *, on: date) -> dict[str, str]:
    """The name of every team that exists on the day, by its code."""
    living = Team.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on), valid_from__lte=on).order_by("code")
    return {team.code: team.names.get(language) or team.names["de"] for team in living}


def team_name(code: str, language: str, *, on: date) -> str:
    """The name of a team on a day; its code where there is none."""
    return team_names(language, on=on).get(code, code)
