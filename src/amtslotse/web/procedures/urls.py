"""Addresses of this journey."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from amtslotse.web.procedures import editing, home, proving, reading

app_name = "procedures"
urlpatterns: list[URLPattern | URLResolver] = [
    path("procedures/", home.home, name="home"),
    path("procedures/list.<str:kind>", home.export, name="export"),
    path("procedures/new/", home.start, name="start"),
    path("procedures/import/", home.take_in, name="take_in"),
    path("procedures/drift/", reading.drift, name="drift"),
    path("procedures/drift.<str:kind>", reading.drift_export, name="drift_export"),
    path("procedures/service/<slug:service>/", reading.service, name="service"),
    path("procedures/service/<slug:service>/new-version/", home.new_version, name="new_version"),
    path("procedures/service/<slug:service>/steps/", reading.steps, name="steps"),
    path("procedures/service/<slug:service>/training/", reading.training, name="training"),
    path("procedures/service/<slug:service>/<int:version>/file.toml", reading.toml, name="toml"),
    path("procedures/draft/<int:number>/", editing.overview, name="draft"),
    path("procedures/draft/<int:number>/file.toml", editing.toml, name="draft_toml"),
    path("procedures/draft/<int:number>/basics/", editing.basics, name="basics"),
    path("procedures/draft/<int:number>/texts/", editing.texts, name="texts"),
    path("procedures/draft/<int:number>/preview/steps/", reading.preview_steps, name="preview_steps"),
    path("procedures/draft/<int:number>/preview/whole/", reading.preview_whole, name="preview_whole"),
    path("procedures/draft/<int:number>/preview/training/", reading.preview_training, name="preview_training"),
    path("procedures/draft/<int:number>/tests/new/", proving.new_test, name="new_test"),
    path("procedures/draft/<int:number>/tests/<int:test>/", proving.change_test, name="change_test"),
    path("procedures/draft/<int:number>/tests/<int:test>/remove/", proving.remove_test, name="remove_test"),
    path("procedures/draft/<int:number>/submit/", proving.submit, name="submit"),
    path("procedures/draft/<int:number>/give-back/", proving.give_back, name="give_back"),
    path("procedures/draft/<int:number>/discard/", proving.discard, name="discard"),
    path("procedures/draft/<int:number>/release/", proving.release, name="release"),
    path("procedures/draft/<int:number>/documents/bases/", editing.bases, name="bases"),
    path("procedures/draft/<int:number>/<slug:part>/", editing.entries, name="entries"),
    path("procedures/draft/<int:number>/<slug:part>/pick/", editing.pick, name="pick"),
    path("procedures/draft/<int:number>/<slug:part>/new/", editing.new_entry, name="new_entry"),
    path("procedures/draft/<int:number>/<slug:part>/<int:line>/", editing.entry, name="entry"),
    path("procedures/draft/<int:number>/<slug:part>/<int:line>/move/", editing.move, name="move"),
    path("procedures/draft/<int:number>/<slug:part>/<int:line>/remove/", editing.remove, name="remove"),
]
