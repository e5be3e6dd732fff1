"""Addresses of this journey."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from amtslotse.web.post import hearing, mails, many, printing, tracking, writing

app_name = "post"
urlpatterns: list[URLPattern | URLResolver] = [
    path("post/", printing.home, name="home"),
    path("post/export/<slug:form>/", printing.export, name="export"),
    path("post/print/", printing.start, name="start"),
    path("post/runs/<uuid:print_run>/", printing.run, name="run"),
    path("post/runs/<uuid:print_run>/file/", printing.run_file, name="run_file"),
    path("post/runs/<uuid:print_run>/posted/", printing.run_posted, name="run_posted"),
    path("post/runs/<uuid:print_run>/again/", printing.run_again, name="run_again"),
    path("post/scan/", tracking.scan, name="scan"),
    path("post/returns/", tracking.returns, name="returns"),
    path("post/returns/export/<slug:form>/", tracking.returns_export, name="returns_export"),
    path("post/letters/<uuid:delivery>/", tracking.delivery, name="delivery"),
    path("post/letters/<uuid:delivery>/recall/", tracking.recall, name="recall"),
    path("post/letters/<uuid:delivery>/delivered/", tracking.delivered, name="delivered"),
    path("post/letters/<uuid:delivery>/returned/", tracking.returned, name="returned"),
    path("post/letters/<uuid:delivery>/settle/", tracking.settle, name="settle"),
    path("post/bulk/", many.bulk, name="bulk"),
    path("post/bulk/new/", many.bulk_new, name="bulk_new"),
    path("post/bulk/<uuid:bulk_letter>/", many.bulk_one, name="bulk_one"),
    path("post/bulk/<uuid:bulk_letter>/recall/", many.bulk_recall, name="bulk_recall"),
    path("post/templates/", writing.templates, name="templates"),
    path("post/templates/new/", writing.template_new, name="template_new"),
    path("post/templates/<uuid:letter_template>/", writing.template, name="template"),
    path("post/templates/<uuid:letter_template>/release/", writing.template_release, name="template_release"),
    path("post/templates/<uuid:letter_template>/<slug:text_language>/", writing.translation, name="translation"),
    path(
        "post/templates/<uuid:letter_template>/<slug:text_language>/checked/",
        writing.translation_checked,
        name="translation_checked",
    ),
    path("post/write/<uuid:case>/", writing.write, name="write"),
    path("post/hearing/<uuid:case>/", hearing.hearing, name="hearing"),
    path("post/hearing/<uuid:case>/answered/", hearing.heard, name="heard"),
    path("post/mails/", mails.home, name="mails"),
    path("post/mails/<slug:texts>/<slug:text_language>/", mails.mail_texts, name="mail_texts"),
]
