"""The pages of web/legal that came with casework: what they need to exist, and who may see each."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils import timezone

from amtslotse.casework import actions, queries
from amtslotse.casework.models import Case
from amtslotse.casework.rules import local_day
from tests.casework import walk
from tests.e2e.entry import FILE, Entry, NoPage
from tests.factories.staff import make_actor


def play(scene: Any) -> None:
    """An open suit with a deadline that has passed, one that ended, an open complaint, two legal questions."""
    now, legal = datetime.now(UTC), scene.staff["legal"]
    today = local_day(now)
    number = Case.objects.get(pk=scene.ids["in_team"]).file_number
    court = {"court": "Verwaltungsgericht Lindenau", "by": legal, "now": now}
    scene.ids.setdefault("parts", {})["suit"] = actions.keep_suit(
        kind="inaction",
        reference="4 K 123/26",
        filed_on=today - timedelta(days=30),
        file_number=number,
        deadline_on=today - timedelta(days=1),
        deadline_for="Stellungnahme",
        hearing_on=today + timedelta(days=20),
        **court,
    )
    over = actions.keep_suit(kind="annulment", filed_on=today - timedelta(days=90), lesson="Früher anhören.", **court)
    actions.end_suit(suit=over, outcome="partly_upheld", outcome_on=today, by=legal, now=now)
    scene.ids["parts"]["complaint"] = actions.record_complaint(
        channel="mail", topic="duration", received_on=today, by=legal, now=now
    )
    parts, author = scene.ids["parts"], scene.staff["author"]
    parts["question"] = actions.ask_legal(case=scene.ids["in_team"], question="Gilt die Ausnahme hier?", by=author, now=now)
    known = {"title": "Sprachnachweis", "topic": "Studium", "legal_basis": "§ 16b AufenthG"}
    done = actions.ask_legal(case=scene.ids["in_team"], question="Welcher Nachweis genügt?", by=author, now=now)
    actions.answer_legal(question=done, answer="Der Bescheid der Hochschule.", **known, by=legal, now=now)
    parts["item"] = queries.legal_question(actor=legal, question=done).became
    parts["deadline"] = queries.suit(actor=legal, suit=parts["suit"]).deadlines[0].id
    _review(scene, now)
    parts["vignette"], parts["closed"] = (_vignette(scene, now, answers) for answers in (0, 5))


def _review(scene: Any, now: datetime) -> None:
    """Two decisions of last month are drawn: one is to review, one has a finding without an answer."""
    staff, parts = scene.staff, scene.ids["parts"]
    people = walk.People(clearing=staff["clearing"], author=staff["author"], reviewer=staff["reviewer"])
    then = timezone.localtime(now).replace(day=1, hour=9) - timedelta(days=3)
    for _ in range(2):
        walk.to_decided(walk.filed(now=then), people, now=then)
    parts["review"] = actions.draw_review(by=staff["legal"], now=now)
    month = queries.legal_review(actor=staff["legal"], review=parts["review"], language="de", now=now)
    parts["unreviewed"], parts["sampled"] = (row.id for row in month.rows[:2])
    asked = queries.sampled_decision(actor=staff["legal"], sampled=parts["sampled"], language="de", now=now).points
    said = {each.key: actions.Verdict("met" if each.concerns else "not_applicable") for each in asked}
    said["reasons"] = actions.Verdict("defect", "serious", "Die Gründe nennen den Sachverhalt nicht.")
    actions.review_sampled(sampled=parts["sampled"], points=said, by=staff["legal"], now=now)


def _vignette(scene: Any, now: datetime, answers: int) -> Any:
    """A test case that waits for answers, or one that got some and is over."""
    which: dict[str, Any] = {"by": scene.staff["legal"], "now": now}
    kept = actions.keep_vignette(
        title="Studium mit Nebenjob",
        service=walk.SERVICE,
        facts="Eine Studentin arbeitet an 150 halben Tagen.",
        question="Wird die Aufenthaltserlaubnis verlängert?",
        **which,
    )
    actions.open_vignette(vignette=kept, **which)
    for number in range(answers):
        outcome = "refuse" if number == 4 else "grant"
        by = make_actor("caseworker", teams=(walk.TEAM,))
        actions.answer_vignette(vignette=kept, outcome=outcome, reason="Die Grenze ist eingehalten.", by=by, now=now)
    if answers:
        actions.close_vignette(vignette=kept, resolution="Verlängern: die Grenze ist eingehalten.", **which)
    return kept


def _part(name: str) -> Any:
    return lambda ids: {name: ids["parts"][name]}


def _deadline(ids: dict[str, Any]) -> dict[str, Any]:
    return {"suit": ids["parts"]["suit"], "deadline": ids["parts"]["deadline"]}


ENTRIES: dict[str, tuple[Entry, ...] | NoPage] = {
    "legal:home": (Entry("legal"), Entry("author")),
    "legal:questions": (Entry("legal", query="answered=1"),),
    "legal:questions_export": FILE,
    "legal:question": (Entry("legal", _part("question")),),
    "legal:ask": (Entry("author", lambda ids: {"case": ids["in_team"]}),),
    "legal:knowledge": (Entry("author", query="search=Hochschule"),),
    "legal:knowledge_export": FILE,
    "legal:item_new": (Entry("legal"),),
    "legal:item": (Entry("author", _part("item")), Entry("legal", _part("item"))),
    "legal:suits": (Entry("legal"), Entry("head", query="kind=inaction&state=open")),
    "legal:suits_export": FILE,
    "legal:suit_new": (Entry("legal"),),
    "legal:suit": (Entry("legal", _part("suit")), Entry("head", _part("suit"))),
    "legal:suit_end": (Entry("legal", _part("suit")),),
    "legal:suit_deadline": (Entry("legal", _deadline),),
    "legal:reviews": (Entry("legal"),),
    "legal:reviews_export": FILE,
    "legal:review": (Entry("head", _part("review")),),
    "legal:review_export": FILE,
    "legal:sampled": (Entry("legal", lambda ids: {"sampled": ids["parts"]["unreviewed"]}), Entry("author", _part("sampled"))),
    "legal:findings": (Entry("author"),),
    "legal:findings_export": FILE,
    "legal:vignettes": (Entry("legal"),),
    "legal:vignettes_export": FILE,
    "legal:vignette_new": (Entry("legal"),),
    "legal:vignette": (Entry("author", _part("vignette")), Entry("head", lambda ids: {"vignette": ids["parts"]["closed"]})),
    "legal:figures": (Entry("head"),),
    "legal:figures_export": FILE,
    "legal:complaints": (Entry("legal"),),
    "legal:complaints_export": FILE,
    "legal:complaint_new": (Entry("legal"),),
    "legal:complaint": (Entry("legal", _part("complaint")),),
}

_SEE = {"legal", "head"}
_EXAMPLES = {"author", "reviewer", "other_team", "legal", "head"}
_READ = {"clearing", "author", "reviewer", "other_team", "legal", "head"}
#: Who may open the objects of an address.
OWNERS: dict[str, set[str]] = {
    "legal:suit": _SEE,
    "legal:suit_end": {"legal"},
    "legal:suit_deadline": {"legal"},
    "legal:review": _SEE,
    "legal:review_export": _SEE,
    "legal:sampled": {*_SEE, "author", "reviewer"},
    "legal:complaint": _SEE,
    "legal:question": {"legal"},
    "legal:ask": {"clearing", "author", "reviewer"},
    "legal:item": _READ,
    "legal:vignette": _EXAMPLES,
}
#: Pages of a role, without an object in the address.
PAGES: dict[str, set[str]] = {
    "legal:home": _READ,
    "legal:questions": {"legal"},
    "legal:questions_export": {"legal"},
    "legal:knowledge": _READ,
    "legal:knowledge_export": _READ,
    "legal:item_new": {"legal"},
    "legal:suits": _SEE,
    "legal:suits_export": _SEE,
    "legal:suit_new": {"legal"},
    "legal:reviews": _SEE,
    "legal:reviews_export": _SEE,
    "legal:findings": {"author", "reviewer", "other_team"},
    "legal:findings_export": {"author", "reviewer", "other_team"},
    "legal:vignettes": _EXAMPLES,
    "legal:vignettes_export": _EXAMPLES,
    "legal:vignette_new": {"legal"},
    "legal:figures": _SEE,
    "legal:figures_export": _SEE,
    "legal:complaints": _SEE,
    "legal:complaints_export": _SEE,
    "legal:complaint_new": {"legal"},
}
#: For everybody: nothing of anybody stands on them.
OPEN: set[str] = set()
