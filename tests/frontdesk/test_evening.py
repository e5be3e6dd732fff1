"""What the evening takes away, and what lies ready when nothing works."""

from __future__ import annotations

import stat
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from uuid import uuid4

import pytest

from amtslotse.frontdesk import actions, queries
from amtslotse.frontdesk.models import CallBack, OpenCounter, Stop, Ticket
from amtslotse.kernel.errors import NotAllowed
from tests.factories.frontdesk import MAIN, NOW, Hall

TONIGHT = NOW + timedelta(hours=15)  # ten past midnight or later, in Lindenau


def test_names_and_needs_are_gone_after_midnight_and_nobody_is_left_without_an_outcome(hall: Hall) -> None:
    place = hall.sit(2)
    waits = hall.come(name="Wartet Noch", needs={"helper"}, case_ref=uuid4(), bodies=("office", "jobcenter"))
    hall.come(name="Gerufen Nie Gekommen")
    called = actions.call_next(counter=place, by=hall.clerk, now=NOW)
    assert called is not None
    assert actions.sweep(now=NOW + timedelta(hours=8)) == 0
    assert Ticket.objects.exclude(name="").count() == 2
    assert actions.sweep(now=TONIGHT) == 2
    for row in Ticket.objects.all():
        assert (row.name, row.digest, row.case_ref, row.needs_helper, row.outcome) == ("", "", None, False, "left")
    assert not Stop.objects.exclude(status="done").exists()
    assert not OpenCounter.objects.filter(closed_at=None).exists()
    assert queries.ticket(ticket=waits.id).number == 1
    assert actions.sweep(now=TONIGHT) == 0


def test_after_the_sweep_no_name_stands_anywhere_in_the_hall(hall: Hall) -> None:
    hall.come(name="Unverwechselbar", needs={"interpreter"})
    actions.sweep(now=TONIGHT)
    rows = [str(vars(row)) for model in (Ticket, Stop) for row in model.objects.all()]
    assert not any("Unverwechselbar" in text for text in rows)


def test_call_backs_go_a_while_after_they_were_done(hall: Hall) -> None:
    done = actions.ask_call_back(name="A", phone="0721 1234", language="de", reason="general", by=hall.desk, now=NOW)
    actions.ask_call_back(name="B", phone="0721 1234", language="de", reason="general", by=hall.desk, now=NOW)
    actions.done_call_back(call_back=done, outcome="settled", by=hall.desk, now=NOW)
    actions.sweep(now=NOW + timedelta(days=13))
    assert CallBack.objects.count() == 2
    actions.sweep(now=NOW + timedelta(days=15))
    assert list(CallBack.objects.values_list("name", flat=True)) == ["B"]


@pytest.fixture
def home(tmp_path: Path, settings: object) -> Path:
    settings.HOME = tmp_path  # type: ignore[attr-defined]
    return tmp_path


@pytest.fixture
def expected(monkeypatch: pytest.MonkeyPatch) -> None:
    """One appointment of the day."""
    row = SimpleNamespace(
        id=uuid4(),
        number="T",
        starts_at=NOW + timedelta(minutes=30),
        persons=(SimpleNamespace(name="Lan <b>Nguyễn</b>"),),
        klass="regular",
        matters=("Geheimes Anliegen",),
        counter_number=4,
        status="booked",
        phone="0721 99",
    )
    monkeypatch.setattr("amtslotse.appointments.queries.of_day", lambda **_: (row,))


def test_the_days_list_is_a_page_that_needs_no_server(hall: Hall, home: Path, expected: None) -> None:
    hall.come()
    hall.come(name="Nicht Zu Sehen")
    assert actions.write_day_lists(now=NOW) == 2
    path = home / "outage" / f"{MAIN}-2026-11-23.html"
    text = path.read_text()
    assert "Nächste Wartenummer auf Papier: 3" in text
    assert "001, 002" in text
    assert "10:30" in text  # local time
    assert "Lan &lt;b&gt;Nguyễn&lt;/b&gt;" in text
    for hidden in ("Geheimes", "0721", "Nicht Zu Sehen", "http", "src=", "href="):
        assert hidden not in text
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_yesterdays_list_is_gone_and_a_new_one_replaces_the_old(hall: Hall, home: Path) -> None:
    actions.write_day_lists(now=NOW)
    hall.come(now=NOW + timedelta(minutes=5))
    actions.write_day_lists(now=NOW + timedelta(minutes=15))
    assert "Papier: 2" in (home / "outage" / f"{MAIN}-2026-11-23.html").read_text()
    actions.write_day_lists(now=NOW + timedelta(days=1))
    assert {path.name for path in (home / "outage").iterdir()} == {
        f"{site}-2026-11-24.html" for site in ("marktplatz", "nordstadt")
    }


def test_the_list_on_the_screen_is_for_who_may(hall: Hall, expected: None) -> None:
    view = queries.day_list(site=MAIN, day=NOW.date(), actor=hall.desk, now=NOW)
    assert (view.next_number, view.rows[0].names, view.waiting) == (1, ("Lan <b>Nguyễn</b>",), ())
    for nobody in (hall.clerk,):
        with pytest.raises(NotAllowed):
            queries.day_list(site=MAIN, day=NOW.date(), actor=nobody, now=NOW)
