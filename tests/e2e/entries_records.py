"""The pages of web/records that came with casework: what they need to exist, and who may see each."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from amtslotse.casework import actions
from amtslotse.journal.queries import clock
from tests.casework import walk
from tests.e2e.entry import FILE, POST, Entry, NoPage


def play(scene: Any) -> None:
    """Two holds, one of them lifted, and two nights of deletion."""
    now, by = clock(), scene.staff["legal"]
    before = now - timedelta(hours=3)
    case = walk.filed(now=before).case
    lifted = actions.hold(case=case, reason="Prüfung durch das Rechnungsprüfungsamt", until=None, by=by, now=before)
    actions.lift_hold(hold=lifted, by=by, now=now)
    held = actions.hold(case=case, reason="Klage angekündigt", until=now.date() + timedelta(days=90), by=by, now=now)
    actions.retain(now=before - timedelta(days=1))
    actions.retain(now=before)
    scene.ids.setdefault("parts", {})["legal_hold"] = held


ENTRIES: dict[str, tuple[Entry, ...] | NoPage] = {
    "records:home": (Entry("legal"), Entry("admin")),
    "records:export": FILE,
    "records:hold": (Entry("legal"),),
    "records:holds_export": FILE,
    "records:lift": POST,
    "records:folder": POST,
}

_SEE, _HOLD = {"legal", "head", "admin"}, {"legal", "head"}

#: Who may open the objects of an address.
OWNERS: dict[str, set[str]] = {"records:lift": _HOLD, "records:folder": {"clearing", "author", "reviewer"}}
#: Pages of a role, without an object in the address.
PAGES: dict[str, set[str]] = {
    **dict.fromkeys(("records:home", "records:export", "records:holds_export"), _SEE),
    "records:hold": _HOLD,
}
#: For everybody: nothing of anybody stands on them.
OPEN: set[str] = set()
