"""R81: ninety days before a title ends its holder is invited, once, without a word of what it is about; and the new application
knows what she said before."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from amtslotse.casework import actions, queries
from amtslotse.casework.models import Case, Draft, Renewal
from amtslotse.casework.rules import Access
from amtslotse.casework.rules.renewing import carried_over
from amtslotse.journal.queries import events_of
from amtslotse.kernel.errors import InvalidInput, NotAllowed, NotFound
from amtslotse.notify.models import Mail
from tests.casework import walk
from tests.casework.walk import NOW, People

ENDS = date(2027, 11, 20)


def _granted(people: People) -> Access:
    access = walk.filed()
    walk.to_decided(access, people)
    actions.note_title_end(case=access.case, ends_on=ENDS, by=people.author, now=NOW)
    return access


def _kinds(access: Access) -> list[str]:
    return [event.kind for event in events_of(stream_kind="case", stream_ref=str(access.case))]


def test_she_is_invited_ninety_days_before_once_and_without_content(people: People) -> None:
    access, ninety = _granted(people), NOW + timedelta(days=(ENDS - NOW.date()).days - 90)
    assert actions.invite(now=ninety - timedelta(days=1)) == 0  # the control: not a day earlier
    before = Mail.objects.count()
    assert actions.invite(now=ninety) == 1
    assert actions.invite(now=ninety + timedelta(days=1)) == 0
    (mail,) = list(Mail.objects.order_by("pk"))[before:]
    assert mail.to == "lan@example.org"
    for secret in ("Studium", "Nguyễn", "20.11", "2027", "§"):
        assert secret not in mail.subject + mail.body
    assert _kinds(access)[-1] == "case.renewal_invited"


def test_another_end_invites_anew_and_the_same_changes_nothing(people: People) -> None:
    access = _granted(people)
    actions.invite(now=NOW + timedelta(days=300))
    actions.note_title_end(case=access.case, ends_on=ENDS, by=people.author, now=NOW)
    assert Renewal.objects.get().invited_at is not None
    actions.note_title_end(case=access.case, ends_on=ENDS + timedelta(days=365), by=people.author, now=NOW)
    assert Renewal.objects.get().invited_at is None
    assert _kinds(access).count("case.title_end_noted") == 2


@pytest.mark.parametrize(("ends_on", "reason"), [(NOW.date(), "in_past"), (date(2090, 1, 1), "implausible_date")])
def test_what_is_no_end_of_a_title_is_refused(people: People, ends_on: date, reason: str) -> None:
    access = walk.filed()
    walk.to_decided(access, people)
    with pytest.raises(InvalidInput, match=reason):
        actions.note_title_end(case=access.case, ends_on=ends_on, by=people.author, now=NOW)


def test_only_a_granted_case_has_one_and_only_her_team_notes_it(people: People) -> None:
    access = walk.filed()
    with pytest.raises(NotAllowed):
        actions.note_title_end(case=access.case, ends_on=ENDS, by=people.clearing, now=NOW)
    granted = _granted(people)
    for stranger in (people.other_team, people.council):
        with pytest.raises(NotAllowed):
            actions.note_title_end(case=granted.case, ends_on=ENDS, by=stranger, now=NOW)


def test_the_page_lists_what_she_needs_and_the_new_application_knows_her(people: People) -> None:
    access = _granted(people)
    actions.hand_over(case=access.case, by=people.author, now=NOW)
    view = queries.renewal(access=access, language="de", now=NOW)
    assert (view.ends_on, view.is_time) == (ENDS, False)
    assert queries.renewal(access=access, language="de", now=NOW + timedelta(days=300)).is_time
    assert "passport" in {need.key for need in view.checklist.certain}
    started = actions.start_renewal(access=access, language="ar", now=NOW + timedelta(days=300))
    said = Draft.objects.get(pk=started.draft).answers
    assert (said["occasion"], said["family_name"], said["street"]) == ("extension", "Nguyễn", "Weg 1")
    assert "current_title" not in said  # true of the stay before the grant: asked again


def test_without_an_end_or_with_a_dead_code_there_is_nothing_to_renew(people: People) -> None:
    access = walk.filed()
    with pytest.raises(NotFound):
        queries.renewal(access=access, language="de", now=NOW)
    with pytest.raises(NotFound):
        actions.start_renewal(access=access, language="de", now=NOW)
    granted = _granted(people)
    actions.replace_code(case=granted.case, channel="desk", by=people.author, now=NOW)
    with pytest.raises(NotFound):
        queries.renewal(access=granted, language="de", now=NOW)


def test_many_invitations_cost_a_fixed_number_of_queries_each(people: People, django_assert_max_num_queries: object) -> None:
    access = _granted(people)
    Case.objects.filter(pk=access.case).update(language="de")
    with django_assert_max_num_queries(16):  # type: ignore[operator]
        assert actions.invite(now=NOW + timedelta(days=300)) == 1


def test_contact_data_of_today_win_over_those_that_were_sent() -> None:
    said = carried_over({"street": "alt", "entered_on": "2020-01-01"}, {"street": "neu"}, ends_on=ENDS)
    assert said == {"occasion": "extension", "street": "neu", "title_expires_on": "2027-11-20"}


def test_who_applied_again_before_the_end_is_counted_and_nobody_else(people: People) -> None:
    for _ in range(2):
        _granted(people)
    stranger = walk.ANSWERS | {"birth_date": "1990-01-01"}
    for answers, days in ((stranger, 10), (walk.ANSWERS, (ENDS - NOW.date()).days + 1)):  # another person; too late
        walk.filed(answers, now=NOW + timedelta(days=days))
    year = {"first": date(2027, 1, 1), "end": date(2028, 1, 1)}
    assert queries.renewed_in_time(actor=people.head, **year) == (0, 2)
    walk.filed(now=NOW + timedelta(days=300))
    assert queries.renewed_in_time(actor=people.head, **year) == (2, 2)
    assert queries.renewed_in_time(actor=people.head, first=date(2028, 1, 1), end=date(2029, 1, 1)) == (0, 0)
    with pytest.raises(NotAllowed):
        queries.renewed_in_time(actor=people.author, **year)
