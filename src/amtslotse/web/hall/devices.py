"""A device in the office's entrance that gives out numbers: a signed cookie that staff put there once.

Without it anybody could draw numbers from home, hundreds of them; with it a number is only for who stands in the hall.
"""

from __future__ import annotations

from allauth.account.internal.flows.login import get_authentication_records
from django.http import HttpRequest, HttpResponse

from amtslotse.accounts import queries as accounts
from amtslotse.accounts.rules import may

_COOKIE, _SALT = "device", "hall.device"
_YEAR = 365 * 24 * 60 * 60


def site_of_device(request: HttpRequest) -> str:
    """The site this device gives out numbers of; empty for every other browser."""
    return str(request.get_signed_cookie(_COOKIE, default="", salt=_SALT, max_age=_YEAR))


def keep_device(response: HttpResponse, site: str, *, secure: bool) -> None:
    """This browser gives out numbers of the site, for a year."""
    response.set_signed_cookie(_COOKIE, site, salt=_SALT, max_age=_YEAR, httponly=True, samesite="Lax", secure=secure)


def may_make_device(request: HttpRequest) -> bool:
    """Front desk staff, signed in with both factors: the pages of the hall ask nobody, so this asks itself."""
    if not request.user.is_authenticated:
        return False
    records = get_authentication_records(request, request.user)
    return any(record.get("method") == "mfa" for record in records) and may(accounts.actor_for(request.user), "desk.check_in")
