"""What every page of the intake shows: its tabs, and the language it speaks."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from amtslotse.accounts.rules import may
from amtslotse.casework.queries import Download
from amtslotse.kernel.errors import InvalidInput
from amtslotse.web.ui import asked
from amtslotse.web.ui.staff_request import StaffRequest


def tabs(request: StaffRequest, current: str) -> list[dict[str, Any]]:
    """The parts of the intake that this person may open."""
    every = (
        ("home", "intake.messages", _("Nachrichten")),
        ("typed", "intake.type_in", _("Anträge aufnehmen")),
        ("efa", "intake.type_in", _("Online-Dienst")),
        ("blocks", "intake.blocks", _("Textbausteine")),
    )
    return [
        {"url": f"intake:{name}", "label": label, "current": name == current}
        for name, right, label in every
        if may(request.actor, right)
    ]


def language() -> str:
    """The language of the page."""
    return get_language() or settings.LANGUAGE_CODE


def day(text: str, *, field: str) -> date | None:
    """A day that was typed in three boxes; ``None`` when nothing was. Raises ``InvalidInput`` (``not_a_date``)."""
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InvalidInput(field=field, reason="not_a_date") from None


def page_of(request: StaffRequest) -> int:
    """The page of a list that the address asks for."""
    return asked.page(request.GET.get("page", ""))


def download(file: Download) -> HttpResponse:
    """A file to keep: the browser never opens it as part of this site."""
    response = HttpResponse(file.content, content_type=file.media_type, headers={"X-Content-Type-Options": "nosniff"})
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["Content-Disposition"] = content_disposition_header(True, file.name) or "attachment"
    return response
