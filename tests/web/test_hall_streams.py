"""The streams of a process: one reader, told only what changed, and never more than may be."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from uuid import uuid4

import pytest

from amtslotse.web.hall import streams
from amtslotse.web.hall.streams import Full, Hub, Part, Stream, Subject

# The reader gives its connection back after each look, and a stream the one its view used.
pytestmark = pytest.mark.django_db(transaction=True)


class Hall:
    """A hall without a database: a number that says when something changed, and what each subject reads then."""

    def __init__(self) -> None:
        self.pulse, self.looks, self.reads = 1, 0, 0
        self.parts: dict[Subject, Part] = {}
        self.broken = False

    def beat(self, site: str) -> int:
        self.looks += 1
        if self.broken:
            raise OSError("the database is gone")
        return self.pulse

    def read(self, site: str, subjects: Sequence[Subject]) -> Mapping[Subject, Part]:
        self.reads += 1
        return {subject: self.parts[subject] for subject in subjects if subject in self.parts}


@pytest.fixture
def hall(monkeypatch: pytest.MonkeyPatch) -> Hall:
    monkeypatch.setattr(streams, "EVERY", 0.1)
    monkeypatch.setattr(streams, "HEARTBEAT", 0.5)
    return Hall()


@pytest.fixture
def hub(hall: Hall) -> Iterator[Hub]:
    hub = Hub(pulse=hall.beat, read=hall.read)
    yield hub
    for topic in list(hub._topics.values()):
        for stream in list(topic.streams):
            stream.close()
    until = time.monotonic() + 30
    while hub._reader is not None and time.monotonic() < until:
        time.sleep(0.02)
    assert hub._reader is None, "without streams the reader goes home"


def her(site: str = "here") -> Subject:
    return Subject(site, uuid4(), "de")


def words(stream: Stream, kind: bytes = b"part") -> bytes:
    """The next word that is no heartbeat."""
    for _ in range(12):
        said = next(stream)
        if said.startswith(b"event: " + kind):
            return said
    raise AssertionError("it says nothing")


def test_it_begins_with_what_is_there_and_goes_on_with_what_changes(hub: Hub, hall: Hall) -> None:
    subject = her()
    hall.parts[subject] = Part("<p>five\nbefore you</p>")
    stream = hub.follow(subject, "a")
    assert next(stream) == b"retry: 3000\n\n"
    assert words(stream) == b"event: part\ndata: <p>five\ndata: before you</p>\n\n"
    hall.parts[subject], hall.pulse = Part("<p>counter 4</p>"), 2
    assert b"counter 4" in words(stream)


def test_it_is_silent_but_alive_while_nothing_changes(hub: Hub, hall: Hall) -> None:
    subject = her()
    hall.parts[subject] = Part("<p>x</p>")
    stream = hub.follow(subject, "a")
    next(stream)
    words(stream)
    began, reads = time.monotonic(), hall.reads
    assert next(stream).startswith(b"event: beat")
    assert time.monotonic() - began < 5, "a silent thread would hold up the stop of the server"
    assert hall.reads == reads, "nothing changed, nothing is read"


def test_a_hundred_phones_are_one_reader(hub: Hub, hall: Hall) -> None:
    subjects = [her() for _ in range(100)]
    hall.parts = {subject: Part("<p>x</p>") for subject in subjects}
    followed = [hub.follow(subject, "a") for subject in subjects]
    for stream in followed:
        next(stream)
        words(stream)
    looks = hall.looks
    time.sleep(1.0)
    assert hall.looks - looks <= 12, "looks do not grow with the number of phones"


def test_the_last_word_ends_the_stream_and_frees_its_place(hub: Hub, hall: Hall) -> None:
    subject = her()
    hall.parts[subject] = Part("<p>done</p>", last=True)
    stream = hub.follow(subject, "a")
    next(stream)
    assert b"done" in words(stream, b"last")
    with pytest.raises(StopIteration):
        next(stream)
    assert hub.open() == 0


def test_a_ticket_that_vanishes_ends_its_stream(hub: Hub, hall: Hall) -> None:
    subject = her()
    stream = hub.follow(subject, "a")
    said = list(stream)
    assert not any(b"event: part" in each for each in said)
    assert hub.open() == 0


def test_a_phone_that_never_read_a_word_leaves_its_place(hub: Hub) -> None:
    hub.follow(her(), "a").close()
    assert hub.open() == 0


def test_closing_twice_frees_one_place(hub: Hub) -> None:
    first, _second = hub.follow(her(), "a"), hub.follow(her(), "a")
    first.close()
    first.close()
    assert hub.open() == 1


def test_there_are_never_more_than_may_be(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "MOST", 5)
    monkeypatch.setattr(streams, "MOST_OF_A_NETWORK", 3)
    monkeypatch.setattr(streams, "MOST_OF_A_SUBJECT", 2)
    subject = her()
    hub.follow(subject, "a")
    hub.follow(subject, "a")
    with pytest.raises(Full):
        hub.follow(subject, "b")  # too many of one ticket
    third = hub.follow(her(), "a")
    with pytest.raises(Full):
        hub.follow(her(), "a")  # too many of one network
    hub.follow(her(), "b")
    hub.follow(her(), "c")
    with pytest.raises(Full):
        hub.follow(her(), "d")  # too many
    third.close()
    hub.follow(her(), "d")


def test_a_database_that_goes_away_ends_nothing(hub: Hub, hall: Hall, caplog: pytest.LogCaptureFixture) -> None:
    subject = her()
    hall.parts[subject], hall.broken = Part("<p>back</p>"), True
    stream = hub.follow(subject, "a")
    next(stream)
    assert next(stream).startswith(b"event: beat")
    hall.broken = False
    assert b"back" in words(stream)


def test_a_stream_ends_after_a_while(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    stream = hub.follow(her(), "a")
    next(stream)
    monkeypatch.setattr(streams.time, "monotonic", lambda: 10.0**9)
    with pytest.raises(StopIteration):
        next(stream)
