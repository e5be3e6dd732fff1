"""The pages of web/post: what they need to exist, and who may see each."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from amtslotse.casework import actions
from amtslotse.casework.actions import bulk, printing
from amtslotse.casework.models import Delivery
from amtslotse.journal.queries import clock
from tests.casework import walk
from tests.casework.test_letters import NO_MAIL
from tests.e2e.entry import FILE, POST, Entry, NoPage


def play(scene: Any) -> None:
    """A letter in every state of its way, a print that is made and one that is not, letters to many, and templates."""
    now = clock()
    before, by = now - timedelta(hours=3), scene.staff["clearing"]
    sent = _posted(scene, before), _posted(scene, before)
    ready = printing.print_letters(run=uuid4(), by=by, now=before)
    printing.make_run(run=ready, now=before)
    printing.hand_to_post(run=ready, by=by, now=before)
    actions.note_returned(delivery=sent[1], returned_on=now.date(), reason="moved", by=by, now=now)
    printed = _posted(scene, before)
    made = printing.print_letters(run=uuid4(), by=by, now=before)
    printing.make_run(run=made, now=before)
    _posted(scene, before)
    making = printing.print_letters(run=uuid4(), by=by, now=before)
    queued = _posted(scene, now)

    released = _template(scene, "office-moves", "Unser Schalter zieht um", before)
    actions.release_template(template=released, by=scene.staff["legal"], now=before)
    draft = _template(scene, "come", "Bitte kommen Sie vorbei", now)
    waiting = _bulk(scene, now)
    gone = _bulk(scene, before)
    bulk.send(bulk_letter=gone, now=before + bulk.WAITS)

    scene.ids["post"] = {
        "queued": queued,
        "printed": printed,
        "sent": sent[0],
        "returned": sent[1],
        "made": made,
        "making": making,
        "waiting": waiting,
        "gone": gone,
        "released": released,
        "heard": _heard(scene, before),
    }
    scene.ids.setdefault("parts", {}).update(
        delivery=queued, print_run=made, bulk_letter=waiting, letter_template=draft, text_language="ar", texts="case"
    )


def _posted(scene: Any, now: datetime) -> UUID:
    """A request for somebody without a mail address."""
    access = walk.filed(NO_MAIL, now=now)
    by = scene.staff["clearing"]
    actions.open_check(case=access.case, by=by, now=now)
    actions.mark(case=access.case, need="passport", verdict="missing", by=by, now=now)
    actions.request_documents(case=access.case, by=by, now=now)
    return Delivery.objects.get(letter__case=access.case, channel="post").pk


def _heard(scene: Any, now: datetime) -> UUID:
    """A case in its team whose applicant is asked before a refusal."""
    access = walk.filed(now=now)
    names = ("clearing", "author", "reviewer", "other_team", "head", "council")
    people = walk.People(**{name: scene.staff[name] for name in names})
    walk.to_team(access, people, now=now)
    reasons = "Der Lebensunterhalt ist nicht gesichert. Es fehlen Kontoauszüge seit Mai."
    actions.write_hearing(case=access.case, outcome="refuse", reasons=reasons, by=scene.staff["author"], now=now)
    return access.case


def _template(scene: Any, key: str, title: str, now: datetime) -> UUID:
    by = scene.staff["head"]
    plain = "Guten Tag {name}, ab Montag finden Sie uns in der Marktstraße 5. Für Sie ändert sich sonst nichts."
    made = actions.draft_template(key=key, title=title, plain=plain, legal="", by=by, now=now)
    actions.translate_template(
        template=made,
        language="ar",
        title="انتقل الشباك",
        plain="نجدكم من يوم الاثنين في العنوان الجديد.",
        legal="",
        by=by,
        now=now,
    )
    return made


def _bulk(scene: Any, now: datetime) -> UUID:
    made = uuid4()
    selection = {"status": "awaiting_documents"}
    shown = actions.bulk.chosen(selection).count()
    return actions.prepare_bulk(
        bulk_letter=made, template="office-moves", selection=selection, shown=shown, by=scene.staff["head"], now=now
    )


def one(part: str, name: str, **more: Any) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda ids: {part: ids["post"][name], **more}


def draft(**more: Any) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda ids: {"letter_template": ids["parts"]["letter_template"], **more}


ENTRIES: dict[str, tuple[Entry, ...] | NoPage] = {
    "post:home": (Entry("clearing"),),
    "post:export": FILE,
    "post:start": POST,
    "post:run": (Entry("clearing", one("print_run", "made")), Entry("clearing", one("print_run", "making"))),
    "post:run_file": FILE,
    "post:run_posted": POST,
    "post:run_again": POST,
    "post:scan": (Entry("clearing", query="code=0000-0000", status=404),),
    "post:returns": (Entry("clearing"),),
    "post:returns_export": FILE,
    "post:delivery": tuple(Entry("clearing", one("delivery", state)) for state in ("queued", "sent", "returned")),
    "post:recall": POST,
    "post:delivered": POST,
    "post:returned": POST,
    "post:settle": POST,
    "post:bulk": (Entry("head"),),
    "post:bulk_new": (Entry("head", query="template=office-moves"),),
    "post:bulk_one": (Entry("head", one("bulk_letter", "waiting")), Entry("head", one("bulk_letter", "gone"))),
    "post:bulk_recall": POST,
    "post:templates": (Entry("legal"),),
    "post:template_new": (Entry("head"),),
    "post:template": (Entry("legal", draft()), Entry("head", one("letter_template", "released"))),
    "post:template_release": POST,
    "post:translation": (Entry("legal", draft(text_language="ar")),),
    "post:translation_checked": POST,
    "post:write": (Entry("clearing", lambda ids: {"case": ids["in_team"]}, query="template=office-moves"),),
    "post:hearing": (
        Entry("author", lambda ids: {"case": ids["in_team"]}),
        Entry("author", lambda ids: {"case": ids["post"]["heard"]}),
    ),
    "post:heard": POST,
    "post:mails": (Entry("legal"),),
    "post:mail_texts": (Entry("legal", lambda _ids: {"texts": "case", "text_language": "ar"}),),
}

_PRINT = {"clearing", "author", "reviewer", "other_team"}
_BULK = {"clearing", "head"}
_TEMPLATES = {"legal", "head"}
#: Who may open the objects of an address.
OWNERS: dict[str, set[str]] = {
    # Letters of cases that still lie in clearing: no team's yet.
    **{f"post:{name}": {"clearing"} for name in ("run", "run_file", "run_posted", "run_again")},
    **{f"post:{name}": {"clearing"} for name in ("delivery", "recall", "delivered", "returned", "settle")},
    **{f"post:{name}": _BULK for name in ("bulk_one", "bulk_recall")},
    **{f"post:{name}": _TEMPLATES for name in ("template", "template_release", "translation", "translation_checked")},
    "post:mail_texts": _TEMPLATES,
    "post:write": {"clearing", "author", "reviewer"},
    **{f"post:{name}": {"author", "reviewer"} for name in ("hearing", "heard")},
}
#: Pages of a role, without an object in the address.
PAGES: dict[str, set[str]] = {
    **{f"post:{name}": _PRINT for name in ("home", "export", "scan", "returns", "returns_export")},
    **{f"post:{name}": _BULK for name in ("bulk", "bulk_new")},
    **{f"post:{name}": _TEMPLATES for name in ("templates", "template_new", "mails")},
}
#: A POST that says what it makes in its form; it answers everybody else as if it were not there (tests/web/test_post.py).
OPEN: set[str] = {"post:start"}
