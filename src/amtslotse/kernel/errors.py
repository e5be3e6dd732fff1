"""What can go wrong in the domain. Every error states a fact and carries what a page needs to explain it."""

from __future__ import annotations


class DomainError(Exception):
    """Something the domain does not allow. The message is for logs; pages translate by ``code``."""

    code = "domain_error"

    def __init__(self, message: str = "", **facts: object) -> None:
        super().__init__(message or self.code)
        self.facts = facts


class NotFound(DomainError):
    """There is no such thing, or it is not this person's: the answer is the same."""

    code = "not_found"


class NotAllowed(NotFound):
    """This role may not do this. Pages answer as if it did not exist."""

    code = "not_allowed"


class InvalidInput(DomainError):
    """Input that cannot be taken. ``field`` names where, ``reason`` is a message code."""

    code = "invalid_input"

    def __init__(self, *, field: str, reason: str, **facts: object) -> None:
        super().__init__(f"{field}: {reason}", field=field, reason=reason, **facts)
        self.field = field
        self.reason = reason
