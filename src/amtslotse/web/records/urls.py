"""Addresses of this journey."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from amtslotse.web.records import giving, keeping, moving, taking_over

app_name = "records"
urlpatterns: list[URLPattern | URLResolver] = [
    path("records/", keeping.home, name="home"),
    path("records/export/<slug:form>/", keeping.export, name="export"),
    path("records/holds/new/", keeping.hold, name="hold"),
    path("records/holds/export/<slug:form>/", keeping.holds_export, name="holds_export"),
    path("records/holds/<uuid:legal_hold>/lift/", keeping.lift, name="lift"),
    path("records/folder/<uuid:case>/", giving.folder, name="folder"),
    path("records/imports/", taking_over.imports, name="imports"),
    path("records/imports/export/<slug:form>/", taking_over.imports_export, name="imports_export"),
    path("records/imports/<uuid:import_run>/", taking_over.import_run, name="import"),
    path("records/imports/<uuid:import_run>/start/", taking_over.start, name="import_start"),
    path("records/imports/<uuid:import_run>/drop/", taking_over.drop, name="import_drop"),
    path("records/imports/<uuid:import_run>/faults/<slug:form>/", taking_over.faults, name="import_faults"),
    path("records/imports/<uuid:import_run>/report/<slug:form>/", taking_over.report, name="import_report"),
    path("records/imports/moves/", moving.moves, name="moves"),
    path("records/imports/moves/export/<slug:form>/", moving.moves_export, name="moves_export"),
    path("records/imports/moves/<uuid:team_move>/", moving.move, name="move"),
    path("records/imports/moves/<uuid:team_move>/export/<slug:form>/", moving.move_export, name="move_export"),
]
