"""The papers an office hands out, each with the data it needs.

Every value is plain JSON, so that a case can store the data of a letter and print it again years later.
``Text`` is one sentence or name per language code; German (``de``) is always there and is the binding one.
(No ``from __future__ import annotations`` here: it would hide ``NotRequired`` from ``__required_keys__``.)
"""

from typing import NotRequired, TypedDict

#: Language code → plain text without markup. ``de`` is required; a missing language leaves German alone on the line.
Text = dict[str, str]


class Office(TypedDict):
    """Who writes, and how a human is reached."""

    name: str
    address: str  # lines divided by newlines
    telephone: str
    email: str
    hours: Text


class Paper(TypedDict):
    """What every paper carries."""

    office: Office
    file_number: str
    name: str  # as the person wrote it, any script
    matter: Text  # what was applied for
    demonstration: NotRequired[bool]  # a line on every sheet says that no real office wrote it


class Receipt(Paper):
    """Two sheets: one to show, one to keep. The secret code stands on the second only."""

    legal_basis: str  # of the matter, for example "§ 16b AufenthG"
    received_at: str  # ISO 8601 with zone; printed in German local time, to the second
    effect: Text | None  # None prints: the office will tell you whether your stay is covered
    effect_basis: str  # for example "§ 81 Abs. 4 Satz 1 AufenthG"; empty when effect is None
    check_url: str  # proves this sheet genuine, shows nothing more
    code: str  # 16 characters, with or without hyphens
    status_url: str
    documents_received: list[Text]
    documents_missing: list[Text]


class RequestedItem(TypedDict):
    """One thing the office asks for, with the reason."""

    label: Text
    reason: Text
    legal_basis: str


class DocumentRequest(Paper):
    """One bundled request: items, deadline, consequences of missing it (§ 82 Abs. 1 and 3 AufenthG)."""

    items: list[RequestedItem]
    deadline: str  # ISO date
    status_url: str
    note: NotRequired[Text]  # a sentence of the clerk


class Completeness(Paper):
    """Vollständig seit: no decision, and more may still be asked."""

    received_at: str  # ISO 8601 with zone
    complete_since: str  # ISO 8601 with zone
    team: Text  # who works on it now
    status_url: str


class Notice(TypedDict):
    """A part of the decision whose words the caller is answerable for, for example the remedy notice."""

    heading: Text
    body: Text


class Decision(Paper):
    """The decision of a human, with its reasons."""

    received_at: str  # ISO 8601 with zone
    decided_on: str  # ISO date
    outcome: Text
    legal_basis: str
    reasons: Text  # paragraphs divided by blank lines
    notices: list[Notice]
    addressed_to: NotRequired[list[str]]  # name and address of each who gets it for her, lines divided by newlines
    reviewed: NotRequired[bool]  # a second person released it; without it the paper says only that a human decided
    team: Text
    status_url: str


class Hearing(Paper):
    """What the office intends and why, before it decides, and until when she may answer (§ 28 VwVfG)."""

    outcome: Text
    legal_basis: str
    reasons: Text  # paragraphs divided by blank lines
    deadline: str  # ISO date
    ends_effect: bool  # a refusal would end the continued title (§ 81 Abs. 4 AufenthG)
    team: Text
    status_url: str


class Certificate(Paper):
    """The sheet that goes with a Fiktionsbescheinigung: never the official document itself, and it says so."""

    number: int  # of the case: 1 is the first
    effect: Text
    legal_basis: str
    work_note: Text | None  # work already allowed (§ 81 Abs. 5a AufenthG)
    issued_on: str  # ISO date
    valid_until: str  # ISO date


class NewCode(Paper):
    """A lost code was replaced; the old one is dead."""

    code: str
    status_url: str
    replaced_at: str  # ISO 8601 with zone


class Writing(Paper):
    """A letter of the office's own words: what it means in plain language first, the legal block after it."""

    title: Text
    plain: Text  # paragraphs divided by blank lines
    legal: Text  # empty where a letter decides and asks nothing
    team: Text
    status_url: str


class Cover(TypedDict):
    """The first sheet in an envelope: the address for its window, and a code with which the office finds the case again.

    It says nothing of the matter: whoever opens a letter that came back reads no more than the address.
    """

    office: Office
    file_number: str
    name: str
    address: str  # lines divided by newlines, as on an envelope
    cover_code: str  # names a case and opens nothing; printed in groups and as a QR code that holds it and nothing else
    sheets: str  # how many follow
    demonstration: NotRequired[bool]


class Appointment(Paper):
    """The dated confirmation of an appointment. ``file_number`` is its number; the secret code stands here and in no mail."""

    starts_at: str  # ISO 8601 with zone; printed in local time with the weekday
    site: Text
    site_address: str  # lines divided by newlines
    bring: list[Text]
    requested_at: str  # ISO 8601 with zone
    code: str
    check_in_url: str  # checks in at the office, opens nothing else
    status_url: str


class RequestProof(Paper):
    """Proof that a place was asked for, and when: no application, no effect. ``file_number`` is the request's number."""

    requested_at: str  # ISO 8601 with zone; printed to the second
    code: str
    check_url: str  # proves this sheet genuine: number and time, nothing more
    status_url: str


class Ticket(TypedDict):
    """The slip with a number in the hall. No name: it is called by number."""

    office: Office
    file_number: str  # the number as it is called
    site: Text
    arrived_at: str  # ISO 8601 with zone
    status_url: str  # her place and wait, on her own telephone
    demonstration: NotRequired[bool]


class Handover(TypedDict):
    """The slip of a visit to several bodies: one number, the stations in their order."""

    office: Office
    file_number: str
    site: Text
    arrived_at: str
    stations: list[Text]
    status_url: str
    demonstration: NotRequired[bool]


DOCUMENTS: dict[str, type] = {
    "receipt": Receipt,
    "document_request": DocumentRequest,
    "completeness": Completeness,
    "decision": Decision,
    "hearing": Hearing,
    "certificate": Certificate,
    "new_code": NewCode,
    "notice": Writing,
    "cover": Cover,
    "appointment": Appointment,
    "request_proof": RequestProof,
    "ticket": Ticket,
    "handover": Handover,
}
