"""The pages of web/records that came with casework: what they need to exist, and who may see each."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from amtslotse.casework import actions, queries
from amtslotse.journal.queries import clock
from tests.casework import walk
from tests.casework.test_importing import file
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
    _take_over(scene, now, before)


def _take_over(scene: Any, now: datetime, before: datetime) -> None:
    """A file at each step, and a special procedure that went to another team."""
    by, wrong = scene.staff["head"], "Z-9;;Zoë;31.02.1990;04.09.2099;§ 99;;;;76;"
    special = "HUM-{};Шевченко;Олена;01.02.1990;03.09.2026;§ 24 AufenthG;education_work;;;76000;eilt"
    runs = {}
    for state in ("read", "mapped", "done"):
        lines = (special.format(state), wrong)
        run = actions.take_import_file(
            run=uuid4(),
            name=f"offen-{state}.csv",
            content=file(*lines, encoding="utf-8"),
            source="altverfahren",
            by=by,
            now=before,
        )
        runs[state] = run
        if state == "read":
            continue
        columns = [each.field for each in queries.import_mapping(actor=by, run=run).columns]
        actions.map_import(run=run, columns=columns, words={}, by=by, now=before)
        if state == "done":
            actions.start_import(run=run, by=by, now=before)
            actions.import_cases(run=run, now=before)
    moved = actions.move_team(
        move=uuid4(),
        from_team="education_work",
        to_team="humanitarian",
        services=["protection-24"],
        reason="Die Sonderaufgabe endet.",
        shown=1,
        by=by,
        now=now,
    )
    scene.ids["imports"] = runs
    scene.ids["parts"] |= {"import_run": runs["done"], "team_move": moved}


def _run(state: str) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda ids: {"import_run": ids["imports"][state]}


ENTRIES: dict[str, tuple[Entry, ...] | NoPage] = {
    "records:home": (Entry("legal"), Entry("admin")),
    "records:export": FILE,
    "records:hold": (Entry("legal"),),
    "records:holds_export": FILE,
    "records:lift": POST,
    "records:folder": POST,
    "records:imports": (Entry("head"),),
    "records:imports_export": FILE,
    "records:import": tuple(Entry("head", _run(state)) for state in ("read", "mapped", "done")),
    "records:import_start": POST,
    "records:import_drop": POST,
    "records:import_faults": FILE,
    "records:import_report": FILE,
    "records:moves": (Entry("head"),),
    "records:moves_export": FILE,
    "records:move": (Entry("head", lambda ids: {"team_move": ids["parts"]["team_move"]}),),
    "records:move_export": FILE,
}

_SEE, _HOLD, _IMPORT = {"legal", "head", "admin"}, {"legal", "head"}, {"clearing", "head"}

#: Who may open the objects of an address.
OWNERS: dict[str, set[str]] = {
    "records:lift": _HOLD,
    "records:folder": {"clearing", "author", "reviewer"},
    **{f"records:{name}": _IMPORT for name in ("import", "import_start", "import_drop", "import_faults", "import_report")},
    **{f"records:{name}": {"head"} for name in ("move", "move_export")},
}
#: Pages of a role, without an object in the address.
PAGES: dict[str, set[str]] = {
    **dict.fromkeys(("records:home", "records:export", "records:holds_export"), _SEE),
    "records:hold": _HOLD,
    **dict.fromkeys(("records:imports", "records:imports_export"), _IMPORT),
    **{name: {"head"} for name in ("records:moves", "records:moves_export")},
}
#: For everybody: nothing of anybody stands on them.
OPEN: set[str] = set()
