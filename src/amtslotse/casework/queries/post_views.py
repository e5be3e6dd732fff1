"""What the pages of the post get to see: frozen. Words that belong to a page come as codes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class DeliveryView:
    """One try to get a letter to a person."""

    id: UUID
    case: UUID
    file_number: str
    name: str  # of the applicant
    kind: str
    letter: UUID
    channel: str
    state: str
    cover: str  # spoken form; empty unless it goes by post
    recipient: tuple[str, ...]  # name and lines, once printed
    created_at: datetime
    printed_at: datetime | None
    sent_at: datetime | None
    recalled_at: datetime | None
    delivered_on: date | None
    returned_on: date | None
    reason: str
    note: str
    settlement: str
    settled_at: datetime | None
    team: str
    owner: str
    paper: str  # waiting | made | failed | none (carries a code: drawn when it is needed)
    run: UUID | None
    may_see_case: bool


@dataclass(frozen=True, slots=True)
class DeliveryList:
    """One page of deliveries: filtered, counted."""

    rows: tuple[DeliveryView, ...]
    total: int
    page: int
    pages: int
    counts: dict[str, int]  # kind or reason → number, before that filter: for the chips


@dataclass(frozen=True, slots=True)
class RunView:
    """A print run."""

    id: UUID
    state: str  # making | ready | failed | sent
    total: int
    done: int
    recalled: int
    created_at: datetime
    ready_at: datetime | None
    sent_at: datetime | None
    size: int
    error: str


@dataclass(frozen=True, slots=True)
class BulkView:
    """A letter to many, and how far it is."""

    id: UUID
    title: str
    template: UUID
    version: int
    selection: dict[str, str]
    state: str  # waiting | sent | recalled
    total: int
    reached: int
    papers: int  # made so far
    left_out: tuple[tuple[UUID, str, str], ...]  # case, file number, one of rules.letters.LEFT_OUT; the first of them
    left_out_in_all: int
    created_at: datetime
    goes_at: datetime
    sent_at: datetime | None
    recalled_at: datetime | None


@dataclass(frozen=True, slots=True)
class TemplateTextView:
    language: str
    title: str
    plain: str
    legal: str
    checked_by: str
    checked_on: date | None


@dataclass(frozen=True, slots=True)
class TemplateView:
    """A version of a template with its words."""

    id: UUID
    key: str
    version: int
    title: str
    released_at: datetime | None
    created_at: datetime
    is_own: bool  # the reader wrote it: she cannot release it
    texts: tuple[TemplateTextView, ...]  # German first

    @property
    def german(self) -> TemplateTextView:
        """The binding text."""
        return self.texts[0]
