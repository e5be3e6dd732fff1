"""The year of naturalisation for the federal statistics (§ 36 StAG)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language_bidi, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from amtslotse.casework import queries
from amtslotse.casework.queries import NaturalisationYear
from amtslotse.casework.rules.states import CLOSURES
from amtslotse.web.casework.lists import language, tabs
from amtslotse.web.ui import exports
from amtslotse.web.ui.exports import Cell
from amtslotse.web.ui.staff_request import StaffRequest

CLOSED_AS = {
    "granted": gettext_lazy("Einbürgerung"),
    "granted_restricted": gettext_lazy("Einbürgerung"),
    "refused": gettext_lazy("Ablehnung"),
    "revoked": gettext_lazy("Rücknahme oder Widerruf"),
    "withdrawn": gettext_lazy("Antrag zurückgenommen"),
    "moved_away": gettext_lazy("weggezogen"),
    "other_office": gettext_lazy("an eine andere Behörde abgegeben"),
    "died": gettext_lazy("verstorben"),
    "resolved": gettext_lazy("auf andere Weise erledigt"),
}
SEXES = {
    "female": gettext_lazy("weiblich"),
    "male": gettext_lazy("männlich"),
    "diverse": gettext_lazy("divers"),
    "not_stated": gettext_lazy("keine Angabe"),
}
MARITAL = {
    "single": gettext_lazy("ledig"),
    "married": gettext_lazy("verheiratet"),
    "partnership": gettext_lazy("in eingetragener Lebenspartnerschaft"),
    "divorced": gettext_lazy("geschieden"),
    "widowed": gettext_lazy("verwitwet"),
}
PARTS = {
    "persons": gettext_lazy("Eingebürgerte Personen (§ 36 StAG)"),
    "applications": gettext_lazy("Anträge (§ 36 Abs. 2a StAG)"),
    "closures": gettext_lazy("Erledigte Verfahren (§ 36 Abs. 2b StAG)"),
}
_YEARS = 6


def _year(request: StaffRequest) -> int:
    """The chosen year, else the one that is to be delivered next: the last."""
    now = timezone.localdate().year
    asked = request.GET.get("year", "")
    chosen = int(asked) if asked.isdecimal() and asked.isascii() and len(asked) == 4 else now - 1
    return chosen if now - _YEARS < chosen <= now else now - 1


def _read(request: StaffRequest) -> NaturalisationYear:
    return queries.naturalisation_year(actor=request.actor, year=_year(request), language=language())


@require_GET
def year(request: StaffRequest) -> HttpResponse:
    """What the year holds and what is still missing for the delivery."""
    found = _read(request)
    counts: dict[str, int] = {}
    for code in CLOSURES:
        if number := found.closures.get(code, 0):
            label = str(CLOSED_AS[code])
            counts[label] = counts.get(label, 0) + number
    now = timezone.localdate().year
    shown = {
        "found": found,
        "year": str(found.year),
        "counts": list(counts.items()),
        "parts": [(key, label, len(_rows(found, key))) for key, label in PARTS.items()],
        "years": [str(each) for each in range(now, now - _YEARS, -1)],
        "lacking": [person for person in found.persons if person.lacks],
        "tabs": tabs(request, "naturalisation"),
    }
    return render(request, "casework/naturalisation.html", shown)


@require_GET
def export(request: StaffRequest, form: str) -> HttpResponse:
    """One part of the year: persons, applications or closures."""
    part = request.GET.get("part", "persons")
    if part not in PARTS:
        raise Http404(part)
    found = _read(request)
    names = {"persons": _("eingebuergerte"), "applications": _("antraege"), "closures": _("erledigte")}
    name = f"stag-36-{found.year}-{names[part]}"
    return exports.answer(form, name, _header(part), _rows(found, part), right_to_left=get_language_bidi())


def _header(part: str) -> list[str]:
    number = _("Registriernummer (Hilfsmerkmal)")
    if part == "applications":
        return [number, _("Antrag eingegangen am")]
    if part == "closures":
        return [number, _("Erledigt am"), _("Art der Verfahrenserledigung")]
    return [
        number, _("Geburtsjahr"), _("Geschlecht"), _("Familienstand"), _("Wohnort"), _("Aufenthaltsdauer in Jahren"),
        _("Rechtsgrundlage"), _("Bisherige Staatsangehörigkeiten"), _("Eingebürgert am"),
    ]  # fmt: skip


def _rows(found: NaturalisationYear, part: str) -> Sequence[Sequence[Cell]]:
    rows: Iterable[Sequence[Cell]]
    if part == "applications":
        rows = ([each.number, each.received_on] for each in found.filed)
    elif part == "closures":
        rows = ([each.number, each.closed_on, str(CLOSED_AS[each.closure])] for each in found.closed)
    else:
        rows = (
            [
                each.number,
                each.birth_year,
                str(SEXES.get(each.sex, "")),
                str(MARITAL.get(each.marital_status, "")),
                each.residence,
                each.years,
                each.legal_basis,
                each.former_nationalities,
                each.naturalised_on,
            ]
            for each in found.persons
        )
    return list(rows)
