"""Addresses of this journey."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from amtslotse.web.records import giving, keeping

app_name = "records"
urlpatterns: list[URLPattern | URLResolver] = [
    path("records/", keeping.home, name="home"),
    path("records/export/<slug:form>/", keeping.export, name="export"),
    path("records/holds/new/", keeping.hold, name="hold"),
    path("records/holds/export/<slug:form>/", keeping.holds_export, name="holds_export"),
    path("records/holds/<uuid:legal_hold>/lift/", keeping.lift, name="lift"),
    path("records/folder/<uuid:case>/", giving.folder, name="folder"),
]
