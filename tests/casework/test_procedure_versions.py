"""A released version is used by the next case; a case that is there keeps its own, through the real filing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from amtslotse.casework import actions as casework
from amtslotse.casework import queries
from amtslotse.casework.models import Case
from amtslotse.casework.rules import Access
from amtslotse.catalogue import actions
from amtslotse.catalogue import queries as catalogue
from amtslotse.catalogue.rules import outcome
from amtslotse.journal.actions import append
from amtslotse.journal.rules import NewEvent
from amtslotse.kernel.actor import SYSTEM
from amtslotse.kernel.localtime import day_of
from amtslotse.reporting.queries.drift import drift
from tests.casework import walk
from tests.casework.walk import NOW, People
from tests.factories.procedures import Writer, three
from tests.factories.staff import make_actor

pytestmark = pytest.mark.django_db

TOMORROW = NOW + timedelta(days=1)


def needs(access: Access, people: People) -> set[str]:
    view = queries.case(actor=people.clearing, case=access.case, language="de", now=TOMORROW)
    return {need.key for need in view.needs}


def version_of(access: Access) -> int:
    return Case.objects.get(pk=access.case).service_version


def changed_procedure() -> int:
    """A second version of the service with one document more, released for tomorrow; its number."""
    author, releaser = make_actor("procedures"), make_actor("procedures")
    writer = Writer(author, NOW, actions.copy(service=walk.SERVICE, by=author, now=NOW))
    writer.put("documents", label=three("Brief der Hochschule"), sureness="M", when={"occasion": ["extension"]})
    answers = {key: value for key, value in walk.ANSWERS.items() if key in ("occasion", "enrolled")}
    view = writer.view
    person = {
        "livelihood": "blocked_account",
        "current_title": "residence_permit",
        "birth_date": "2001-05-00",
        "nationality": "VN",
    }
    expected = outcome(view.procedure, {**answers, **person}, on=NOW.date())
    assert "brief_der_hochschule" in expected.documents
    actions.put_test(
        draft=writer.draft, name="Verlängerung", answers={**answers, **person}, expected=expected.stored(), by=author, now=NOW
    )
    actions.submit(draft=writer.draft, by=author, now=NOW)
    return actions.release(draft=writer.draft, valid_from=day_of(TOMORROW), by=releaser, now=NOW)


def test_a_new_case_uses_the_new_version_and_an_old_case_keeps_its_own(people: People) -> None:
    old = walk.filed()
    first = version_of(old)
    new_version = changed_procedure()
    same_day = walk.filed()
    new = walk.filed(now=TOMORROW)
    assert (version_of(old), version_of(same_day), version_of(new)) == (first, first, new_version)
    assert new_version == first + 1
    assert "brief_der_hochschule" not in needs(old, people)
    assert "brief_der_hochschule" in needs(new, people)
    walk.to_team(old, people, now=TOMORROW)  # worked on under its own list: nothing new is asked of her
    with pytest.raises(Exception, match="need"):
        casework.mark(case=old.case, need="brief_der_hochschule", verdict="missing", by=people.clearing, now=TOMORROW)
    assert catalogue.get(key=walk.SERVICE, on=day_of(NOW)).version == first
    assert catalogue.get(key=walk.SERVICE, on=day_of(TOMORROW)).version == new_version


def test_every_live_step_appears_in_the_model(people: People) -> None:
    """A whole walk leaves nothing that the model does not know; an event of a version that nobody published does (control)."""
    access = walk.filed()
    walk.to_decided(access, people)
    casework.hand_over(case=access.case, by=people.author, now=NOW)
    waiting = walk.filed()
    walk.to_waiting(waiting, people)
    head = make_actor("head")
    found = drift(by=head, on=day_of(TOMORROW))
    assert found.missing == ()
    lived = {row.step for row in found.rows if row.state == "in_model"}
    assert {"received", "checking", "documents_missing", "complete", "in_team", "in_review", "decided", "finished"} <= lived


def test_drift_names_what_no_model_has(people: People) -> None:
    events = [
        NewEvent("case.taken", {}, procedure=walk.SERVICE, procedure_version=77),
        NewEvent("case.taken", {}, procedure=walk.SERVICE, procedure_version=1),
    ]
    append(stream_kind="case", stream_ref="x", events=events, by=SYSTEM, now=NOW)
    missing = drift(by=make_actor("head"), on=day_of(TOMORROW)).missing
    assert [(row.service, row.version, row.kind, row.state) for row in missing] == [
        (walk.SERVICE, 77, "case.taken", "not_in_model")
    ]
