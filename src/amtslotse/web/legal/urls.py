"""Addresses of this journey."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from amtslotse.web.legal import complaints, home, knowledge, questions, suits

app_name = "legal"
urlpatterns: list[URLPattern | URLResolver] = [
    path("law/", home.home, name="home"),
    path("law/questions/", questions.questions, name="questions"),
    path("law/questions/export/<slug:form>/", questions.questions_export, name="questions_export"),
    path("law/questions/<uuid:question>/", questions.question, name="question"),
    path("law/ask/<uuid:case>/", questions.ask, name="ask"),
    path("law/knowledge/", knowledge.knowledge, name="knowledge"),
    path("law/knowledge/export/<slug:form>/", knowledge.knowledge_export, name="knowledge_export"),
    path("law/knowledge/new/", knowledge.item_new, name="item_new"),
    path("law/knowledge/<uuid:item>/", knowledge.item, name="item"),
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
