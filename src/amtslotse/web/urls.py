"""The whole map: public pages and staff pages, each in its language, servable apart."""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path

from amtslotse.web.staff.urls import unprefixed
from amtslotse.web.ui.urls import files

EVERYWHERE = (path("", include("amtslotse.web.ui.urls")),)
PUBLIC = (
    path("", include("amtslotse.web.portal.urls")),
    path("", include("amtslotse.web.booking.urls")),
    path("", include("amtslotse.web.hall.urls")),
    path("", include("amtslotse.web.promises.urls")),
)
STAFF = (
    path("", include("amtslotse.web.staff.urls")),
    path("", include("amtslotse.web.desk.urls")),
    path("", include("amtslotse.web.planner.urls")),
    path("", include("amtslotse.web.intake.urls")),
    path("", include("amtslotse.web.casework.urls")),
    path("", include("amtslotse.web.post.urls")),
    path("", include("amtslotse.web.legal.urls")),
    path("", include("amtslotse.web.procedures.urls")),
    path("", include("amtslotse.web.records.urls")),
    path("", include("amtslotse.web.cockpit.urls")),
    path("", include("amtslotse.web.council.urls")),
    path("", include("amtslotse.web.promises.editor_urls")),
)


def patterns(surface: str) -> list[URLPattern | URLResolver]:
    """The addresses of a process that serves ``all``, ``public`` or ``staff`` pages."""
    shown = (*EVERYWHERE, *(PUBLIC if surface != "staff" else ()), *(STAFF if surface != "public" else ()))
    return [*files, *(unprefixed if surface != "public" else ()), *i18n_patterns(*shown)]


handler400 = "amtslotse.web.ui.errors.refused"
handler403 = "amtslotse.web.ui.errors.not_found"
handler404 = "amtslotse.web.ui.errors.not_found"
handler500 = "amtslotse.web.ui.errors.broken"
