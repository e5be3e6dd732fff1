"""Where the figures come from, and up to when they are true."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from amtslotse.journal.rules import OWN
from amtslotse.reporting.models import ReadState


@dataclass(frozen=True, slots=True)
class SourceView:
    """One journal source: our own cases, or a log that was imported under this name."""

    key: str
    cases: int
    first_on: date
    last_event_at: datetime
    invented: int

    @property
    def is_own(self) -> bool:
        return self.key == OWN


@dataclass(frozen=True, slots=True)
class State:
    """What the read model holds."""

    refreshed_at: datetime | None
    sources: tuple[SourceView, ...]

    def of(self, source: str) -> tuple[SourceView, ...]:
        """The sources a selection speaks of: the named one, or all."""
        return tuple(view for view in self.sources if source in ("", view.key))

    def as_of(self, source: str, *, now: datetime) -> datetime:
        """Up to when the selection's data reach: our own journal up to the last refresh, an import up to its last event."""
        views = self.of(source)
        if not views or any(view.is_own for view in views):
            return min(self.refreshed_at or now, now)
        return min(max(view.last_event_at for view in views), now)


def state() -> State:
    """One query."""
    row = ReadState.objects.first()
    if row is None:
        return State(None, ())
    return State(
        row.refreshed_at,
        tuple(
            SourceView(
                source["key"],
                source["cases"],
                date.fromisoformat(source["first_on"]),
                datetime.fromisoformat(source["last_event_at"]),
                source["invented"],
            )
            for source in row.sources
        ),
    )
