"""What a letter may be, and the ways it goes once it has left the pen."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol
from uuid import UUID

from amtslotse.kernel import codes
from amtslotse.kernel.errors import InvalidInput

#: Every kind of letter that a case can hold; each has a template in ``engines/paper``.
KINDS: Final = ("receipt", "document_request", "completeness", "decision", "new_code", "notice", "hearing")
#: Written once a case: the database refuses a second one.
ONCE: Final = ("receipt", "completeness", "decision")
#: Carries a code that is stored nowhere: printed when it is needed, and no paper of it is kept.
WITH_CODE: Final = ("receipt", "new_code")

#: How a letter gets to her. ``portal``: a mail said that it lies there. ``counter``: it was put into her hands.
CHANNELS: Final = ("post", "portal", "counter")
DELIVERY_STATES: Final = ("queued", "recalled", "printed", "sent", "delivered", "returned")
#: Which state may follow which; the database holds the same table as a trigger.
LEADS: Final[Mapping[str, tuple[str, ...]]] = {
    "queued": ("recalled", "printed"),
    "printed": ("sent", "recalled"),
    "sent": ("delivered", "returned"),
    "delivered": (),
    "returned": (),
    "recalled": (),
}
#: Of these a letter has at most one; another try needs the last one to be over.
LIVING: Final = ("queued", "printed", "sent", "delivered")
#: Why the post brought a letter back.
RETURN_REASONS: Final = ("unknown", "moved", "refused_by_her", "not_collected", "incomplete_address", "other_return")
#: What became of a letter that came back.
SETTLED_BY: Final = ("sent_again", "handed_over", "reached_otherwise", "public_notice_checked", "not_needed")

#: What goes by post whatever the person can read online; everything else only where no mail can tell her.
ALWAYS_BY_POST: Final = ("decision", "hearing")

#: What became of a returned letter that reached her all the same.
REACHED_BY: Final = ("handed_over", "reached_otherwise", "public_notice_checked")

#: How long a letter to many can be called back.
RECALL_MINUTES: Final = 10
#: Why a case that was chosen does not get the letter after all.
LEFT_OUT: Final = ("ended", "addressee_changed")

#: The words in braces that a template may hold.
FIELDS: Final = ("name", "file_number", "matter", "received_on", "office", "team", "today")
_FIELD = re.compile(r"\{([^{}\n]*)\}")

LONGEST_BLOCK: Final = 10_000
LONGEST_TITLE: Final = 120


class Addressed(Protocol):
    """Somebody who gets a letter for the applicant."""

    @property
    def name(self) -> str: ...
    @property
    def street(self) -> str: ...
    @property
    def postcode(self) -> str: ...
    @property
    def city(self) -> str: ...
    @property
    def representative(self) -> UUID | None: ...


@dataclass(frozen=True, slots=True)
class Envelope:
    """Whose name stands on it, the lines below, and which of those who act for the applicant it is for; none: herself."""

    name: str
    lines: tuple[str, ...]
    acting: tuple[UUID, ...] = ()

    @property
    def key(self) -> str:
        """The first of those it is for; empty for herself."""
        return str(self.acting[0]) if self.acting else ""

    def as_recipient(self) -> dict[str, object]:
        """As ``Delivery.recipient`` keeps it."""
        kept: dict[str, object] = {"name": self.name, "lines": list(self.lines)}
        return {**kept, "acting": [str(each) for each in self.acting]} if self.acting else kept


def lines_of(street: str, postcode: str, city: str) -> tuple[str, ...]:
    """The lines below a name; empty when no address is known."""
    return tuple(line for line in (street, f"{postcode} {city}".strip()) if line)


def envelopes(to: Sequence[Addressed], *, home: tuple[str, ...]) -> tuple[Envelope, ...]:
    """One envelope an address, in the order of the people; who has none of her own lives where the applicant lives (``home``).

    Who shares an address shares the envelope; who lives elsewhere gets one of her own: a letter to one of two guardians is
    not a letter to both.
    """
    found: dict[str, list[Addressed]] = {}
    where: dict[str, tuple[str, ...]] = {}
    for each in to:
        lines = lines_of(each.street, each.postcode, each.city) or home
        place = " ".join(" ".join(lines).casefold().split())
        found.setdefault(place, []).append(each)
        where.setdefault(place, lines)
    return tuple(
        Envelope(
            ", ".join(each.name for each in people),
            where[place],
            tuple(each.representative for each in people if each.representative),
        )
        for place, people in found.items()
    )


def channel_of(kind: str, *, source: str, has_email: bool) -> str:
    """The way a letter of this kind goes by itself.

    A receipt carries her code: it is read where she handed the application in herself, and goes by post where nobody can
    put it into her hands.
    """
    if kind == "receipt":
        return source if source in ("portal", "counter") else "post"
    return "post" if kind in ALWAYS_BY_POST or not has_email else "portal"


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with each known word in braces replaced. Raises ``InvalidInput`` (``unknown_field``) for another one."""

    def one(match: re.Match[str]) -> str:
        if match[1] not in FIELDS:
            raise InvalidInput(field="text", reason="unknown_field", name=match[1])
        return values.get(match[1], "")

    return _FIELD.sub(one, text)


def check_fields(text: str, *, field: str) -> None:
    """Nothing, when each word in braces is one that can be filled. Raises ``InvalidInput`` (``unknown_field``)."""
    for match in _FIELD.finditer(text):
        if match[1] not in FIELDS:
            raise InvalidInput(field=field, reason="unknown_field", name=match[1])


def cover_code(typed: str) -> str:
    """The code of a cover sheet by what was typed, or by what a scanner read; empty for what cannot be one."""
    code = codes.normalise(typed)[: codes.LENGTH + 1]
    return code if len(code) == codes.LENGTH else ""
