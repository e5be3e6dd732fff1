"""Addresses of this journey."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from amtslotse.web.intake import blocks, efa, messages, typing_in

app_name = "intake"
urlpatterns: list[URLPattern | URLResolver] = [
    path("intake/", messages.home, name="home"),
    path("intake/messages.<slug:form>", messages.export, name="export"),
    path("intake/messages/new/", messages.new, name="new"),
    path("intake/messages/<uuid:message>/", messages.message, name="message"),
    path("intake/messages/<uuid:message>/case/", messages.place, name="place"),
    path("intake/messages/<uuid:message>/join/", messages.join, name="join"),
    path("intake/messages/<uuid:message>/answer/", messages.answer, name="answer"),
    path("intake/messages/<uuid:message>/file/", messages.file, name="file"),
    path("intake/messages/<uuid:message>/reason/", messages.sort, name="sort"),
    path("intake/messages/<uuid:message>/attachments/", messages.attach, name="attach"),
    path("intake/messages/<uuid:message>/attachments/<uuid:attachment>/", messages.attachment, name="attachment"),
    path("intake/messages/<uuid:message>/attachments/<uuid:attachment>/put/", messages.put, name="put"),
    path("intake/typed/", typing_in.home, name="typed"),
    path("intake/typed/export/<slug:form>/", typing_in.export, name="typed_export"),
    path("intake/typed/new/", typing_in.start, name="start"),
    path("intake/typed/<uuid:typed>/", typing_in.type_in, name="type"),
    path("intake/typed/<uuid:typed>/documents/", typing_in.documents, name="documents"),
    path("intake/typed/<uuid:typed>/documents/<uuid:attachment>/remove/", typing_in.remove, name="remove"),
    path("intake/typed/<uuid:typed>/check/", typing_in.check, name="check"),
    path("intake/typed/<uuid:typed>/discard/", typing_in.discard, name="discard"),
    path("intake/received/<uuid:filed>/", typing_in.received, name="received"),
    path("intake/received/<uuid:filed>/receipt.pdf", typing_in.receipt, name="receipt"),
    path("intake/efa/", efa.home, name="efa"),
    path("intake/blocks/", blocks.home, name="blocks"),
    path("intake/efa/export/<slug:form>/", efa.export, name="efa_export"),
    path("intake/blocks/export/<slug:form>/", blocks.export, name="blocks_export"),
    path("intake/blocks/new/", blocks.new, name="new_block"),
    path("intake/blocks/<slug:block>/", blocks.block, name="block"),
    path("intake/blocks/<slug:block>/check/", blocks.check, name="check_block"),
    path("intake/blocks/<slug:block>/retire/", blocks.retire, name="retire_block"),
]
