"""One effect per key, whatever the mail server does."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django import app as procrastinate
from procrastinate.contrib.django.models import ProcrastinateJob

from amtslotse.notify import actions, queries, tasks
from amtslotse.notify.models import Mail
from amtslotse.notify.rules import KINDS, write
from tests.notify.server import Post, post_office

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@pytest.fixture
def post(settings: Any) -> Iterator[Post]:
    with post_office() as post:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", post.port
        settings.EMAIL_USE_TLS, settings.EMAIL_TIMEOUT, settings.DEMO = False, 0.3, False
        yield post


def _queue(key: str = "case:1:received", **changes: Any) -> int:
    values = {"to": "lan@example.org", "language": "ar", "subject": "خبر / Neues", "body": "نص\nText", "now": NOW, **changes}
    actions.queue(key=key, **values)
    return Mail.objects.get(key=key).pk


@pytest.mark.django_db
def test_one_mail_and_one_job_a_key(post: Post) -> None:
    for _ in range(3):
        mail = _queue()
    assert Mail.objects.count() == 1
    assert ProcrastinateJob.objects.filter(task_name=actions.TASK, args={"mail": mail}).count() == 1
    actions.queue(key="nobody", to="", language="de", subject="s", body="b", now=NOW)
    assert Mail.objects.count() == 1


@pytest.mark.django_db
def test_what_is_rolled_back_is_never_sent(post: Post) -> None:
    with transaction.atomic():
        _queue()
        transaction.set_rollback(True)
    assert not Mail.objects.exists()
    assert not ProcrastinateJob.objects.filter(task_name=actions.TASK).exists()


@pytest.mark.django_db
def test_the_mail_arrives_as_it_was_written(post: Post) -> None:
    mail = _queue()
    assert actions.deliver(mail=mail, now=NOW)
    assert actions.deliver(mail=mail, now=NOW)
    (arrived,) = post.mails
    assert arrived["To"] == "lan@example.org"
    assert arrived["Auto-Submitted"] == "auto-generated"
    assert arrived.get_payload(decode=True).decode() == "نص\r\nText\r\n"  # type: ignore[union-attr]
    (view,), total = queries.outbox()
    assert (total, view.sent_at, view.attempts) == (1, NOW, 1)


@pytest.mark.django_db
def test_a_file_travels_with_its_mail_and_says_what_to_do_with_it(post: Post) -> None:
    file = actions.Attachment("termin.ics", "text/calendar; method=CANCEL", "BEGIN:VCALENDAR\r\nSUMMARY:Behörde\r\n")
    mail = _queue(attachments=[file])
    post.answers = ["450"]
    with pytest.raises(actions.NotDelivered):
        actions.deliver(mail=mail, now=NOW)
    assert actions.deliver(mail=mail, now=NOW)
    (arrived,) = post.mails
    text, part = arrived.get_payload()  # type: ignore[misc]
    assert text.get_content_type() == "text/plain"  # type: ignore[union-attr]
    assert (part.get_content_type(), part.get_param("method")) == ("text/calendar", "CANCEL")  # type: ignore[union-attr]
    assert part.get_filename() == "termin.ics"  # type: ignore[union-attr]
    assert "SUMMARY:Behörde" in part.get_payload(decode=True).decode()  # type: ignore[union-attr]
    (view,), _ = queries.outbox()
    assert view.files == ("termin.ics",)


@pytest.mark.django_db
@pytest.mark.parametrize("trouble", ["450", "550", "hang_up", "slow"])
def test_a_server_in_trouble_delays_the_mail_and_never_doubles_it(post: Post, trouble: str) -> None:
    mail = _queue()
    post.answers = [trouble, trouble]
    for _ in range(2):
        with pytest.raises(actions.NotDelivered):
            actions.deliver(mail=mail, now=NOW)
    row = Mail.objects.get(pk=mail)
    assert (row.attempts, row.sent_at) == (2, None)
    assert row.last_error
    assert queries.oldest_unsent(now=NOW + timedelta(hours=2)) == timedelta(hours=2)
    actions.deliver(mail=mail, now=NOW)
    assert len(post.mails) == 1
    assert queries.oldest_unsent(now=NOW) is None


@pytest.mark.django_db
def test_a_server_that_is_not_there(post: Post, settings: Any) -> None:
    mail = _queue()
    settings.EMAIL_PORT = 9
    with pytest.raises(actions.NotDelivered):
        actions.deliver(mail=mail, now=NOW)


@pytest.mark.django_db(transaction=True)
def test_two_workers_with_the_same_job_send_one_mail(post: Post) -> None:
    mail = _queue()
    gate = threading.Barrier(8)

    def work() -> None:
        gate.wait()
        actions.deliver(mail=mail, now=NOW)
        connection.close()

    crew = [threading.Thread(target=work) for _ in range(8)]
    for each in crew:
        each.start()
    for each in crew:
        each.join()
    assert len(post.mails) == 1


@pytest.mark.django_db(transaction=True)
def test_a_crash_after_sending_repeats_the_same_message_id(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    mail = _queue()

    def crash(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Mail, "save", crash)
        with pytest.raises(KeyboardInterrupt):
            actions.deliver(mail=mail, now=NOW)
    actions.deliver(mail=mail, now=NOW)
    assert len({arrived["Message-ID"] for arrived in post.mails}) == 1


@pytest.mark.django_db
def test_the_sweep_sends_what_a_killed_worker_left(post: Post) -> None:
    fresh, hopeless, old = _queue("fresh"), _queue("hopeless"), _queue("old", now=NOW - timedelta(days=9))
    Mail.objects.filter(pk=hopeless).update(attempts=24)
    tasks.sweep(int((NOW + timedelta(minutes=5)).timestamp()))
    assert len(post.mails) == 1
    assert list(Mail.objects.filter(sent_at__isnull=False).values_list("pk", flat=True)) == [fresh]
    assert old


@pytest.mark.django_db
def test_the_demonstration_sends_nothing(post: Post, settings: Any) -> None:
    settings.DEMO = True
    mail = _queue()
    assert not ProcrastinateJob.objects.filter(task_name=actions.TASK).exists()
    actions.deliver(mail=mail, now=NOW)
    tasks.sweep(int(NOW.timestamp()))
    assert post.tries == 0
    (view,), _ = queries.outbox()
    assert view.sent_at is None


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", ["de", "en", "ar", "xx"])
def test_a_mail_says_where_and_never_what(kind: str, language: str) -> None:
    facts = {"office": "Amt", "telephone": "0721 1", "file_number": "2026-AAAA-BBBB", "url": "https://x/{language}/status/"}
    written = write(kind, language, **facts)
    assert len(written.subject) <= 200
    assert "https://x/de/status/" in written.body
    assert ("----------" in written.body) is (language in ("en", "ar"))
    told = (written.subject + written.body).casefold()
    for secret in ("abgelehnt", "erteilt", "refused", "granted", "aufenthalt", "visum", "permit", "إقامة", "رفض"):
        assert secret not in told


@pytest.mark.django_db(transaction=True)
def test_a_real_worker_finds_the_job_and_sends_the_mail(post: Post) -> None:
    mail = _queue()
    with procrastinate.replace_connector(procrastinate.connector.get_worker_connector()) as worker:
        worker.run_worker(wait=False, install_signal_handlers=False, listen_notify=False, queues=[actions.QUEUE])
    assert len(post.mails) == 1
    assert Mail.objects.get(pk=mail).sent_at is not None
    assert ProcrastinateJob.objects.get(args={"mail": mail}).status == "succeeded"
