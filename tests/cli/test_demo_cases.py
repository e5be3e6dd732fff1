"""The demonstration's living cases come about through the real actions and grow with the clock."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from amtslotse.casework import queries
from amtslotse.casework.models import Case, Decision, Hearing
from amtslotse.catalogue import actions as catalogue
from amtslotse.catalogue import queries as procedures
from amtslotse.cli import demo_cases, demo_hearings, demo_matters, demo_procedures
from amtslotse.kernel.actor import SYSTEM
from amtslotse.offices import actions as offices

NOW = datetime(2026, 11, 20, 15, tzinfo=UTC)


@pytest.mark.django_db
def test_living_cases_reach_every_state_and_go_on_next_week(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo_cases, "CASES_A_WORKDAY", 1)
    offices.configure_from(path=offices.DEMO_OFFICE, by=SYSTEM, now=NOW)
    catalogue.load(by=SYSTEM, now=NOW)

    people = demo_cases.staff(NOW)
    demo_procedures.renew(author=people["verfahren1"], second=people["verfahren2"], now=NOW)

    assert demo_cases.live(home=tmp_path, now=NOW, say=lambda _: None) > 200
    states = Counter(Case.objects.values_list("status", flat=True))
    assert {"in_clearing", "awaiting_documents", "with_team", "in_review", "closed"} <= set(states)
    assert demo_cases.live(home=tmp_path, now=NOW, say=lambda _: None) == 0

    demo_matters.lay_out(now=NOW, say=lambda _: None)
    _every_matter_is_there()
    demo_hearings.lay_out(now=NOW)
    _hearings_and_envelopes_are_there()

    before = Case.objects.count()
    assert demo_cases.live(home=tmp_path, now=NOW + timedelta(days=7), say=lambda _: None) > 0
    assert Case.objects.count() == before + 5


def _every_matter_is_there() -> None:
    people = demo_cases.staff(NOW)
    legal, clearing, head = people["recht1"], people["clearing"], people["leitung"]
    mother, child = Case.objects.exclude(family=None).order_by("applicant__birth_year")
    assert (mother.status, child.status) == ("with_team", "in_clearing")
    assert {each.kind for each in queries.representatives(case=mother.pk)} == {"lawyer"}
    assert {each.kind for each in queries.representatives(case=child.pk)} == {"custody_holder"}
    assert set(Case.objects.filter(service="naturalisation-10").values_list("status", flat=True)) >= {"closed", "with_team"}
    assert Case.objects.exclude(renewal__invited_at=None).exists()
    assert {row.outcome for row in queries.suits(actor=legal).rows} == {"", "compromise"}
    assert {row.state for row in queries.complaints(actor=legal).rows} == {"open", "upheld", "not_upheld"}
    assert queries.every_knowledge(actor=legal)
    (month,) = queries.legal_reviews(actor=legal, language="de", now=NOW)
    assert 0 < month.reviewed < month.drawn
    assert month.unanswered == 1
    again = queries.typed_again(actor=head, now=NOW)
    assert again.typed > again.twice > 0
    assert again.taken_over > 0
    assert [(each.created, each.wrong) for each in queries.imports(actor=head)] == [(4, 1)]
    assert [draft.status for draft in procedures.open_drafts(by=people["recht1"])] == ["submitted"]
    assert queries.returned_letters(actor=clearing).rows
    assert queries.sample(actor=head, language="de", since=NOW - timedelta(days=90), now=NOW).asked


def _hearings_and_envelopes_are_there() -> None:
    refused = Decision.objects.exclude(hearing_letter=None).get()
    assert (refused.outcome, refused.status, refused.hearing_letter.answer) == ("refuse", "released", demo_hearings.ANSWER)
    assert Hearing.objects.filter(answered_on=None, deadline_on__gt=NOW.date()).exists()
    posted = [letter.deliveries.get() for letter in (each.letter for each in Hearing.objects.select_related("letter"))]
    assert {each.state for each in posted} == {"sent"}
    child = Case.objects.get(applicant__given_names="Lina")
    assert {each.street for each in child.decision.addressees.all()} == {each.street for each in demo_hearings.PARENTS}
    assert Case.objects.filter(service=demo_procedures.RENEWED, service_version=2).exists()
    assert child.decision.template == "child"
