"""The pages of the inbox: next, acts on many cases, absences, rules and their preview."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from amtslotse.accounts import actions as accounts
from amtslotse.casework import actions
from amtslotse.casework.models import Case, OpinionCase
from amtslotse.kernel.actor import SYSTEM
from amtslotse.kernel.localtime import begins, day_of
from amtslotse.offices.models import Skill
from tests.casework import walk
from tests.casework.test_opinions import drawn_copies
from tests.e2e.entry import FILE, POST, Entry, NoPage
from tests.factories.staff import make_actor


def play(scene: Any) -> None:
    """Somebody is away next week, a deputy was named for two cases at once, and one case is urgent by a person's word."""
    now, author, reviewer = datetime.now(UTC), scene.staff["author"], scene.staff["reviewer"]
    today = day_of(now)
    absence = accounts.set_absence(
        staff_id=author.staff_id,
        deputy_id=reviewer.staff_id,
        starts_on=today + timedelta(days=30),
        back_on=today + timedelta(days=40),
        by=author,
        now=now,
    )
    chosen = [scene.ids["in_team"], scene.ids["returned"]]
    done = actions.act_on_many(kind="deputy", cases=chosen, deputy=reviewer.staff_id, by=author, now=now)
    actions.override_urgency(case=scene.ids["returned"], urgency=4, reason="Arbeitgeber kündigt sonst", by=author, now=now)
    Skill.objects.create(
        code="naturalisation", names={"de": "Einbürgerung", "en": "Naturalisation", "ar": "التجنيس"}, prefix="EINB_"
    )
    scene.ids["batch"] = done.batch
    scene.ids.setdefault("parts", {}).update({"absence": absence, "batch": done.batch, "kept": 1, "what": "weights"})
    _opinions(now)


def _opinions(now: datetime) -> None:
    """A month that is over has its figure, and a case of the running one is to judge."""
    first = begins(day_of(now).replace(day=1))
    then = first - timedelta(days=10)
    gone = drawn_copies(20, received_at=begins(day_of(then).replace(day=1)) - timedelta(days=1), now=then)
    for case in gone[:10]:
        Case.objects.filter(pk=case).update(title_expires_on=day_of(then) + timedelta(days=200))
    judges = [make_actor("caseworker", teams=(walk.TEAM,)) for _ in range(5)]
    for number, drawn in enumerate(OpinionCase.objects.order_by("rank")):
        said = {"urgency": 1 + number % 2, "difficulty": 2, "reason": "Die Prüfung beginnt erst im Februar."}
        actions.give_opinion(drawn=drawn.pk, **said, by=judges[number % 5], now=then)
    over = {"status": "settled", "closure": "resolved", "ended_at": then}
    Case.objects.filter(pk__in=gone).update(**over)
    people = walk.People()
    walk.to_team(walk.filed(now=then), people, now=then)
    actions.draw_opinions(by=SYSTEM, now=now)


def _case(ids: dict[str, Any]) -> dict[str, Any]:
    return {"case": ids["in_team"]}


ENTRIES: dict[str, tuple[Entry, ...] | NoPage] = {
    "casework:mine_export": FILE,
    "casework:reviews_export": FILE,
    "casework:next": (Entry("author"), Entry("clearing")),
    "casework:bulk": POST,
    "casework:batch": (Entry("author", lambda ids: {"batch": ids["batch"]}),),
    "casework:undo_batch": POST,
    "casework:keep_filter": POST,
    "casework:drop_filter": POST,
    "casework:absences": (Entry("author"),),
    "casework:end_absence": POST,
    "casework:triage": (Entry("head"),),
    "casework:weights": (Entry("head"),),
    "casework:chart": (Entry("head"),),
    "casework:skills": (Entry("head"),),
    "casework:preview_export": FILE,
    "casework:opinion": (Entry("reviewer"),),
    "casework:agreement": (Entry("head"),),
    "casework:agreement_export": FILE,
    "casework:urgency": (Entry("author", _case),),
    "casework:deputy": (Entry("author", _case),),
}

_TEAM = {"author", "reviewer"}
OWNERS: dict[str, set[str]] = {
    "casework:batch": {"author"},
    "casework:undo_batch": {"author"},
    "casework:end_absence": {"author", "reviewer", "head"},
    "casework:urgency": {"clearing", "author", "reviewer", "head"},
    "casework:deputy": {"author", "reviewer", "head"},
    "casework:drop_filter": set(),
    "casework:preview_export": {"head"},
}
PAGES: dict[str, set[str]] = {
    "casework:mine_export": {"author", "reviewer", "other_team"},
    "casework:reviews_export": {"author", "reviewer", "other_team", "legal"},
    "casework:next": {"clearing", "author", "reviewer", "other_team"},
    "casework:absences": {"author", "reviewer", "other_team", "head"},
    **{
        f"casework:{name}": {"clearing", "author", "reviewer", "other_team", "head"}
        for name in ("triage", "agreement", "agreement_export")
    },
    "casework:opinion": {"author", "reviewer", "other_team"},
    "casework:weights": {"head"},
    "casework:chart": {"head"},
    "casework:skills": {"head"},
}
#: POST alone, and nothing is anybody's before something is chosen.
OPEN: set[str] = {"casework:bulk", "casework:keep_filter"}
