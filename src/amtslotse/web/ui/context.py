"""What every page knows: the office, the language, whether this is the demonstration."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse, translate_url
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext_lazy as _

from amtslotse.accounts import queries as accounts
from amtslotse.accounts.rules import may
from amtslotse.kernel import checked
from amtslotse.offices import queries as offices

_CHECKED = re.compile(r'^"X-Checked-By: *(\S.*)\\n"$', re.MULTILINE)


@dataclass(frozen=True, slots=True)
class LanguageLink:
    """This page in another language, named in its own letters."""

    code: str
    name: str
    url: str
    direction: str
    current: bool


@dataclass(frozen=True, slots=True)
class NavItem:
    label: str
    url: str
    current: bool


#: What stands in the staff bar: label, URL name, right that it needs. A journey that this process does not serve stays out.
STAFF_NAV = (
    (_("Heute"), "desk:today", "desk.today"),
    (_("Auskunft"), "desk:information", "desk.contacts"),
    (_("Notfallliste"), "desk:emergency", "appointments.emergency_list"),
    (_("Planung"), "planner:home", "planner.see"),
    (_("Clearing"), "casework:clearing", "casework.clearing_list"),
    (_("Sachgebiet"), "casework:team", "casework.team_list"),
    (_("Eingang"), "intake:home", "intake.messages"),
    (_("Post"), "post:home", "post.print"),
    (_("Post"), "post:templates", "post.templates"),  # for those who write letters and print none
    (_("Recht"), "legal:home", "legal.knowledge"),
    (_("Verfahren"), "procedures:home", "procedures.see"),
    (_("Aufbewahrung"), "records:home", "records.see"),
    (_("Übernahme"), "records:imports", "records.import"),
    (_("Cockpit"), "cockpit:home", "reporting.cockpit"),
    (_("Gremien"), "council:titles", "reporting.council_table"),
    (_("Rechte"), "staff:rights", "accounts.rights"),
    (_("Konten"), "staff:accounts", "accounts.staff"),
    (_("E-Mails"), "staff:mails", "notify.mails"),
)


def unchecked(language: str) -> bool:
    """Whether some catalogue of the language names nobody who checked it. German is the source and needs no check."""
    if language == settings.LANGUAGE_CODE:
        return False
    return not all(checked.counts(name, demonstration=settings.DEMO) for name in _checkers(language))


@lru_cache
def _checkers(language: str) -> tuple[str, ...]:
    """Who checked each catalogue of the language; empty where nobody did."""
    catalogues = [Path(folder) / language / "LC_MESSAGES" / "django.po" for folder in settings.LOCALE_PATHS]
    heads = [file.read_text("utf-8").split("\n\n")[0] for file in catalogues if file.exists()]
    return tuple(found[1] if (found := _CHECKED.search(head)) else "" for head in heads)


def languages(request: HttpRequest) -> list[LanguageLink]:
    """The same page in each language, with its query."""
    here = request.get_full_path()
    now = get_language() or settings.LANGUAGE_CODE
    return [
        LanguageLink(code, name, translate_url(here, code), "rtl" if code in settings.LANGUAGES_BIDI else "ltr", code == now)
        for code, name in settings.LANGUAGES
    ]


def staff_nav(request: HttpRequest) -> list[NavItem]:
    """The pages this person may open, in the order of the table above. Costs nothing for an applicant."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return []
    actor = accounts.actor_for(user)
    items: list[NavItem] = []
    rooms: dict[str, str] = {}
    for label, name, right in STAFF_NAV:
        try:
            url = reverse(name)
        except NoReverseMatch:
            continue
        if may(actor, right) and str(label) not in {item.label for item in items}:
            items.append(NavItem(str(label), url, request.path.startswith(url)))
            if not name.startswith("staff:"):  # there each page has its own entry, and signing in has none
                rooms.setdefault(name.split(":")[0], url)
    here = max((item.url for item in items if item.current), key=len, default="")  # one page lies below another's address
    if not here and request.resolver_match:  # a page of the same room under another address
        here = rooms.get(request.resolver_match.app_name, "")
    return [replace(item, current=item.url == here) for item in items]


def page(request: HttpRequest) -> dict[str, object]:
    """Names that every template may use. One query: the office."""
    language = get_language() or settings.LANGUAGE_CODE
    try:
        home = reverse("portal:home")
    except NoReverseMatch:
        home = "/"
    return {
        "office": offices.office(),
        "language": language,
        "direction": "rtl" if get_language_bidi() else "ltr",
        "languages": languages(request),
        "is_demo": settings.DEMO,
        "is_unchecked": unchecked(language),
        "home_url": home,
        "staff_nav": lambda: staff_nav(request),
        "quick_exit": False,
    }
