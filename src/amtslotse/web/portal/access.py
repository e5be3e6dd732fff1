"""What this browser may see: the drafts it began and the cases it entered a code for. Nothing else exists for it."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest

from amtslotse.casework.rules.access import Access
from amtslotse.kernel.errors import NotFound

_DRAFTS, _CASES = "drafts", "cases"
#: A library's or a friend's computer forgets by itself.
_FORGET_AFTER = 2 * 60 * 60
#: More than one person needs, so that a session cannot grow without end.
_MOST = 20


def network(request: HttpRequest) -> str:
    """The address the request came from, for counting tries."""
    return str(request.META.get("REMOTE_ADDR", ""))


def _keep(request: HttpRequest) -> None:
    if not request.session.get(_DRAFTS) and not request.session.get(_CASES):
        request.session.cycle_key()  # a session somebody else prepared is worth nothing
    if not request.user.is_authenticated:
        request.session.set_expiry(_FORGET_AFTER)


def keep_draft(request: HttpRequest, draft: UUID) -> None:
    """This browser may go on with the draft."""
    _keep(request)
    kept = [other for other in request.session.get(_DRAFTS, []) if other != str(draft)]
    request.session[_DRAFTS] = [*kept, str(draft)][-_MOST:]


def keep_case(request: HttpRequest, access: Access) -> None:
    """This browser may see the case, until its code is replaced or the session ends."""
    _keep(request)
    kept = {case: token for case, token in request.session.get(_CASES, {}).items() if case != str(access.case)}
    request.session[_CASES] = dict([*kept.items(), (str(access.case), access.token)][-_MOST:])


def forget(request: HttpRequest) -> None:
    """This browser knows of no draft and no case any more."""
    request.session.pop(_DRAFTS, None)
    request.session.pop(_CASES, None)
    request.session.cycle_key()


def has_cases(request: HttpRequest) -> bool:
    return bool(request.session.get(_CASES))


def access_to(request: HttpRequest, case: UUID) -> Access:
    """Raises ``NotFound`` for a case that this browser has no access to."""
    access = Access.from_token(request.session.get(_CASES, {}).get(str(case), ""))
    if access is None or access.case != case:
        raise NotFound
    return access


def own_draft(request: HttpRequest, draft: UUID) -> UUID:
    """Raises ``NotFound`` for a draft of another browser."""
    if str(draft) not in request.session.get(_DRAFTS, []):
        raise NotFound
    return draft
