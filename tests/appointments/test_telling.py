"""What is told is told once, where she asked for it, and says neither why she comes nor how to get in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import icalendar
import pytest
from django.db import transaction

from amtslotse.appointments import actions
from amtslotse.appointments.actions import telling
from amtslotse.appointments.models import Partner, keys
from amtslotse.appointments.rules import mails
from amtslotse.notify import actions as notify
from amtslotse.notify import queries as outbox
from amtslotse.notify.models import Mail
from tests.appointments import rows
from tests.appointments.rows import NOW
from tests.factories.staff import make_actor
from tests.notify.checking import all_checked
from tests.notify.server import Post, post_office

pytestmark = pytest.mark.django_db


@pytest.fixture
def post(settings: Any) -> Iterator[Post]:
    with post_office() as post:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", post.port
        settings.EMAIL_USE_TLS, settings.EMAIL_TIMEOUT, settings.DEMO = False, 0.3, False
        yield post


def calendar_of(mail: Mail) -> icalendar.Event:
    ((name, content_type, text),) = mail.attachments
    assert name == "termin.ics"
    calendar = icalendar.Calendar.from_ical(text)
    assert content_type == f"text/calendar; method={calendar['method']}"
    (event,) = calendar.walk("VEVENT")
    return event


def test_a_booking_its_move_and_its_cancellation_are_one_entry_in_her_calendar() -> None:
    first = rows.appointment()
    assert telling.tell_booked(appointment=first, now=NOW)
    first.status = "moved"
    first.save()
    second = rows.appointment(
        party=first.party, moved_from=first, lineage=first.lineage, calendar_sequence=1, starts_at=NOW + timedelta(days=6)
    )
    assert telling.tell_moved(old=first, new=second, now=NOW)
    second.status = "cancelled"
    second.save()
    assert telling.tell_cancelled(appointment=second, reason="own", now=NOW)
    booked, moved, cancelled = (calendar_of(mail) for mail in Mail.objects.order_by("pk"))
    assert {str(event["uid"]) for event in (booked, moved, cancelled)} == {f"{first.pk}@lindenau.example"}
    assert [int(event["sequence"]) for event in (booked, moved, cancelled)] == [0, 1, 2]
    assert moved["dtstart"].dt == second.starts_at
    assert str(cancelled["status"]) == "CANCELLED"


def test_everything_is_told_once() -> None:
    appointment, wish = rows.appointment(), rows.request()
    offered = rows.request(status="offered", offered_place=rows.place(), offered_until=NOW + timedelta(hours=4))
    for expected in (True, False):
        told = [
            telling.tell_code(party=appointment.party, purpose="hold", ref=appointment.pk, code="123456", now=NOW),
            telling.tell_booked(appointment=appointment, now=NOW),
            telling.tell_reminder(appointment=appointment, now=NOW),
            telling.tell_requested(request=wish, now=NOW),
            telling.tell_result(request=wish, now=NOW),
            telling.tell_offer(request=offered, now=NOW),
            telling.tell_closed(appointment=appointment, replacement=None, now=NOW),
        ]
        assert told == [expected] * 7
    assert telling.tell_code(party=appointment.party, purpose="hold", ref=appointment.pk, code="654321", now=NOW)


def test_a_mail_names_neither_matter_nor_person_nor_code() -> None:
    appointment, wish = rows.appointment(), rows.request()
    telling.tell_booked(appointment=appointment, now=NOW)
    telling.tell_reminder(appointment=appointment, now=NOW)
    telling.tell_requested(request=wish, now=NOW)
    telling.tell_closed(appointment=appointment, replacement=None, now=NOW)
    secret = keys.appointment_code(appointment.pk, 1)
    for mail in Mail.objects.all():
        said = mail.subject + mail.body + str(mail.attachments)
        for word in ("abholung", "abholen", "Collect", "Nguyễn", "Lan", secret, "-".join((secret[:4], secret[4:8]))):
            assert word not in said, (word, mail.key)


def test_who_is_reached_by_telephone_or_at_the_desk_gets_no_mail() -> None:
    for kind in ("phone", "desk"):
        appointment = rows.appointment(
            party=rows.party(contact_kind=kind, email=""), starts_at=NOW + timedelta(days=5 + len(kind))
        )
        assert not telling.tell_booked(appointment=appointment, now=NOW)
    assert not Mail.objects.exists()


def test_a_result_is_a_place_with_its_file_or_that_she_still_waits() -> None:
    all_checked(mails.TEXTS)
    appointment = rows.appointment()
    telling.tell_result(request=rows.request(status="placed", appointment=appointment, party=appointment.party), now=NOW)
    telling.tell_result(request=rows.request(), now=NOW)
    placed, waiting = Mail.objects.order_by("pk")
    assert calendar_of(placed)["dtstart"].dt == appointment.starts_at
    assert "Monday, March 29, 2027, 11:00" in placed.body
    assert waiting.attachments == []
    assert "nobody who asked later" in waiting.body


def test_a_partner_hears_of_each_new_code_and_never_the_code() -> None:
    rows.office()
    head = make_actor("head")
    added = actions.add_partner(name="Kanzlei Weber", kind="lawyer", email="weber@example.org", by=head, now=NOW)
    replaced = actions.replace_partner_code(partner=added.partner, by=head, now=NOW)
    mails_sent = list(Mail.objects.order_by("pk"))
    assert [mail.to for mail in mails_sent] == ["weber@example.org"] * 2
    for mail in mails_sent:
        said = (mail.subject + mail.body).replace("-", "").upper()
        assert all(code.code.replace("-", "").upper() not in said for code in (added, replaced))
        assert "/de/partner/enter/" in mail.body
    assert not telling.tell_partner(partner=Partner.objects.get(), now=NOW), "once for each code"


def test_what_is_rolled_back_is_not_told() -> None:
    appointment = rows.appointment()
    with transaction.atomic():
        telling.tell_booked(appointment=appointment, now=NOW)
        transaction.set_rollback(True)
    assert not Mail.objects.exists()


@pytest.mark.parametrize("trouble", ["450", "550", "hang_up", "slow"])
def test_a_mail_server_in_trouble_leaves_the_booking_and_sends_once_later(post: Post, trouble: str) -> None:
    """Fault 9."""
    appointment = rows.appointment()
    telling.tell_booked(appointment=appointment, now=NOW)
    mail = Mail.objects.get()
    post.answers = [trouble, trouble, trouble]
    for _ in range(3):
        with pytest.raises(notify.NotDelivered):
            notify.deliver(mail=mail.pk, now=NOW)
    appointment.refresh_from_db()
    assert appointment.status == "booked"
    assert outbox.oldest_unsent(now=NOW + timedelta(hours=2)) == timedelta(hours=2), "what doctor's alarm reads"
    for _ in range(2):
        notify.deliver(mail=mail.pk, now=NOW + timedelta(hours=2))
    (arrived,) = post.mails
    (file,) = [part for part in arrived.walk() if part.get_content_type() == "text/calendar"]
    assert file.get_param("method") == "PUBLISH"
    assert file.get_filename() == "termin.ics"
    assert str(appointment.pk) in file.get_payload(decode=True).decode()  # type: ignore[union-attr]


def test_times_are_local_with_the_weekday_in_both_nights_of_the_clock_change() -> None:
    """Fault 14."""
    spring, summer_hour, winter_hour = (
        datetime(2027, 3, 28, 1, 0, tzinfo=UTC),
        datetime(2027, 10, 31, 0, 30, tzinfo=UTC),
        datetime(2027, 10, 31, 1, 30, tzinfo=UTC),
    )
    assert mails.write_time(spring, "de") == "Sonntag, 28. März 2027, 03:00 Uhr"
    assert mails.write_time(summer_hour, "de") == "Sonntag, 31. Oktober 2027, 02:30 Uhr MESZ"
    assert mails.write_time(winter_hour, "de") == "Sonntag, 31. Oktober 2027, 02:30 Uhr MEZ"
    assert mails.write_time(winter_hour, "en") == "Sunday, October 31, 2027, 02:30 MEZ"
    telling.tell_booked(appointment=rows.appointment(starts_at=winter_hour), now=NOW)
    mail = Mail.objects.get()
    assert "Sonntag, 31. Oktober 2027, 02:30 Uhr MEZ" in mail.body
    assert calendar_of(mail)["dtstart"].dt == winter_hour


@pytest.mark.parametrize("kind", mails.KINDS)
@pytest.mark.parametrize("language", ["de", "en", "ar", "xx"])
def test_every_mail_in_every_language(kind: str, language: str) -> None:
    facts = mails.Facts(
        number="T-2026-AAAA-BBBB", code="123456", starts_at=NOW, before_at=NOW, until_at=NOW,
        place={"de": "Haus, Ort"}, url="https://x/{language}/appointment/",
    )  # fmt: skip
    written = mails.write(kind, language, facts, office="Amt", telephone="0721 1")
    assert len(written.subject) <= 200
    assert "https://x/de/appointment/" in written.body
    assert ("----------" in written.body) is (language in ("en", "ar"))
    assert ("123456" in written.body) is (kind == "code")
    assert "{" not in written.body
