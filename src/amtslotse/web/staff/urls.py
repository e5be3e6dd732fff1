"""Addresses of signing in and of the staff area. Nothing of django-allauth can be reached but what stands here."""

from __future__ import annotations

from allauth.socialaccount.providers.openid_connect import views as issuer
from django.urls import URLPattern, URLResolver, include, path

from amtslotse.web.staff import people, sign_in, views

_pages: list[URLPattern | URLResolver] = [
    path("staff/", views.home, name="home"),
    path("login/set-up/", sign_in.set_up_second_factor, name="set_up_second_factor"),
    path("login/password/", sign_in.change_password, name="password"),
    path("staff/rights/", views.rights, name="rights"),
    path("staff/rights.<str:form>", views.rights_export, name="rights_export"),
    path("staff/mails/", views.mails, name="mails"),
    path("staff/accounts/", people.accounts, name="accounts"),
    path("staff/accounts.<str:form>", people.accounts_export, name="accounts_export"),
    path("staff/accounts/new/", people.new, name="account_new"),
    path("staff/accounts/<int:account>/", people.account, name="account"),
    path("staff/accounts/<int:account>/<str:step>/", people.confirm, name="account_confirm"),
]

# allauth looks its own names up without a namespace.
urlpatterns: list[URLPattern | URLResolver] = [
    path("login/", sign_in.SignIn.as_view(), name="account_login"),
    path("login/code/", sign_in.SecondFactor.as_view(), name="mfa_authenticate"),
    path("logout/", sign_in.sign_out, name="account_logout"),
    path("", include((_pages, "staff"))),
]

#: The issuer knows one address of ours, so it stands outside the languages.
unprefixed: list[URLPattern | URLResolver] = [
    path("accounts/oidc/", issuer.login, {"provider_id": "office"}, name="openid_connect_login"),
    path("accounts/oidc/callback/", issuer.callback, {"provider_id": "office"}, name="openid_connect_callback"),
]
