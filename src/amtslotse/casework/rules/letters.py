"""What a letter may be, and the ways it goes once it has left the pen."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from amtslotse.kernel import codes
from amtslotse.kernel.errors import InvalidInput

#: Every kind of letter that a case can hold; each has a template in ``engines/paper``.
KINDS: Final = ("receipt", "document_request", "completeness", "decision", "new_code", "notice")
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
ALWAYS_BY_POST: Final = ("decision",)

#: How long a letter to many can be called back.
RECALL_MINUTES: Final = 10

#: The words in braces that a template may hold.
FIELDS: Final = ("name", "file_number", "matter", "received_on", "office", "team", "today")
_FIELD = re.compile(r"\{([^{}\n]*)\}")

LONGEST_BLOCK: Final = 10_000
LONGEST_TITLE: Final = 120


def channel_of(kind: str, *, source: str, has_email: bool) -> str:
    """The way a letter of this kind goes by itself. A receipt is read where the application was handed in."""
    if kind == "receipt" and source in ("portal", "counter"):
        return source
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
