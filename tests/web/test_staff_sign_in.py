"""Nobody reaches a staff page without two factors, and nobody guesses either."""

from __future__ import annotations

import time
from collections.abc import Iterator
from urllib.parse import parse_qs, urlparse

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from pytest_django import Settings

from amtslotse.accounts import actions
from amtslotse.accounts.models import Staff
from amtslotse.accounts.rules import DEMO_LOGINS, DEMO_PASSWORD, RIGHTS, ROLES
from amtslotse.config.middleware import WRITING_GETS
from amtslotse.kernel.actor import SYSTEM
from amtslotse.web.staff.access import ENTRANCE, FILES, PER_ACCOUNT, PUBLIC, UNFINISHED
from amtslotse.web.staff.adapters import vouches_for_two_factors
from amtslotse.web.staff.views import FIRST_PAGES
from tests.factories.issuer import CLIENT, Issuer, running_issuer
from tests.factories.issuer import SECRET as ISSUER_SECRET
from tests.factories.staff import NOW, PASSWORD, SECRET, make_actor, make_staff, sign_in

pytestmark = pytest.mark.django_db

LOGIN, CODE, HOME = "/de/login/", "/de/login/code/", "/de/staff/"


def code_now(step: int = 0, secret: str = SECRET) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + step))


def password(client: Client, staff: Staff, word: str = PASSWORD, **more: str) -> int:
    response = client.post(LOGIN, {"login": staff.username, "password": word, **more})
    return response.status_code


def _signed_in(client: Client) -> bool:
    return SESSION_KEY in client.session


# ---- The flow ------------------------------------------------------------------------------------------------------


def test_password_then_code_then_the_first_page(client: Client) -> None:
    staff = make_staff("council")
    assert password(client, staff) == 302
    assert not _signed_in(client)
    assert client.get(HOME).status_code == 302
    response = client.post(CODE, {"code": code_now()})
    assert response.headers["Location"] == HOME
    assert _signed_in(client)
    assert client.get("/de/staff/rights/").status_code == 200
    assert client.session.get_expiry_age() <= 10 * 3600, "a session ends with the working day"


def test_a_wrong_password_and_an_unknown_name_read_the_same(client: Client) -> None:
    staff = make_staff("head")
    wrong = client.post(LOGIN, {"login": staff.username, "password": "nonsense"})
    unknown = client.post(LOGIN, {"login": "niemand", "password": "nonsense"})
    message = "Benutzername oder Passwort stimmen nicht"
    assert message in wrong.content.decode()
    assert message in unknown.content.decode()
    assert f'value="{staff.username}"' in wrong.content.decode(), "what was typed is kept"


def test_a_closed_account_reads_like_a_wrong_password(client: Client) -> None:
    staff = make_staff("head")
    actions.close(staff_id=staff.pk, by=make_actor("admin"), now=NOW)
    response = client.post(LOGIN, {"login": staff.username, "password": PASSWORD})
    assert "Benutzername oder Passwort stimmen nicht" in response.content.decode()


def test_a_code_opens_one_session_only(client: Client) -> None:
    staff, code = make_staff("head"), code_now()
    password(client, staff)
    client.post(CODE, {"code": code})
    second = Client()
    password(second, staff)
    response = second.post(CODE, {"code": code})
    assert "schon benutzt" in response.content.decode()
    assert not _signed_in(second)


def test_a_recovery_code_opens_once(client: Client) -> None:
    staff = make_staff("council", factor=False)
    recovery = _set_up(client, staff)
    for attempt, opens in ((recovery[0], True), (recovery[0], False), (recovery[1], True)):
        other = Client()
        password(other, staff)
        other.post(CODE, {"code": attempt})
        assert _signed_in(other) == opens


def _set_up(client: Client, staff: Staff) -> list[str]:
    password(client, staff)
    page = client.get("/de/login/set-up/")
    response = client.post("/de/login/set-up/", {"code": code_now(secret=page.context["secret"])})
    return list(response.context["codes"])


def test_somebody_without_a_factor_sets_one_up_first(client: Client) -> None:
    staff = make_staff("council", factor=False)
    assert password(client, staff) == 302
    assert client.get("/de/staff/rights/").headers["Location"] == "/de/login/set-up/"
    wrong = client.post("/de/login/set-up/", {"code": "000000"})
    assert "passt nicht" in wrong.content.decode()
    assert len(_set_up(client, staff)) == 10
    assert client.get("/de/staff/rights/").status_code == 200


def test_a_session_without_the_factor_that_exists_must_show_it(client: Client) -> None:
    """A password-only session (a stolen one, or from before the set-up) gets nowhere, not even to the set-up page."""
    staff = make_staff("council")
    client.force_login(staff, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get("/de/login/set-up/").headers["Location"] == LOGIN
    assert not _signed_in(client)


def test_an_initial_password_must_be_changed_and_ends_other_sessions(client: Client) -> None:
    initial = actions.create_staff(
        username="neu", first_name="N", last_name="Eu", email="", roles=["council"], teams=[], by=make_actor("admin"), now=NOW
    )
    staff = Staff.objects.get(username="neu")
    elsewhere = sign_in(staff)
    password(client, staff, initial)
    client.post("/de/login/set-up/", {"code": code_now(secret=client.get("/de/login/set-up/").context["secret"])})
    assert client.get("/de/staff/rights/").headers["Location"] == "/de/login/password/"
    short = client.post("/de/login/password/", {"old": initial, "new": "kurz"})
    assert short.status_code == 200
    done = client.post("/de/login/password/", {"old": initial, "new": "vier zufällige kleine Wörter"})
    assert done.headers["Location"] == HOME
    assert client.get("/de/staff/rights/").status_code == 200
    assert elsewhere.get("/de/staff/rights/").status_code == 302


def test_signing_out_ends_the_session(client: Client) -> None:
    sign_in(make_staff("council"), client)
    key = client.session.session_key
    client.post("/de/logout/")
    assert not Session.objects.filter(session_key=key).exists()
    assert client.get("/de/staff/rights/").status_code == 302
    assert client.get("/de/logout/").status_code == 405


def test_next_leads_nowhere_else(client: Client) -> None:
    staff = make_staff("council")
    password(client, staff, next="https://evil.example/")
    assert client.post(CODE, {"code": code_now()}).headers["Location"] == HOME


# ---- Fault 24: the session id ---------------------------------------------------------------------------------------


def test_the_session_id_changes_with_each_factor(client: Client) -> None:
    staff = make_staff("council")
    session = client.session
    session["planted"] = "by somebody"
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    keys = [session.session_key]
    password(client, staff)
    keys.append(client.session.session_key)
    client.post(CODE, {"code": code_now()})
    keys.append(client.session.session_key)
    assert len(set(keys)) == 3
    for old in keys[:2]:
        thief = Client()
        thief.cookies[settings.SESSION_COOKIE_NAME] = old
        assert thief.get("/de/staff/rights/").status_code == 302


def test_the_session_id_changes_when_a_factor_is_set_up(client: Client) -> None:
    staff = make_staff("council", factor=False)
    password(client, staff)
    before = client.session.session_key
    _set_up(client, staff)
    assert client.session.session_key != before
    assert not Session.objects.filter(session_key=before).exists()


@pytest.mark.parametrize("change", ["rights", "factor", "close", "password"])
def test_what_the_administrator_changes_ends_the_sessions(client: Client, change: str) -> None:
    staff, admin = make_staff("council"), make_actor("admin")
    sign_in(staff, client)
    assert client.get("/de/staff/rights/").status_code == 200
    if change == "rights":
        actions.set_rights(staff_id=staff.pk, roles=["head"], teams=[], by=admin, now=NOW)
    elif change == "factor":
        actions.reset_second_factor(staff_id=staff.pk, by=admin, now=NOW)
    elif change == "close":
        actions.close(staff_id=staff.pk, by=admin, now=NOW)
    else:
        actions.reset_password(staff_id=staff.pk, by=admin, now=NOW)
    assert client.get("/de/staff/rights/").headers["Location"].startswith(LOGIN)


# ---- Guessing -------------------------------------------------------------------------------------------------------


def test_guessing_a_password_ends_after_five_and_the_right_one_does_not_help(client: Client) -> None:
    staff = make_staff("council")
    assert [password(Client(), staff, "falsch") for _ in range(PER_ACCOUNT)] == [200] * PER_ACCOUNT
    assert password(client, staff) == 429
    assert password(Client(), make_staff("council")) == 302, "nobody else is shut out"


def test_guessing_a_code_ends_after_five(client: Client) -> None:
    staff = make_staff("council")
    password(client, staff)
    assert [client.post(CODE, {"code": "000000"}).status_code for _ in range(PER_ACCOUNT)] == [200] * PER_ACCOUNT
    assert client.post(CODE, {"code": code_now()}).status_code == 429


def test_signing_in_often_is_no_guessing() -> None:
    staff = make_staff("council", factor=False)
    assert [password(Client(), staff) for _ in range(PER_ACCOUNT * 2)] == [302] * PER_ACCOUNT * 2


# ---- The demonstration ----------------------------------------------------------------------------------------------


def test_the_demonstration_shows_the_code_and_says_so(client: Client, settings: Settings) -> None:
    settings.DEMO = True
    actions.ensure_demo_staff(by=SYSTEM, now=NOW)
    client.post(LOGIN, {"login": DEMO_LOGINS[0].username, "password": DEMO_PASSWORD})
    page = client.get(CODE)
    assert "Nur in der Vorführung" in page.content.decode()
    assert client.post(CODE, {"code": page.context["demo_code"]}).status_code == 302
    assert _signed_in(client)


def test_outside_the_demonstration_no_code_is_shown(client: Client) -> None:
    actions.ensure_demo_staff(by=SYSTEM, now=NOW)
    client.post(LOGIN, {"login": DEMO_LOGINS[0].username, "password": DEMO_PASSWORD})
    page = client.get(CODE)
    assert page.context["demo_code"] is None
    assert DEMO_PASSWORD not in client.get(LOGIN).content.decode()


def test_a_real_person_never_sees_her_code_even_in_the_demonstration(client: Client, settings: Settings) -> None:
    settings.DEMO = True
    password(client, make_staff("council"))
    assert client.get(CODE).context["demo_code"] is None


# ---- What can be reached --------------------------------------------------------------------------------------------


def _patterns(resolver: URLResolver, namespace: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = ":".join(filter(None, (namespace, pattern.namespace or "")))
            yield from _patterns(pattern, inner)
        else:
            yield ":".join(filter(None, (namespace, pattern.name or ""))), pattern


ALL = dict(_patterns(get_resolver()))


def test_nothing_of_allauth_can_be_reached_but_five_addresses() -> None:
    theirs = {name for name, pattern in ALL.items() if pattern.lookup_str.startswith("allauth.")}
    assert theirs == {"openid_connect_login", "openid_connect_callback"}
    assert {name for name in ALL if name.startswith(("account_", "mfa_", "socialaccount"))} == {
        "account_login",
        "account_logout",
        "mfa_authenticate",
    }


def test_the_walk_would_see_a_mounted_allauth() -> None:
    import allauth.account.urls as theirs

    assert "account_signup" in {pattern.name for pattern in theirs.urlpatterns}


def _arguments(pattern: URLPattern) -> dict[str, object]:
    values = {"int": 1, "uuid": "00000000-0000-0000-0000-000000000001"}
    converters = pattern.pattern.converters
    return {
        name: values.get(type(converter).__name__.removesuffix("Converter").lower(), "x")
        for name, converter in converters.items()
    }


def _is_for_staff(name: str) -> bool:
    return bool(name) and name.split(":")[0] not in PUBLIC and name not in FILES | ENTRANCE


STAFF_PAGES = [name for name in ALL if _is_for_staff(name)]


@pytest.mark.parametrize("name", STAFF_PAGES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_every_staff_page_wants_two_factors(client: Client, name: str, method: str) -> None:
    address = reverse(name, kwargs=_arguments(ALL[name]))
    send = getattr(client, method)
    assert send(address).headers["Location"].startswith(LOGIN)
    client.force_login(
        make_staff("head", "clearing", "admin", factor=False), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    if name not in UNFINISHED:
        assert send(address).headers["Location"] == "/de/login/set-up/"


def test_the_walk_sees_staff_pages() -> None:
    assert {"staff:accounts", "staff:rights", "staff:home"} <= set(STAFF_PAGES)


def test_the_work_of_every_role_begins_on_a_page_that_it_may_open() -> None:
    assert {role for *_, role in FIRST_PAGES} == set(ROLES)
    for right, name, role in FIRST_PAGES:
        assert role in RIGHTS[right]
        assert reverse(name)


def test_the_only_gets_that_write_begin_and_end_the_issuers_sign_in() -> None:
    names = ("openid_connect_login", "openid_connect_callback")
    assert tuple(reverse(name, kwargs={"provider_id": "office"}) for name in names) == WRITING_GETS


# ---- The office's issuer --------------------------------------------------------------------------------------------


@pytest.fixture
def issuer(settings: Settings) -> Iterator[Issuer]:
    with running_issuer() as running:
        settings.OIDC_ISSUER = running.address
        app = {"provider_id": "office", "name": "Verwaltungskonto", "client_id": CLIENT, "secret": ISSUER_SECRET}
        app["settings"] = {"server_url": running.address}
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
        yield running


def through_issuer(client: Client) -> str:
    """Where the browser ends after the issuer sent it back."""
    away = client.get(reverse("openid_connect_login", kwargs={"provider_id": "office"}))
    query = parse_qs(urlparse(away.headers["Location"]).query)
    assert query["code_challenge_method"] == ["S256"]
    assert query["redirect_uri"] == ["http://testserver/accounts/oidc/callback/"]
    back = client.get("/accounts/oidc/callback/", {"code": "c", "state": query["state"][0]})
    return back.headers["Location"]


def _with_mail(mail: str = "mira@stadt.example", *, factor: bool = False) -> Staff:
    staff = make_staff("council", factor=factor)
    Staff.objects.filter(pk=staff.pk).update(email=mail)
    return staff


def test_an_issuer_that_vouches_opens_the_account(client: Client, issuer: Issuer) -> None:
    staff = _with_mail()
    issuer.claims, issuer.amr = {"email": "Mira@stadt.example", "name": "Mira", "phone_number": "0721"}, ["pwd", "otp"]
    assert through_issuer(client) == HOME
    assert client.get("/de/staff/rights/").status_code == 200
    kept = staff.socialaccount_set.get().extra_data  # type: ignore[attr-defined]
    assert kept == {}, "nothing the issuer knows is stored but who it is"
    again = Client()
    assert through_issuer(again) == HOME


def test_an_issuer_that_saw_only_a_password_is_not_enough(client: Client, issuer: Issuer) -> None:
    _with_mail()
    issuer.claims, issuer.amr = {"email": "mira@stadt.example"}, ["pwd"]
    through_issuer(client)
    assert client.get("/de/staff/rights/").headers["Location"] == "/de/login/set-up/"


def test_who_has_a_factor_of_ours_shows_it_anyway(client: Client, issuer: Issuer) -> None:
    _with_mail(factor=True)
    issuer.claims, issuer.amr = {"email": "mira@stadt.example"}, ["mfa"]
    assert through_issuer(client) == CODE
    client.post(CODE, {"code": code_now()})
    assert client.get("/de/staff/rights/").status_code == 200


@pytest.mark.parametrize(
    "claims",
    [{"email": "fremd@stadt.example"}, {}, {"email": ""}, {"email": "mira@stadt.example", "email_verified": False}],
)
def test_the_issuer_never_makes_an_account(client: Client, issuer: Issuer, claims: dict[str, object]) -> None:
    _with_mail()
    issuer.claims, issuer.amr = claims, ["mfa"]
    assert through_issuer(client) == LOGIN
    assert "keinen Zugang" in client.get(LOGIN).content.decode()
    assert not _signed_in(client)
    assert Staff.objects.count() == 1


def test_a_closed_account_stays_closed_for_the_issuer(client: Client, issuer: Issuer) -> None:
    staff = _with_mail()
    issuer.claims, issuer.amr = {"email": "mira@stadt.example"}, ["mfa"]
    through_issuer(Client())
    actions.close(staff_id=staff.pk, by=make_actor("admin"), now=NOW)
    assert through_issuer(client) == LOGIN
    assert not _signed_in(client)


def test_an_answer_nobody_asked_for_is_refused(client: Client, issuer: Issuer) -> None:
    _with_mail()
    issuer.claims = {"email": "mira@stadt.example"}
    answer = client.get("/accounts/oidc/callback/", {"code": "c", "state": "made up"})
    assert answer.headers["Location"] == LOGIN
    assert not _signed_in(client)


def test_without_an_issuer_the_way_is_closed(client: Client) -> None:
    assert client.get(reverse("openid_connect_login", kwargs={"provider_id": "office"})).status_code == 404
    assert "Verwaltungskonto" not in client.get(LOGIN).content.decode()


@pytest.mark.parametrize(
    ("token", "strong"),
    [
        ({}, False),
        ({"amr": ["pwd"]}, False),
        ({"amr": ["otp"]}, False),
        ({"amr": ["hwk", "otp"]}, False),
        ({"amr": ["pwd", "otp"]}, True),
        ({"amr": ["mfa"]}, True),
        ({"amr": "mfa"}, True),
        ({"amr": ["hwk", "pin"]}, True),
        ({"acr": "two"}, True),
        ({"acr": "one"}, False),
    ],
)
def test_what_counts_as_two_factors(token: dict[str, object], strong: bool, settings: Settings) -> None:
    settings.OIDC_STRONG_ACR = "two"
    assert vouches_for_two_factors(token) == strong


def test_an_empty_acr_is_never_strong() -> None:
    assert not vouches_for_two_factors({"acr": ""})
