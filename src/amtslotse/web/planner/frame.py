"""What every page of this journey needs: who, in which language, and the tabs."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from amtslotse.accounts.rules import may
from amtslotse.web.ui.staff_request import StaffRequest


def language() -> str:
    """The language of the page."""
    return get_language() or settings.LANGUAGE_CODE


def tabs(request: StaffRequest, current: str) -> list[dict[str, Any]]:
    """The pages this person may open."""
    every = (
        ("home", ("planner.see",), _("Überblick")),
        ("shares", ("planner.see",), _("Was wäre wenn")),
        ("hours", ("planner.see",), _("Öffnungszeiten")),
        ("counters", ("planner.see",), _("Schalter")),
        ("plan", ("planner.see",), _("Wochenplan")),
        ("policies", ("planner.see",), _("Regeln")),
        ("close", ("planner.close_counter",), _("Schließen")),
        ("stranded", ("planner.change", "appointments.book_for"), _("Ohne Platz im Plan")),
        ("allocation", ("appointments.allocation",), _("Zuteilung")),
    )
    return [
        {"url": f"planner:{name}", "label": label, "current": name == current}
        for name, rights, label in every
        if any(may(request.actor, right) for right in rights)
    ]
