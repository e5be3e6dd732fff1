"""The pages of web/casework that came with casework: what they need to exist, and who may see each."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from amtslotse.casework import actions, queries
from tests.casework import walk
from tests.e2e.entry import POST, Entry, NoPage


def play(scene: Any) -> None:
    """A child's case and one of the Chancenkarte lie with the team, beside what the scene has."""
    play_family(scene)


def play_family(scene: Any) -> None:
    now = datetime.now(UTC) - timedelta(days=2)
    child = walk.filed({**walk.ANSWERS, "birth_date": "2014-03-02", "other_custody_consent": "no"}, now=now)
    draft = walk.drafted(service="opportunity-card-20a", now=now)
    digest = queries.draft(draft=draft, language="de", now=now).digest
    points = actions.file(draft=draft, digest=digest, language="de", now=now)
    person = queries.representatives(case=child.case)[1].id
    scene.ids |= {"child": child.case, "points": points.case, "child_person": person}


def _child(ids: dict[str, Any]) -> dict[str, Any]:
    return {"case": ids["child"], "representative": ids["child_person"]}


ENTRIES: dict[str, tuple[Entry, ...] | NoPage] = {
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
    **dict.fromkeys(_FAMILY, {"clearing", "author", "reviewer"}),
    "casework:points": {"clearing", "author", "reviewer", "head", "legal"},
}
#: Pages of a role, without an object in the address.
PAGES: dict[str, set[str]] = {}
#: For everybody: nothing of anybody stands on them.
OPEN: set[str] = set()
