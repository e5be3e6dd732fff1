"""What the hall shows, frozen. A name stands only where somebody may know it: at the counter that called, and on arrivals."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class StationView:
    """One station of a visit: where, in which state, and at which counters she may be called. Never for what."""

    body: str
    body_name: str
    status: str
    counters: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class TicketView:
    """A ticket as its owner holds it. ``display`` is the number as it is called."""

    id: UUID
    number: int
    display: str
    site: str
    arrived_at: datetime
    klass: str
    stations: tuple[StationView, ...] = ()


@dataclass(frozen=True, slots=True)
class CalledView:
    """Who stands at a counter, for the one who called: here, and only here, is the name."""

    stop: int
    ticket: UUID
    number: int
    display: str
    name: str
    klass: str
    matters: tuple[str, ...]
    rule: str
    language: str
    needs: tuple[str, ...]
    case_ref: UUID | None
    appointment: UUID | None
    status: str
    counter: int
    counter_number: int
    called_at: datetime
    calls: int
    waited_minutes: int
    #: Bodies that come after this one, in order: where the slip sends her.
    then: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ComingRow:
    """An appointment of today whose person is not here yet. The front desk must recognise her, so it has names."""

    appointment: UUID
    number: str
    starts_at: datetime
    names: tuple[str, ...]
    klass: str
    matters: tuple[str, ...]
    counter_number: int
    late_minutes: int


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """Somebody waits: a number, no name. ``rule`` is why she would be called; ``early``: before her appointment's time.

    ``lift_reason``: why she was put first, in writing; empty for everybody else.
    """

    stop: int
    ticket: UUID
    number: int
    display: str
    body: str
    klass: str
    status: str
    waiting_since: datetime
    waited_minutes: int
    due_at: datetime | None
    rule: str
    language: str
    step_free: bool
    wanted_counter: int | None
    lift_reason: str

    @property
    def early(self) -> bool:
        return self.rule == "early"


@dataclass(frozen=True, slots=True)
class CounterRow:
    """A counter and what happens there: ``closed``, ``free``, ``called``, ``serving``; the number, never the name."""

    id: int
    number: int
    kind: str
    body: str
    status: str
    is_mine: bool
    ticket_display: str
    since: datetime | None


@dataclass(frozen=True, slots=True)
class ShareView:
    """Of those who were here and whose visit ended: how many left with a result or an appointment (R04)."""

    ended: int
    with_result: int
    no_show: int
    by_outcome: dict[str, int] = field(default_factory=dict)

    @property
    def percent(self) -> float | None:
        """None while nobody has left."""
        return round(100 * self.with_result / self.ended, 1) if self.ended else None


@dataclass(frozen=True, slots=True)
class TodayView:
    """One glance: who is coming, who waits how long and who is next, which counters are open, how they leave."""

    site: str
    coming: tuple[ComingRow, ...]
    waiting: tuple[WaitingRow, ...]
    parked: tuple[WaitingRow, ...]
    counters: tuple[CounterRow, ...]
    share: ShareView

    @property
    def next(self) -> WaitingRow | None:
        """Who is called next by a counter that serves everything."""
        return self.waiting[0] if self.waiting else None


@dataclass(frozen=True, slots=True)
class AtCounterView:
    """The counter of the one who asks: who is here, who would be next, whom she parked."""

    counter: int
    counter_number: int
    kind: str
    site: str
    body: str
    languages: tuple[str, ...]
    here: CalledView | None
    next: WaitingRow | None
    waiting: int
    parked: tuple[WaitingRow, ...]


@dataclass(frozen=True, slots=True)
class PlaceView:
    """Her place, for the phone: number, how many before her, and a range for the wait; nothing about her.

    ``status``: later, waiting, called, serving, parked, done, no_show, ended. No range: data are thin, or nobody is open.
    ``due_at``: her appointment's time while it is still to come.
    """

    number: int
    display: str
    status: str
    ahead: int
    low_minutes: int | None
    high_minutes: int | None
    counter: int | None
    site: str
    body: str
    call_id: str
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CallView:
    """A call on the display. ``call_id`` changes with every call and recall of the number."""

    display: str
    number: int
    counter: int
    called_at: datetime
    call_id: str


@dataclass(frozen=True, slots=True)
class DisplayView:
    """The last four calls, newest first, and the open counters."""

    site: str
    calls: tuple[CallView, ...]
    open_counters: tuple[int, ...]
    waiting: int


@dataclass(frozen=True, slots=True)
class FoundView:
    """A hit of the search. ``kind``: ticket, appointment or file; a file number is echoed, never looked up."""

    kind: str
    ref: str
    label: str
    name: str
    at: datetime | None
    status: str


@dataclass(frozen=True, slots=True)
class SlipView:
    """The hand-over slip: number and where she goes next; nothing of what she wants there."""

    number: int
    display: str
    site_name: str
    address: str
    body_name: str
    counters: tuple[int, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DayListRow:
    """A line of the outage list."""

    starts_at: datetime
    names: tuple[str, ...]
    counter_number: int
    arrived: bool


@dataclass(frozen=True, slots=True)
class DayListView:
    """What the desk needs on paper when nothing works: appointments, and the number that paper tickets begin with."""

    site: str
    site_name: str
    day: date
    made_at: datetime
    rows: tuple[DayListRow, ...]
    next_number: int
    waiting: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ContactsView:
    """Contacts of a day: how many of each reason, how long they took (median), how many were settled."""

    day: date
    total: int
    by_reason: dict[str, int]
    median_seconds: int | None
    settled: int
    median_status_seconds: int | None


@dataclass(frozen=True, slots=True)
class CallBackView:
    """Somebody wants to be called."""

    id: UUID
    name: str
    phone: str
    language: str
    reason: str
    note: str
    case_ref: UUID | None
    wanted_at: datetime
    due_on: date
    tries: int
    overdue: bool


@dataclass(frozen=True, slots=True)
class ExpressView:
    """A line of the express counter's tick list."""

    key: str
    name: str
    minutes: int


@dataclass(frozen=True, slots=True)
class TelephoneDay:
    """The telephone on a day, over all lines. Rates in percent; ``status_share`` of the contacts logged by telephone (R10)."""

    day: date
    offered: int
    answered: int
    lost: int
    repeated: int
    answer_rate: float | None
    repeat_rate: float | None
    status_share: float | None
