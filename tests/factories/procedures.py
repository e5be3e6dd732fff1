"""A procedure as somebody writes it: from nothing, with test cases, ready for a second person."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from amtslotse.catalogue import actions, queries
from amtslotse.kernel.actor import Actor

TITLE = "Chancenkarte im Haus"
PERSON = {"current_title": "national_visa", "birth_date": "1995-03-01", "nationality": "IN"}


def three(text: str) -> dict[str, str]:
    """One text in three languages."""
    return {"de": text, "en": f"{text} (en)", "ar": f"{text} (ar)"}


class Writer:
    """Somebody at the editor: each call is one page she saved."""

    def __init__(self, by: Actor, now: datetime, draft: int = 0) -> None:
        self.by, self.now = by, now
        self.draft = draft or actions.begin(title=TITLE, matter="job_search", by=by, now=now)

    @property
    def view(self) -> queries.DraftView:
        return queries.find_draft(draft=self.draft, by=self.by)

    def words(self, **values: Any) -> None:
        actions.set_words(draft=self.draft, revision=self.view.revision, values=values, by=self.by, now=self.now)

    def put(self, part: str, place: int = 0, **item: Any) -> None:
        actions.put(draft=self.draft, revision=self.view.revision, part=part, place=place, item=item, by=self.by, now=self.now)

    def pick(self, part: str, *wanted: str) -> None:
        actions.pick(draft=self.draft, revision=self.view.revision, part=part, wanted=wanted, by=self.by, now=self.now)

    def test(self, name: str, answers: dict[str, str], documents: set[str], fee: str, purpose: str, difficulty: int) -> int:
        expected = {"documents": sorted(documents), "fee": fee, "purpose": purpose, "difficulty": difficulty}
        answers = {**PERSON, **answers}
        return actions.put_test(draft=self.draft, name=name, answers=answers, expected=expected, by=self.by, now=self.now)


SKILLED = {"passport", "photo", "health_insurance", "recognition"}
POINTS = {"passport", "photo", "health_insurance", "points_proof", "language_certificate"}


def write_opportunity_card(writer: Writer) -> None:
    """Everything but the test cases."""
    writer.words(
        title=three(TITLE),
        summary=three("Arbeit suchen mit Qualifikation oder Punkten."),
        intro=three("Die Karte gilt bis zu einem Jahr."),
        legal_basis="§§ 20a, 20b AufenthG",
        sureness="S2",
        source="AufenthG",
        search_words={"de": ["Chancenkarte"], "en": ["points"], "ar": ["نقاط"]},
    )
    writer.put(
        "questions",
        kind="choice",
        label=three("Wie erfüllen Sie die Bedingung?"),
        options=[{"label": three("Anerkannte Qualifikation")}, {"label": three("Mindestens sechs Punkte")}],
    )
    route = "wie_erfuellen_sie_die_bedingung"
    writer.pick("documents", "passport", "photo", "health_insurance", "recognition", "points_proof", "language_certificate")
    for place, basis, option in (
        (4, "§ 20a AufenthG", "anerkannte_qualifikation"),
        (5, "§ 20b AufenthG", "mindestens_sechs_punkte"),
        (6, "§ 20a Abs. 4 AufenthG", "mindestens_sechs_punkte"),
    ):
        need = writer.view.content["documents"][place - 1]
        item = {**need, "legal_basis": basis, "sureness": "S2", "when": {route: [option]}}
        writer.put("documents", place, **item)
    writer.put("fees", use="45-1")
    writer.put("purposes", code="ERW_20A_S")
    writer.put("difficulties", level=2, reason=three("Die Anerkennung ist zu prüfen."))
    writer.put("difficulties", level=3, reason=three("Jeder Punkt ist zu prüfen."), when={route: ["mindestens_sechs_punkte"]})


def with_tests(writer: Writer) -> None:
    """Two test cases, one a route."""
    route = "wie_erfuellen_sie_die_bedingung"
    writer.test("Fachkraft", {route: "anerkannte_qualifikation"}, SKILLED, "100", "ERW_20A_S", 2)
    writer.test("Punkte", {route: "mindestens_sechs_punkte"}, POINTS, "100,00", "ERW_20A_S", 3)


def submitted(by: Actor, now: datetime) -> int:
    """A whole draft that waits for its release."""
    writer = Writer(by, now)
    write_opportunity_card(writer)
    with_tests(writer)
    actions.submit(draft=writer.draft, by=by, now=now)
    return writer.draft
