"""What pages get to see: frozen, in the reader's language where a text comes from data.

Words that belong to a page (states, verdicts, steps, reasons) come as codes; the page translates them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from amtslotse.casework.queries.waiting import BodyView, WaitView
from amtslotse.casework.rules.clocks import Clocks
from amtslotse.catalogue.rules import DocumentNeed, Fee, Question


@dataclass(frozen=True, slots=True)
class UploadView:
    """A stored document, as its owner or a clerk may name it."""

    id: UUID
    need: str
    name: str
    media_type: str
    size: int
    created_at: datetime
    cleaned: tuple[str, ...] = ()  # what was taken out: javascript, embedded_files, …
    can_remove: bool = False
    handed_in_at: datetime | None = None  # None: not part of the application yet
    is_shared: bool = False  # sent with the application of another person of the family


@dataclass(frozen=True, slots=True)
class NeedView:
    """A required document with its rule, what was sent for it, and what clearing found."""

    key: str
    label: str
    label_de: str
    help: str
    legal_basis: str
    sureness: str
    one_of: str  # needs with the same word are alternatives; empty: needed by itself
    optional: bool
    translation: bool
    uploads: tuple[UploadView, ...]
    verdict: str = ""  # fine | missing | unreadable | wrong | "" (not yet checked)
    reason: str = ""
    checked_at: datetime | None = None
    need: DocumentNeed | None = None


@dataclass(frozen=True, slots=True)
class AnswerView:
    """A question with its answer, as a person reads it."""

    key: str
    group: str  # matter | stay | person | contact
    label: str
    value: str  # as stored
    text: str  # as read: option label, country name, date


@dataclass(frozen=True, slots=True)
class QuestionView:
    """One question page: the question, what was answered, and where it stands."""

    draft: UUID
    question: Question
    label: str
    help: str
    options: tuple[tuple[str, str], ...]  # (key, label)
    value: str
    number: int  # 3 …
    of: int  # … of 7; grows and shrinks with the answers
    previous: str | None  # question key for the back link; None: the service page
    next: str | None  # question that follows once this is answered as it stands; None: documents


@dataclass(frozen=True, slots=True)
class DraftView:
    """The whole draft, for the documents page and the check page."""

    id: UUID
    service: str
    version: int
    title: str  # the service in the reader's language
    language: str
    code: str  # resume code, spoken form
    expires_at: datetime
    questions: tuple[Question, ...]
    answers: tuple[AnswerView, ...]
    answered: int
    of: int
    next: str | None  # first required question without an answer; None: all answered
    needs: tuple[NeedView, ...]
    other_uploads: tuple[UploadView, ...]  # sent for something that no longer applies
    fee: Fee
    digest: str  # post it with "send": file() refuses when something changed since
    name: str  # of the person, as far as she gave it
    is_family: bool  # others of her family file with her


@dataclass(frozen=True, slots=True)
class EffectView:
    """The effect under § 81 AufenthG as far as the decision table gives one."""

    code: str  # fortgeltung, fortgeltung_restricted, erlaubnis, duldung, work_allowed, none_needed, legal_check
    row: int | None  # of the decision table, for the clerk: why
    public: str  # wording code for the applicant; "office_will_tell" whenever a person must check first
    text: str  # that wording in the reader's language
    text_de: str
    paragraph: str
    certificate: str  # yes, none_needed, restricted, blocked, check
    title_expires_on: date | None


@dataclass(frozen=True, slots=True)
class ReceiptView:
    """The receipt, the same however often it is asked for."""

    case: UUID
    file_number: str  # spoken form
    code: str  # spoken form
    received_at: datetime
    service: str
    title: str
    title_de: str
    family_name: str
    given_names: str
    answers: tuple[AnswerView, ...]
    documents: tuple[UploadView, ...]
    missing: tuple[NeedView, ...]  # required, nothing sent yet
    effect: EffectView
    proof_token: str  # for /verify/<token>: genuine or not, and the day
    fee: Fee
    channel: str  # how the paper goes: portal and counter at once, post with the next print


@dataclass(frozen=True, slots=True)
class Proof:
    """A receipt is genuine. Nothing else is said."""

    received_on: date


@dataclass(frozen=True, slots=True)
class StepView:
    """One of the eight public steps."""

    key: str  # received checking documents_missing complete in_team in_review decided finished
    state: str  # done | now | next | skipped
    at: datetime | None  # when it was reached


@dataclass(frozen=True, slots=True)
class RequestedItem:
    need: str
    label: str
    label_de: str
    verdict: str
    reason: str
    uploads: tuple[UploadView, ...] = ()  # added since the request, not yet handed in


@dataclass(frozen=True, slots=True)
class RequestView:
    """A bundled document request."""

    id: UUID
    sent_at: datetime
    deadline_on: date
    late: bool
    fulfilled_at: datetime | None
    note: str
    items: tuple[RequestedItem, ...]


@dataclass(frozen=True, slots=True)
class LetterView:
    id: UUID
    kind: str  # receipt | document_request | completeness | decision | new_code
    created_at: datetime


@dataclass(frozen=True, slots=True)
class StatusView:
    """What the applicant sees with her code; nothing about her person."""

    case: UUID
    file_number: str
    service: str
    title: str
    received_at: datetime
    complete_since: datetime | None
    steps: tuple[StepView, ...]
    now: StepView
    turn: str  # us | applicant | partner:<name> | nobody
    since: datetime
    can_do: tuple[str, ...]  # send_documents, wait, withdraw, read_decision, collect
    request: RequestView | None  # the open one
    letters: tuple[LetterView, ...]
    decided: bool
    withdrawn: bool
    has_receipt: bool  # not of a case that was taken over
    card_ready: bool  # it lies at the office, to be collected


@dataclass(frozen=True, slots=True)
class Download:
    """A file to be served as an attachment with ``nosniff``."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class WhyView:
    """Why a case stands where it stands: the rule that spoke, the urgency it asks for, and the days it counted.

    Codes: title_ends, title_ended, title_ends_covered, title_ended_covered (days to or since the end of the title; covered:
    the law covers the stay meanwhile), needed_on (days to job or journey), waits (days since receipt).
    """

    code: str
    urgency: int
    days: int


@dataclass(frozen=True, slots=True)
class RowView:
    """A case in a list."""

    id: UUID
    file_number: str
    name: str
    service: str
    title: str
    status: str
    turn: str  # us | applicant | …: whose turn it is
    since: datetime  # since when
    received_at: datetime
    complete_since: datetime | None
    urgency: int  # 1 (can wait) … 4 (today)
    difficulty: int  # 1 … 3
    why: tuple[WhyView, ...]
    team: str
    owner: str  # name of the clerk, for colleagues; empty when nobody took it
    is_mine: bool
    deadline_on: date | None
    needs: int
    fine: int


@dataclass(frozen=True, slots=True)
class ListView:
    """One page of a list: filtered, sorted, counted."""

    rows: tuple[RowView, ...]
    total: int  # all that fit the filter
    page: int
    pages: int
    counts: Mapping[str, int]  # status → number, before the status filter: for the chips
    services: tuple[tuple[str, str], ...]  # (key, title) that occur: for the chips
    teams: Mapping[str, str]  # code → name of every team of the day


@dataclass(frozen=True, slots=True)
class DecisionView:
    id: UUID
    outcome: str  # grant | grant_restricted | refuse | revoke
    reasons: str
    status: str  # in_review | returned | released | signed
    author: str
    created_at: datetime
    reviewer: str
    reviewed_at: datetime | None
    return_reason: str
    is_own: bool  # the reader wrote it: she cannot review it
    return_code: str = ""  # of rules.deciding.RETURNS
    signed_at: datetime | None = None
    template: str = "general"
    template_version: int = 1
    sections: Mapping[str, str] = field(default_factory=dict)
    ground: str = ""
    discretion: str = "bound"  # bound | exercised
    discretion_reasons: str = ""
    hearing: str = ""  # held | not_held
    hearing_on: date | None = None
    hearing_reason: str = ""
    remedy_notice: str = ""
    remedy_source: str = ""  # Land and day of the text; empty when typed


@dataclass(frozen=True, slots=True)
class AddresseeView:
    """To whom a decision goes. ``capacity``: applicant, representative or guardian."""

    capacity: str
    name: str
    street: str
    postcode: str
    city: str
    representative: UUID | None

    @property
    def lines(self) -> str:
        """Name and address as an envelope shows them."""
        return "\n".join(line for line in (self.name, self.street, f"{self.postcode} {self.city}".strip()) if line)


@dataclass(frozen=True, slots=True)
class NotificationView:
    """How and when a decision was notified to those who share an envelope, or to all at once."""

    way: str  # post | in_person | with_proof
    to: str
    sent_on: date
    notified_on: date
    remedy_until: date | None
    rule: str  # whose rule made the days; empty: a person looked
    note: str
    recorded_at: datetime
    final_on: date | None  # of the case, as it stands now
    counts: bool  # no later one to all of these
    missing: tuple[str, ...]  # addressees of the decision whom nobody notified yet


@dataclass(frozen=True, slots=True)
class TimelineView:
    """A journal event as a sentence in the reader's language."""

    seq: int
    happened_at: datetime
    kind: str
    role: str
    team: str
    sentence: str


@dataclass(frozen=True, slots=True)
class ApplicantView:
    family_name: str
    given_names: str
    birth_date: str  # as a German register prints it: 00.00.1980
    age: int
    nationality: str  # country name in the reader's language
    address: str
    email: str
    phone: str
    is_minor: bool


@dataclass(frozen=True, slots=True)
class BesideView:
    """A case of the reader's, in a word: who, how urgent, why."""

    id: UUID
    name: str
    urgency: int
    why: tuple[WhyView, ...]


@dataclass(frozen=True, slots=True)
class CaseView:
    """Everything about one case that a clerk may see, and what she may do with it."""

    id: UUID
    file_number: str
    service: str
    version: int
    title: str
    purpose: str
    status: str
    language: str
    received_at: datetime
    complete_since: datetime | None
    decided_at: datetime | None
    turn: str
    since: datetime
    urgency: int
    difficulty: int
    why: tuple[WhyView, ...]
    team: str
    team_name: str
    team_reason: str
    teams: tuple[tuple[str, str], ...]  # (code, name) of all teams, for re-routing
    owner: str
    is_mine: bool
    applicant: ApplicantView
    answers: tuple[AnswerView, ...]
    needs: tuple[NeedView, ...]
    other_uploads: tuple[UploadView, ...]
    effect: EffectView
    fee: Fee
    requests: tuple[RequestView, ...]  # newest first
    letters: tuple[LetterView, ...]
    decisions: tuple[DecisionView, ...]  # newest first
    timeline: tuple[TimelineView, ...]  # newest first
    allowed: frozenset[str]  # names of actions: mark, request_documents, confirm_complete, take, reroute, …
    default_deadline_on: date
    deputy: str
    ended_at: datetime | None
    closure: str
    as_it_stands: str  # why it was passed on incomplete; empty when it was not
    came_from: tuple[str, str] | None  # the system that it was taken over from, and its number there
    title_end: tuple[date, datetime | None] | None  # the noted end of the title, and when she was invited to renew it
    court_on: date | None
    card_ordered_at: datetime | None
    card_arrived_at: datetime | None
    clocks: Clocks
    waits: tuple[WaitView, ...]  # open ones first
    bodies: tuple[BodyView, ...]  # all there are
    hindered: frozenset[str]  # rules.states.HINDRANCES that stop a move now
    urgency_override: int | None  # what a person set instead of the rules, and why
    urgency_reason: str
    beside: tuple[BesideView, ...]  # the reader's own next cases, as many as were asked for


@dataclass(frozen=True, slots=True)
class CountsView:
    """Numbers beside the navigation."""

    clearing: int
    team: int
    reviews: int
    mine: int
