"""Somebody asks for a place: once, for herself, on her day; strangers learn nothing; the office may ask for her."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from amtslotse.appointments import actions, queries
from amtslotse.appointments.actions.requesting import REQUESTS_PER_CONTACT, TRIES_PER_REQUEST
from amtslotse.appointments.models import ClassPolicy, Commitment, Request, keys
from amtslotse.journal.queries import events_of
from amtslotse.kernel.actor import APPLICANT
from amtslotse.kernel.errors import InvalidInput, NotAllowed, NotFound
from amtslotse.notify.queries import outbox
from tests.factories import appointments as make
from tests.factories.appointments import NOW, SHORT
from tests.factories.requests import always_allocate, ask, confirm
from tests.factories.staff import make_actor

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _office(db: None) -> None:
    make.furnish()
    always_allocate()


def test_asked_confirmed_seen_and_found_again() -> None:
    asked = ask(weekdays=(1, 3), not_on=(date(2026, 12, 1),), sites=(make.MAIN,))
    access = confirm(asked)
    seen = queries.request_view(access=access, language="de", now=NOW)
    assert (seen.status, seen.kind, seen.requested_at, seen.requested_on) == ("waiting", "allocation", NOW, NOW.date())
    assert (seen.weekdays, seen.not_on, seen.sites) == ((1, 3), (date(2026, 12, 1),), (make.MAIN,))
    assert (seen.number, seen.code) == (asked.number, asked.code)
    assert seen.number.startswith("A-2026-")
    assert actions.enter_request(number=seen.number, code=seen.code, network="n", now=NOW) == access
    kinds = [event.kind for event in events_of(stream_kind="request", stream_ref=str(asked.request))]
    assert kinds == ["request.made", "request.confirmed"]
    assert outbox()[1] == 2


def test_unconfirmed_it_is_no_request_and_ends_after_a_day() -> None:
    asked = ask()
    assert Request.objects.get().status == "unconfirmed"
    assert actions.expire_requests(now=NOW + timedelta(hours=23)) == 0
    assert actions.expire_requests(now=NOW + timedelta(hours=25)) == 1
    code = keys.sent_code("request", asked.request)
    assert actions.confirm_request(request=asked.request, code=code, network="n", now=NOW) is None


def test_the_day_is_the_day_on_which_she_asked_not_on_which_she_confirmed() -> None:
    asked = ask()
    confirm(asked, now=NOW + timedelta(hours=20))
    assert Request.objects.get().requested_on == NOW.date()
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        Request.objects.update(requested_at=NOW - timedelta(days=30))


def test_a_request_at_half_past_midnight_belongs_to_the_local_day() -> None:
    ask(now=NOW.replace(hour=23, minute=30))  # half past midnight in Lindenau
    assert Request.objects.get().requested_on == date(2026, 11, 21)


def test_sent_twice_it_is_one_and_with_other_content_a_conflict() -> None:
    key, party = uuid4(), make.make_party()
    assert ask(key=key, party=party) == ask(key=key, party=party)
    assert Request.objects.count() == 1
    with pytest.raises(actions.Conflict):
        ask(key=key, party=party, weekdays=(1,))


def test_wrong_codes_lock_even_the_right_one() -> None:
    asked = ask()
    right = keys.sent_code("request", asked.request)
    wrong = f"{(int(right) + 1) % 10**6:06}"
    for _ in range(TRIES_PER_REQUEST):
        assert actions.confirm_request(request=asked.request, code=wrong, network="n", now=NOW) is None
    assert actions.confirm_request(request=asked.request, code=right, network="n", now=NOW) is None


def test_the_code_opens_and_a_replaced_code_does_not() -> None:
    asked = ask()
    assert actions.enter_request(number=asked.number, code="0" * 16, network="n", now=NOW) is None
    access = actions.enter_request(number=asked.number, code=asked.code, network="n", now=NOW)
    Request.objects.update(code_version=2)
    with pytest.raises(NotFound):
        queries.request_view(access=access, language="de", now=NOW)


def test_a_lost_code_is_replaced_at_the_desk_and_the_old_one_is_dead() -> None:
    asked = ask()
    old = confirm(asked)
    with pytest.raises(NotAllowed):
        actions.replace_request_code(request=asked.request, by=APPLICANT, now=NOW)
    new = actions.replace_request_code(request=asked.request, by=make_actor("desk"), now=NOW)
    with pytest.raises(NotFound):
        queries.request_view(access=old, language="de", now=NOW)
    seen = queries.request_view(access=new, language="de", now=NOW)
    assert seen.code != asked.code
    assert actions.enter_request(number=asked.number, code=asked.code, network="n", now=NOW) is None
    assert actions.enter_request(number=asked.number, code=seen.code, network="n", now=NOW) == new


def test_entry_opens_some_weeks_before_the_title_ends_and_says_when() -> None:
    ends_on = date(2027, 2, 28)
    with pytest.raises(actions.EntryNotOpen) as refused:
        ask(party=make.make_party(title_expires_on=ends_on))
    assert refused.value.facts["opens_on"] == date(2027, 1, 3) == queries.entry_opens(klass="regular", title_expires_on=ends_on)
    assert Request.objects.count() == 0
    ask(party=make.make_party(title_expires_on=NOW.date() + timedelta(weeks=8)))
    with pytest.raises(actions.EntryNotOpen):
        ask(party=make.make_party(title_expires_on=NOW.date() + timedelta(weeks=8, days=1)))


def test_nothing_is_drawn_while_the_calendar_is_open_and_short_matters_never() -> None:
    with pytest.raises(actions.NotDrawn):
        ask(matters=(SHORT,))
    ClassPolicy.objects.filter(pk="regular").update(pressure_from=1)
    make.make_places(40)
    assert queries.mode(klass="regular", now=NOW).kind == "calendar"
    with pytest.raises(actions.NotDrawn):
        ask()


def test_the_database_refuses_to_draw_an_emergency() -> None:
    ask("emergency", reasons=("court",))
    with pytest.raises(IntegrityError, match="emergencies_are_not_allocated"), transaction.atomic():
        Request.objects.update(kind="allocation")
    with pytest.raises(IntegrityError, match="emergencies_are_never_drawn"), transaction.atomic():
        ClassPolicy.objects.filter(pk="emergency").update(draws=True)


def test_an_emergency_says_why_unless_her_title_says_it() -> None:
    with pytest.raises(InvalidInput):
        ask("emergency")
    ask("emergency", party=make.make_party(title_expires_on=NOW.date() + timedelta(days=7)))
    with pytest.raises(InvalidInput):
        ask("emergency", reasons=("because",))


def test_one_request_for_a_person_and_matter_and_only_she_is_told() -> None:
    person = make.make_person()
    confirm(ask(party=make.make_party(person, proven=True)))
    with pytest.raises(actions.AlreadyCommitted):
        ask(party=make.make_party(person, proven=True))
    stranger = ask(party=make.make_party(person))  # typed her document number: learns nothing, blocks nothing
    assert confirm(stranger)


def test_a_contact_cannot_hoard_requests() -> None:
    """Fault 19: by script, one mail address after the other names."""
    for _ in range(REQUESTS_PER_CONTACT):
        ask(party=make.make_party(email="bot@example.org"))
    with pytest.raises(actions.TooManyForContact):
        ask(party=make.make_party(email="bot@example.org"))
    assert Request.objects.count() == REQUESTS_PER_CONTACT
    ask(party=make.make_party())
    ask(party=make.make_party(email="bot@example.org", proven=True))  # somebody who has proven who she is is not counted


def test_the_desk_asks_for_her_and_nothing_needs_to_be_confirmed() -> None:
    desk = make_actor("desk")
    asked = ask(by=desk, party=make.make_party(contact_kind="desk", email=""))
    assert Request.objects.get().status == "waiting"
    assert Commitment.objects.get(request=asked.request).confirmed
    with pytest.raises(NotAllowed):
        ask(by=make_actor("council"))


def test_who_left_a_telephone_number_is_called_and_confirmed() -> None:
    asked = ask(party=make.make_party(contact_kind="phone", email="", phone="0721 4711"))
    row = queries.to_tell_by_phone(now=NOW)[0]
    assert (row.request, row.what, row.phone) == (asked.request, "confirm", "0721 4711")
    with pytest.raises(NotAllowed):
        actions.confirm_at_desk(request=asked.request, by=make_actor("council"), now=NOW)
    actions.confirm_at_desk(request=asked.request, by=make_actor("desk"), now=NOW)
    assert Request.objects.get().status == "waiting"
    assert queries.to_tell_by_phone(now=NOW) == ()


def test_telling_her_by_telephone_confirms_that_it_was_she() -> None:
    asked = ask(party=make.make_party(contact_kind="phone", email="", phone="0721 4711"))
    actions.mark_told(request=asked.request, by=make_actor("desk"), now=NOW)
    assert Request.objects.get().status == "waiting"


def test_withdrawn_she_may_ask_again() -> None:
    party = make.make_party()
    asked = ask(party=party)
    confirm(asked)
    actions.withdraw_request(request=asked.request, by=APPLICANT, now=NOW)
    actions.withdraw_request(request=asked.request, by=APPLICANT, now=NOW)
    assert Request.objects.get().status == "withdrawn"
    assert confirm(ask(party=party))


def test_a_latest_day_is_promised_only_as_far_as_places_are_planned() -> None:
    assert queries.request_view(access=confirm(ask()), language="de", now=NOW).latest_reason == "not_planned_yet"
    make.make_places(2, day=make.MONDAY)
    make.make_places(1, day=make.MONDAY + timedelta(days=1))
    assert Request.objects.get(pk=ask().request).latest_on == make.MONDAY  # one waits before her: the second place
    confirm(ask())
    seen = queries.request_view(access=confirm(ask()), language="de", now=NOW)
    assert (seen.latest_on, seen.ahead) == (make.MONDAY + timedelta(days=1), 2)
    assert queries.request_view(access=confirm(ask()), language="de", now=NOW).latest_on is None


def test_what_is_not_needed_any_more_is_forgotten() -> None:
    asked = ask("emergency", reasons=("violence",), weekdays=(1,))
    access = confirm(asked)
    assert actions.forget_requests(now=NOW) == 0
    actions.lift(request=asked.request, reason="Frauenhaus bestätigt", by=make_actor("head"), now=NOW)
    actions.withdraw_request(request=asked.request, by=APPLICANT, now=NOW)
    assert actions.forget_requests(now=NOW) == 1
    row = Request.objects.get()
    assert (row.reasons, row.weekdays, row.lift_reason) == ([], [], "-")
    assert queries.request_view(access=access, language="de", now=NOW).reasons == ()
    assert actions.forget_requests(now=NOW) == 0
