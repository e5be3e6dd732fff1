"""No staff page without a second factor, and no guessing of passwords and codes."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.stagekit import unstash_login
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import ResolverMatch, reverse
from django.utils import timezone

from amtslotse.accounts import actions, queries

#: Journeys for everybody, and the files of the look. Whatever is not named here is for staff.
PUBLIC = frozenset({"portal", "booking", "hall", "promises", "ui"})
FILES = frozenset({"colours", "arms"})

#: The way in and out: open without a session, because they make and end one.
ENTRANCE = frozenset({"account_login", "mfa_authenticate", "account_logout", "openid_connect_login", "openid_connect_callback"})

#: Where a session that is only half signed in may go.
UNFINISHED = frozenset({"staff:set_up_second_factor"})
INITIAL_PASSWORD = frozenset({"staff:password"})

#: How often in five minutes: wrong tries for one account, and all tries from one address (a town hall has one).
PER_ACCOUNT = 5
PER_ADDRESS = 100


class SecondFactorMiddleware:
    """Every page but the public ones needs a session with two factors; ``request.actor`` says who acts, ``request.now`` when.

    What is not listed as public is for staff: a forgotten entry closes a page, it never opens one.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.now = timezone.now()  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: Any, kwargs: Any) -> HttpResponseBase | None:
        match = request.resolver_match
        assert match is not None  # noqa: S101 - Django sets it before it asks middleware about the view
        if match.namespace in PUBLIC or match.view_name in FILES:
            return None
        if match.view_name in ENTRANCE:
            return _too_many(request, match)
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path(), reverse("account_login"))
        request.actor = queries.actor_for(request.user)  # type: ignore[attr-defined]
        if not has_second_factor(request):
            if queries.has_second_factor(request.user.pk):  # it exists, but this session never showed it: sign in again
                request.session.flush()
                return redirect("account_login")
            if match.view_name in UNFINISHED:
                return _too_many(request, match)
            return redirect("staff:set_up_second_factor")
        if request.user.password_is_initial and match.view_name not in INITIAL_PASSWORD:
            return redirect("staff:password")
        return _too_many(request, match)


def has_second_factor(request: HttpRequest) -> bool:
    """Whether this session was opened with two factors: ours, or the issuer's when it vouches for them."""
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, request.user))


def throttled_keys(request: HttpRequest) -> dict[str, int]:
    """What an attempt is counted under, and its limit: the account it aims at, and the address it comes from."""
    keys = {f"address:{get_adapter().get_client_ip(request)}": PER_ADDRESS}
    if "login" in request.POST:
        keys[f"name:{request.POST['login'].strip().casefold()}"] = PER_ACCOUNT
    elif request.user.is_authenticated:
        keys[f"account:{request.user.pk}"] = PER_ACCOUNT
    elif (login := unstash_login(request, peek=True)) is not None and login.user is not None:
        keys[f"account:{login.user.pk}"] = PER_ACCOUNT
    return keys


def forgive(request: HttpRequest) -> None:
    """The attempt was right: it does not count against the next one."""
    actions.forgive_attempt(keys=request.attempt, now=request.now)  # type: ignore[attr-defined]


#: Pages on which somebody could guess.
THROTTLED = frozenset({"account_login", "mfa_authenticate", "staff:set_up_second_factor", "staff:password"})


def _too_many(request: HttpRequest, match: ResolverMatch) -> HttpResponse | None:
    """The page that says "wait", once there were too many attempts. Runs before the view's transaction begins."""
    if request.method != "POST" or match.view_name not in THROTTLED:
        return None
    limits = throttled_keys(request)
    request.attempt = tuple(limits)  # type: ignore[attr-defined]
    if actions.count_attempt(limits=limits, now=request.now):  # type: ignore[attr-defined]
        return None
    return render(request, "staff/too_many.html", status=HTTPStatus.TOO_MANY_REQUESTS)
