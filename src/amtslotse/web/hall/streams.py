"""Event streams: one reader asks the database for everybody who waits, and a stream only waits for what it found.

A stream holds a thread of the web server until its next word and no database connection at all. The reader asks once a second
what number the site's changes have reached and reads again only when it has moved, so two hundred open phones cost one small
query a second. Streams are few enough to leave threads for pages; whoever gets none reloads the page instead.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db import connection

log = logging.getLogger(__name__)

EVERY = 1.0  #: seconds between two looks of the reader
ANEW = 20.0  #: seconds after which a part is read again without any change: ranges of waiting move with time
HEARTBEAT = 4.0  #: seconds a stream stays silent at most: a thread that waits longer holds up the stop of the server
LONGEST = 15 * 60.0  #: seconds after which a stream ends and the page opens a new one
MOST = 200  #: streams of one process, of its 256 threads
MOST_OF_A_NETWORK = 150  #: the hall's own wireless network is one address; it shall not take every place
MOST_OF_A_SUBJECT = 8  #: streams on one ticket or one display


@dataclass(frozen=True, slots=True)
class Subject:
    """What a stream tells of: a site's display (no ticket) or one ticket, in a language."""

    site: str
    ticket: UUID | None
    language: str


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a page as it stands now. After a ``last`` one nothing more comes."""

    html: str
    last: bool = False


class Full(Exception):
    """There are as many streams as there may be."""


@dataclass(slots=True)
class _Topic:
    """What is known of a subject, and who is told."""

    changed: threading.Condition
    part: Part | None = None
    read_at: float = 0.0
    gone: bool = False
    streams: list[Stream] = field(default_factory=list)


class Hub:
    """The streams of this process and their one reader, a thread that lives as long as there is a stream."""

    def __init__(
        self, *, pulse: Callable[[str], int], read: Callable[[str, Sequence[Subject]], Mapping[Subject, Part]]
    ) -> None:
        self._pulse, self._read = pulse, read
        self._lock = threading.Lock()
        self._topics: dict[Subject, _Topic] = {}
        self._pulses: dict[str, int] = {}
        self._networks: Counter[str] = Counter()
        self._reader: threading.Thread | None = None

    def follow(self, subject: Subject, network: str) -> Stream:
        """A stream of the subject's part, first as it is and then whenever it changes. Raises ``Full``."""
        with self._lock:
            topic = self._topics.get(subject)
            if (
                self._networks.total() >= MOST
                or self._networks[network] >= MOST_OF_A_NETWORK
                or (topic is not None and len(topic.streams) >= MOST_OF_A_SUBJECT)
            ):
                raise Full
            if topic is None:
                topic = self._topics[subject] = _Topic(threading.Condition(self._lock))
            stream = Stream(self, subject, topic, network)
            topic.streams.append(stream)
            self._networks[network] += 1
            if self._reader is None:
                self._reader = threading.Thread(target=self._run, name="hall streams", daemon=True)
                self._reader.start()
        return stream

    def open(self) -> int:
        """How many streams are open in this process."""
        with self._lock:
            return self._networks.total()

    def leave(self, stream: Stream) -> None:
        """The stream is over; its place is free. Doing it twice does no harm."""
        with self._lock:
            if stream not in stream.topic.streams:
                return
            stream.topic.streams.remove(stream)
            if not stream.topic.streams:
                self._topics.pop(stream.subject, None)
            self._networks[stream.network] -= 1
            if not self._networks[stream.network]:
                del self._networks[stream.network]

    def _run(self) -> None:
        while True:
            began = time.monotonic()
            with self._lock:
                if not self._topics:
                    self._reader = None
                    self._pulses.clear()
                    return
                sites = {subject.site for subject in self._topics}
            for site in sites:
                try:
                    self._look(site)
                except Exception:
                    log.exception("the hall's streams could not read")  # the database may be back in a second
            connection.close()  # back to the pool until the next look
            time.sleep(max(0.1, EVERY - (time.monotonic() - began)))

    def _look(self, site: str) -> None:
        pulse, now = self._pulse(site), time.monotonic()
        with self._lock:
            moved = self._pulses.get(site) != pulse
            due = [
                subject
                for subject, topic in self._topics.items()
                if subject.site == site and (moved or topic.part is None or now - topic.read_at > ANEW)
            ]
        if not due:
            return
        parts = self._read(site, due)
        with self._lock:
            self._pulses[site] = pulse
            for subject in due:
                topic = self._topics.get(subject)
                if topic is None:
                    continue
                topic.read_at, part = now, parts.get(subject)
                topic.gone = part is None
                if topic.gone or part != topic.part:
                    topic.part = part
                    topic.changed.notify_all()


class Stream(Iterator[bytes]):
    """The words of one open connection. The server closes it when the phone is gone, also before the first word."""

    def __init__(self, hub: Hub, subject: Subject, topic: _Topic, network: str) -> None:
        self.hub, self.subject, self.topic, self.network = hub, subject, topic, network
        self._sent: Part | None = None
        self._until: float | None = None
        self._over = False

    def __next__(self) -> bytes:
        if self._until is None:
            connection.close()  # what the view used: it would stay with this thread as long as the stream
            self._until = time.monotonic() + LONGEST
            return b"retry: 3000\n\n"
        if self._over or time.monotonic() > self._until:
            self.close()
            raise StopIteration
        with self.topic.changed:
            self.topic.changed.wait_for(self._has_news, HEARTBEAT)
            part, gone = self.topic.part, self.topic.gone
        if part is not None and part != self._sent:
            self._sent, self._over = part, part.last
            return _event("last" if part.last else "part", part.html)
        if gone:
            self._over = True
        return b"event: beat\ndata:\n\n"

    def _has_news(self) -> bool:
        return self.topic.gone or (self.topic.part is not None and self.topic.part != self._sent)

    def close(self) -> None:
        self.hub.leave(self)


def _event(name: str, html: str) -> bytes:
    lines = "\n".join(f"data: {line}" for line in html.splitlines())
    return f"event: {name}\n{lines}\n\n".encode()
