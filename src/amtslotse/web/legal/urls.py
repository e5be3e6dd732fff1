"""Addresses of this journey."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from amtslotse.web.legal import complaints, home, suits

app_name = "legal"
urlpatterns: list[URLPattern | URLResolver] = [
    path("law/", home.home, name="home"),
    path("law/suits/", suits.suits, name="suits"),
    path("law/suits/export/<slug:form>/", suits.suits_export, name="suits_export"),
    path("law/suits/new/", suits.suit_new, name="suit_new"),
    path("law/suits/<uuid:suit>/", suits.suit, name="suit"),
    path("law/suits/<uuid:suit>/end/", suits.suit_end, name="suit_end"),
    path("law/complaints/", complaints.complaints, name="complaints"),
    path("law/complaints/export/<slug:form>/", complaints.complaints_export, name="complaints_export"),
    path("law/complaints/new/", complaints.complaint_new, name="complaint_new"),
    path("law/complaints/<uuid:complaint>/", complaints.complaint, name="complaint"),
]
