"""The pages of web/casework that came with casework: what they need to exist, and who may see each."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from amtslotse.casework import actions, queries
from tests.casework import walk
from tests.e2e import entries_casework_fees as fees
from tests.e2e import entries_inbox as inbox
from tests.e2e.entry import FILE, POST, Entry, NoPage


def play(scene: Any) -> None:
    """A child's case and one of the Chancenkarte lie with the team, beside what the scene has."""
    play_family(scene)
    play_waiting(scene)
    fees.play(scene)
    inbox.play(scene)


def play_waiting(scene: Any) -> None:
    """A case waits for two bodies, one of them late and down; one asks for papers from the team; one let its deadline pass."""
    now, staff = datetime.now(UTC), scene.staff
    people = walk.People(
        clearing=staff["clearing"],
        author=staff["author"],
        reviewer=staff["reviewer"],
        other_team=staff["other_team"],
        head=staff["head"],
        council=staff["council"],
    )
    waits = walk.filed(now=now - timedelta(days=70))
    walk.to_team(waits, people, now=now - timedelta(days=68))
    ask = {"case": waits.case, "by": people.author}
    over = actions.suspend(partner="recognition", note="Zeugnis", now=now - timedelta(days=60), **ask)
    actions.stop_waiting(suspension=over, ending="answered", now=now - timedelta(days=40), **ask)
    actions.suspend(partner="bundesagentur", note="Zustimmung zur Beschäftigung", now=now - timedelta(days=30), **ask)
    interval = actions.suspend(partner="court", now=now - timedelta(days=10), **ask)
    actions.begin_outage(partner="bundesagentur", note="Störung der Leitung", by=people.head, now=now)
    asked = walk.filed(now=now - timedelta(days=9))
    walk.to_team(asked, people, now=now - timedelta(days=8))
    actions.mark(case=asked.case, need="passport", verdict="missing", by=people.author, now=now - timedelta(days=2))
    actions.request_documents(case=asked.case, by=people.author, now=now - timedelta(days=2))
    late = walk.filed(now=now - timedelta(days=60))
    walk.to_waiting(late, people, now=now - timedelta(days=59))
    scene.ids |= {"waits": waits.case, "asked": asked.case, "late": late.case}
    scene.ids.setdefault("parts", {}).update({"body": "bundesagentur", "suspension": interval})


def play_family(scene: Any) -> None:
    now = datetime.now(UTC) - timedelta(days=2)
    child = walk.filed({**walk.ANSWERS, "birth_date": "2014-03-02", "other_custody_consent": "no"}, now=now)
    card = {**walk.ANSWERS, "card": "search", "route": "points", "occasion": "first"}
    draft = walk.drafted(card, service="opportunity-card-20a", now=now)
    digest = queries.draft(draft=draft, language="de", now=now).digest
    points = actions.file(draft=draft, digest=digest, language="de", now=now)
    person = queries.representatives(case=child.case)[1].id
    scene.ids |= {"child": child.case, "points": points.case, "child_person": person}


def _child(ids: dict[str, Any]) -> dict[str, Any]:
    return {"case": ids["child"], "representative": ids["child_person"]}


ENTRIES: dict[str, tuple[Entry, ...] | NoPage] = {
    **fees.ENTRIES,
    **inbox.ENTRIES,
    "casework:suspend": (Entry("author", lambda ids: {"case": ids["in_team"]}),),
    "casework:stop_waiting": POST,
    "casework:end_request": POST,
    "casework:pass_on": (Entry("clearing", lambda ids: {"case": ids["late"]}),),
    "casework:settle": (Entry("author", lambda ids: {"case": ids["in_team"]}),),
    "casework:order_card": POST,
    "casework:card_arrived": POST,
    "casework:partners": (Entry("clearing"),),
    "casework:partners_export": FILE,
    "casework:partner": (Entry("clearing", lambda _: {"body": "bundesagentur"}),),
    "casework:partner_new": (Entry("head"),),
    "casework:partner_outage": POST,
    "casework:waiting_export": FILE,
    "casework:notification": (Entry("author", lambda ids: {"case": ids["decided"]}),),
    "casework:quality": (Entry("head"), Entry("legal", query="days=365")),
    "casework:quality_export": FILE,
    "casework:represent": (Entry("clearing", lambda ids: {"case": ids["child"]}),),
    "casework:confirm_person": (Entry("clearing", _child),),
    "casework:consent": (Entry("clearing", _child),),
    "casework:end_person": POST,
    "casework:title_end": (Entry("author", lambda ids: {"case": ids["decided"]}),),
    "casework:points": (Entry("clearing", lambda ids: {"case": ids["points"]}),),
}

_FAMILY = ("casework:represent", "casework:confirm_person", "casework:consent", "casework:end_person", "casework:title_end")

#: Who may open the objects of an address.
OWNERS: dict[str, set[str]] = {
    **fees.OWNERS,
    **inbox.OWNERS,
    **{
        f"casework:{name}": {"clearing", "author", "reviewer"}
        for name in ("suspend", "stop_waiting", "end_request", "settle", "order_card", "card_arrived")
    },
    "casework:pass_on": {"clearing"},
    **{f"casework:{name}": {"clearing", "head"} for name in ("partner", "partner_outage", "waiting_export")},
    "casework:notification": {"author", "reviewer"},
    **{name: {"clearing", "author", "reviewer"} for name in _FAMILY},
    "casework:points": {"clearing", "author", "reviewer", "head", "legal"},
}
#: Pages of a role, without an object in the address.
PAGES: dict[str, set[str]] = {
    **fees.PAGES,
    **inbox.PAGES,
    **{name: {"head", "legal"} for name in ("casework:quality", "casework:quality_export")},
    **{f"casework:{name}": {"clearing", "head"} for name in ("partners", "partner_new", "partners_export")},
}
#: For everybody: nothing of anybody stands on them.
OPEN: set[str] = {*inbox.OPEN}
