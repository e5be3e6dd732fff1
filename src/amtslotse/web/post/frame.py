"""What the pages of the post share."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from amtslotse.accounts.rules import may
from amtslotse.casework import queries
from amtslotse.web.ui import asked
from amtslotse.web.ui.staff_request import StaffRequest


def tabs(request: StaffRequest, current: str) -> list[dict[str, Any]]:
    """The pages of this room that the person may open, with how much lies in each."""
    counts = queries.post_counts(actor=request.actor)
    every = (
        ("home", "post.print", _("Druck"), counts["queued"]),
        ("returns", "post.print", _("Rückläufer"), counts["returned"]),
        ("bulk", "post.bulk", _("Serienbriefe"), counts["waiting"]),
        ("templates", "post.templates", _("Vorlagen"), None),
        ("mails", "post.templates", _("Mailtexte"), None),
    )
    return [
        {"url": f"post:{name}", "label": label, "count": count, "current": name == current}
        for name, right, label, count in every
        if may(request.actor, right)
    ]


def language() -> str:
    """The language of the page."""
    return get_language() or settings.LANGUAGE_CODE


def page_of(request: StaffRequest) -> int:
    """The page that the address asks for."""
    return asked.page(request.GET.get("page", ""))
