"""The pages of web/intake: what they need to exist, and who may see each."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from amtslotse.casework import actions, queries
from tests.casework import walk
from tests.e2e.entry import FILE, POST, Entry, NoPage

#: A message without a case is for who sorts for the office.
SORTS = {"clearing", "desk"}


def play(scene: Any) -> None:
    """Messages with and without a case, a begun application, one that was just filed, one of the Land, two blocks."""
    clearing, head, now = scene.staff["clearing"], scene.staff["head"], timezone.now()
    parts = scene.ids.setdefault("parts", {})
    actions.ship_blocks(now=now)
    block = actions.write_block(
        reason="status", title="Stand", texts={"de": "Auf Deutsch.", "ar": "بالعربية."}, by=head, now=now
    )
    actions.check_block(block=block, by=clearing, now=now)
    said = {"reason": "status", "sender_name": "Nguyễn Lan", "by": clearing, "now": now}
    loose = actions.receive_message(
        channel="letter", sender_born="2001-05-00", subject="سؤال", language="ar", text="ما وضع ملفي؟", **said
    )
    scene.ids["scan"] = actions.attach_to_message(message=loose, name="Scan.pdf", content=walk.pdf(), by=clearing, now=now)
    actions.receive_message(channel="mail", sender_email="lan@example.org", text="ما وضع ملفي؟", **said)
    placed = actions.receive_message(
        channel="letter", text="Noch ein Brief.", case=scene.ids["in_team"], subject="Zum Vorgang", **said
    )
    answered = actions.receive_message(channel="mail", text="Wann offen?", sender_email="wer@example.org", **said)
    actions.answer_message(message=answered, text="Montags.", by=clearing, now=now)
    draft = actions.start_typed(
        service=walk.SERVICE, language="ar", source="paper", received_on=timezone.localdate() - timedelta(days=2),
        known_from=scene.ids["received"], relation="same_person", by=clearing, now=now,
    )  # fmt: skip
    efa = {
        "format": "amtslotse-efa-1", "id": "BW-1", "service": walk.SERVICE, "language": "ar",
        "submitted_at": (now - timedelta(days=1)).isoformat(), "answers": {"family_name": "Haddad"},
        "attachments": [{"need": "passport", "file": "fehlt.pdf"}],
    }  # fmt: skip
    actions.take_in_efa(content=json.dumps(efa).encode(), is_xml=False, files={}, by=clearing, now=now)
    client = Client()
    client.cookies["sessionid"] = scene.sessions["clearing"]
    filed = _filed(client)
    ready = _typed(client)
    scene.sessions["clearing"] = client.cookies["sessionid"].value
    parts |= {"message": loose, "attachment": scene.ids["scan"], "typed": draft, "filed": filed, "block": "stand"}
    scene.ids |= {"placed": placed, "answered": answered, "ready_to_file": ready}


def _typed(client: Client) -> UUID:
    """The id of an application in which every question is answered."""
    answer = client.post("/de/intake/typed/new/", {"service": walk.SERVICE, "source": "counter", "language": "ar"})
    draft = UUID(answer.url.rstrip("/").rsplit("/", 1)[1])  # type: ignore[attr-defined]
    by, now = _actor(client), timezone.now()
    while True:
        view = queries.typed(actor=by, draft=draft, language="de")
        missing = [question for question in view.questions if question.key not in view.answers]
        if not missing:
            return draft
        kinds = {"date": "2027-12-31", "yesno": "yes"}
        values = {
            each.key: walk.ANSWERS.get(each.key, "")
            or (each.options[0].key if each.options else kinds.get(each.kind, "X" if each.required else ""))
            for each in missing
        }
        actions.type_answers(draft=draft, answers=values, by=by, now=now)


def _actor(client: Client) -> Any:
    from django.contrib.auth import get_user

    from amtslotse.accounts.queries import actor_for

    request = type("Request", (), {"session": client.session})()
    return actor_for(get_user(request))  # type: ignore[arg-type]


def _filed(client: Client) -> UUID:
    draft = _typed(client)
    client.post(f"/de/intake/typed/{draft}/documents/", {"need": "passport", "file": SimpleUploadedFile("a.pdf", walk.pdf())})
    page = client.get(f"/de/intake/typed/{draft}/check/").content.decode()
    found = re.search(r'name="digest" value="([^"]+)"', page)
    assert found
    answer = client.post(f"/de/intake/typed/{draft}/check/", {"digest": found[1], "confirmed": "yes"})
    return UUID(answer.url.rstrip("/").rsplit("/", 1)[1])  # type: ignore[attr-defined]


def loose(ids: dict[str, Any]) -> dict[str, Any]:
    return {"message": ids["parts"]["message"]}


def typed(ids: dict[str, Any]) -> dict[str, Any]:
    return {"typed": ids["parts"]["typed"]}


ENTRIES: dict[str, tuple[Entry, ...] | NoPage] = {
    "intake:home": (Entry("clearing"), Entry("desk", query="q=xyzzy")),
    "intake:export": FILE,
    "intake:new": (Entry("clearing"),),
    "intake:message": (
        Entry("clearing", loose),
        Entry("author", lambda ids: {"message": ids["placed"]}),
    ),
    "intake:place": POST,
    "intake:join": POST,
    "intake:answer": POST,
    "intake:file": POST,
    "intake:sort": POST,
    "intake:attach": POST,
    "intake:attachment": FILE,
    "intake:put": POST,
    "intake:typed": (Entry("clearing"),),
    "intake:start": (Entry("clearing", query="q=Lan+Nguyễn&born_2=2001&born_1=5"),),
    "intake:type": (Entry("clearing", typed),),
    "intake:documents": (Entry("clearing", lambda ids: {"typed": ids["ready_to_file"]}),),
    "intake:remove": POST,
    "intake:check": (Entry("clearing", lambda ids: {"typed": ids["ready_to_file"]}),),
    "intake:discard": POST,
    "intake:received": (Entry("clearing", lambda ids: {"filed": ids["parts"]["filed"]}),),
    "intake:receipt": FILE,
    "intake:efa": (Entry("clearing"),),
    "intake:typed_export": FILE,
    "intake:efa_export": FILE,
    "intake:blocks_export": FILE,
    "intake:blocks": (Entry("head"),),
    "intake:new_block": (Entry("clearing"),),
    "intake:block": (
        Entry("clearing", lambda ids: {"block": "stand"}),
        Entry("head", lambda ids: {"block": "termin-selbst-buchen"}),
    ),
    "intake:check_block": POST,
    "intake:retire_block": POST,
}

#: Who may open the objects of an address.
OWNERS: dict[str, set[str]] = {
    **{
        f"intake:{name}": SORTS
        for name in ("message", "place", "join", "answer", "file", "sort", "attach", "attachment", "put")
    },
    **{f"intake:{name}": SORTS for name in ("type", "documents", "remove", "check", "discard")},
    "intake:received": {"clearing"},  # in the session that took it in
    "intake:receipt": {"clearing"},
    **{f"intake:{name}": {"clearing", "head"} for name in ("block", "check_block", "retire_block")},
}
#: Pages of a role, without an object in the address.
PAGES: dict[str, set[str]] = {
    "intake:home": {*SORTS, "author", "reviewer", "other_team"},
    "intake:export": {*SORTS, "author", "reviewer", "other_team"},
    **{f"intake:{name}": SORTS for name in ("new", "typed", "typed_export", "start", "efa", "efa_export")},
    "intake:blocks": {"clearing", "head"},
    "intake:blocks_export": {"clearing", "head"},
    "intake:new_block": {"clearing", "head"},
}
#: For everybody: nothing of anybody stands on them.
OPEN: set[str] = set()
