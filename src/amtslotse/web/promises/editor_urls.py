"""Addresses of the head of office, and of the council's file."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from amtslotse.web.promises import editing, showing

app_name = "promise_editor"
urlpatterns: list[URLPattern | URLResolver] = [
    path("cockpit/promises/", editing.home, name="home"),
    path("cockpit/promises/new/", editing.new, name="new"),
    path("cockpit/promises/<uuid:promise>/", editing.promise, name="promise"),
    path("cockpit/promises/<uuid:promise>/publish/", editing.publish, name="publish"),
    path("cockpit/promises/<uuid:promise>/discard/", editing.discard, name="discard"),
    path("cockpit/promises/<uuid:promise>/withdraw/", editing.withdraw, name="withdraw"),
    path("cockpit/promises/<uuid:promise>/<int:promise_version>/<slug:promise_language>/", editing.translate, name="translate"),
    path("cockpit/promises/<uuid:promise>/<int:promise_version>/<slug:promise_language>/check/", editing.check, name="check"),
    path("council/promises.<str:kind>", showing.council_export, name="export"),
]
