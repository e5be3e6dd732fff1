"""The status by telephone: only to somebody who named what only she should know, and never for a protected address."""

from __future__ import annotations

from datetime import datetime

from amtslotse.accounts.rules import require
from amtslotse.casework import actions as casework
from amtslotse.casework import queries as cases
from amtslotse.casework.queries import StatusView
from amtslotse.casework.rules import Access
from amtslotse.frontdesk import actions as frontdesk
from amtslotse.frontdesk import queries as hall
from amtslotse.kernel.actor import Actor


def telephone_status(
    *,
    file_number: str,
    code: str = "",
    birth_date: str = "",
    language: str = "de",
    actor: Actor,
    network: str,
    now: datetime,
) -> StatusView | None:
    """The status to read out, or ``None``: nothing by telephone (wrong, unknown, locked, or protected: one answer).

    With the code, or with the birth date (``YYYY-MM-DD``). What was tried is counted. Raises ``NotAllowed``.
    """
    require(actor, "desk.contacts")
    access = _identified(file_number, code, birth_date, network, now)
    if access is None or hall.is_protected(case_ref=access.case):
        return None
    return cases.status(access=access, language=language, now=now)


def protect(*, file_number: str, code: str = "", birth_date: str = "", by: Actor, network: str, now: datetime) -> bool:
    """Nothing is said about this case by telephone from now on; ``False`` when the case was not identified.

    Raises ``NotAllowed``.
    """
    return _set(True, file_number, code, birth_date, by, network, now)


def unprotect(*, file_number: str, code: str = "", birth_date: str = "", by: Actor, network: str, now: datetime) -> bool:
    """The status may be told by telephone again; ``False`` when the case was not identified.

    Only for a person whose identity document the desk has seen: what is said on the telephone is not enough for it.
    Raises ``NotAllowed``.
    """
    return _set(False, file_number, code, birth_date, by, network, now)


def _set(protected: bool, file_number: str, code: str, birth_date: str, by: Actor, network: str, now: datetime) -> bool:
    require(by, "desk.contacts")
    access = _identified(file_number, code, birth_date, network, now)
    if access is None:
        return False
    frontdesk.protect(case_ref=access.case, protected=protected, by=by, now=now)
    return True


def _identified(file_number: str, code: str, birth_date: str, network: str, now: datetime) -> Access | None:
    if code.strip():
        return casework.enter_status(file_number=file_number, code=code, network=network, now=now)
    return casework.identify(file_number=file_number, birth_date=birth_date, network=network, now=now)
