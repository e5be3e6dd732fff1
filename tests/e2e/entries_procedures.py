"""The pages of web/procedures that came with casework: what they need to exist, and who may see each."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from tests.casework import walk
from tests.e2e.entry import FILE, POST, Entry, NoPage
from tests.factories.procedures import Writer, submitted, with_tests, write_opportunity_card


def play(scene: Any) -> None:
    """A draft with a test case that fails, one that waits for its release, and one that was just begun from a copy."""
    from amtslotse.catalogue import actions

    now, writer = datetime.now(UTC) - timedelta(hours=1), scene.staff["procedures"]
    waiting = submitted(writer, now)
    written = Writer(writer, now)
    write_opportunity_card(written)
    with_tests(written)
    written.test("Falsch", {"wie_erfuellen_sie_die_bedingung": "anerkannte_qualifikation"}, {"passport"}, "1", "ERW_20A_S", 3)
    copied = actions.copy(service="skilled-18b", by=writer, now=now)
    scene.ids |= {"written": written.draft, "waiting_draft": waiting, "copied": copied, "test": written.view.tests[-1].id}
    scene.ids.setdefault("parts", {}).update(
        {
            "number": written.draft,
            "part": "documents",
            "line": 4,
            "test": written.view.tests[-1].id,
            "service": walk.SERVICE,
            "version": 1,
        }
    )


def written(**more: Any) -> Any:
    return lambda ids: {"number": ids["written"], **more}


def _copied(**more: Any) -> Any:
    return lambda ids: {"number": ids["copied"], **more}


def _waiting(ids: dict[str, Any]) -> dict[str, Any]:
    return {"number": ids["waiting_draft"]}


def _service(_: dict[str, Any]) -> dict[str, Any]:
    return {"service": walk.SERVICE}


ENTRIES: dict[str, tuple[Entry, ...] | NoPage] = {
    "portal:process": (Entry("", lambda _: {"key": walk.SERVICE}),),
    "procedures:home": (Entry("procedures"), Entry("author")),
    "procedures:export": FILE,
    "procedures:start": (Entry("procedures"),),
    "procedures:take_in": (Entry("procedures"),),
    "procedures:drift": (Entry("head"),),
    "procedures:drift_export": FILE,
    "procedures:service": (Entry("procedures", _service),),
    "procedures:new_version": POST,
    "procedures:steps": (Entry("author", _service),),
    "procedures:training": (Entry("author", _service),),
    "procedures:toml": FILE,
    "procedures:draft": (Entry("procedures", written()), Entry("releaser", _waiting)),
    "procedures:draft_toml": FILE,
    "procedures:basics": (Entry("procedures", written()),),
    "procedures:texts": (Entry("procedures", written()),),
    "procedures:preview_steps": (Entry("procedures", written()),),
    "procedures:preview_whole": (Entry("releaser", _waiting),),
    "procedures:preview_training": (Entry("procedures", written()),),
    "procedures:new_test": (Entry("procedures", written()),),
    "procedures:change_test": (Entry("procedures", lambda ids: {"number": ids["written"], "test": ids["test"]}),),
    "procedures:remove_test": POST,
    "procedures:submit": POST,
    "procedures:give_back": POST,
    "procedures:discard": POST,
    "procedures:release": (Entry("releaser", _waiting),),
    "procedures:entries": (Entry("procedures", written(part="documents")), Entry("procedures", _copied(part="questions"))),
    "procedures:bases": (Entry("procedures", written()),),
    "procedures:pick": (Entry("procedures", written(part="documents")),),
    "procedures:new_entry": (Entry("procedures", written(part="questions")),),
    "procedures:entry": (
        *(Entry("procedures", _copied(part=part, line=1)) for part in ("documents", "fees", "difficulties", "steps")),
        Entry("procedures", written(part="purposes", line=1)),
    ),
    "procedures:move": POST,
    "procedures:remove": POST,
}

_SEE = {"clearing", "author", "reviewer", "other_team", "legal", "procedures", "head"}
_DRAFTS = {"legal", "procedures", "head"}
_WRITE = {"procedures"}

#: Who may open the objects of an address.
OWNERS: dict[str, set[str]] = {
    **dict.fromkeys(("procedures:service", "procedures:steps", "procedures:training", "procedures:toml"), _SEE),
    **dict.fromkeys(
        (
            "procedures:draft",
            "procedures:draft_toml",
            "procedures:preview_steps",
            "procedures:preview_whole",
            "procedures:preview_training",
            "procedures:entries",
            "procedures:give_back",
        ),
        _DRAFTS,
    ),
    **dict.fromkeys(
        (
            "procedures:new_version",
            "procedures:basics",
            "procedures:texts",
            "procedures:new_test",
            "procedures:change_test",
            "procedures:remove_test",
            "procedures:submit",
            "procedures:discard",
            "procedures:bases",
            "procedures:pick",
            "procedures:new_entry",
            "procedures:entry",
            "procedures:move",
            "procedures:remove",
        ),
        _WRITE,
    ),
    "procedures:release": set(),
}
#: Pages of a role, without an object in the address.
PAGES: dict[str, set[str]] = {
    **dict.fromkeys(("procedures:home", "procedures:export", "procedures:drift", "procedures:drift_export"), _SEE),
    **dict.fromkeys(("procedures:start", "procedures:take_in"), _WRITE),
}
#: For everybody: nothing of anybody stands on them.
OPEN: set[str] = {"portal:process"}
