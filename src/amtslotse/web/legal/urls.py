"""Addresses of this journey."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from amtslotse.web.legal import complaints, figures, home, knowledge, questions, reviews, sampled, suits, vignettes

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
    path("law/suits/<uuid:suit>/deadlines/<uuid:deadline>/", suits.suit_deadline, name="suit_deadline"),
    path("law/reviews/", reviews.reviews, name="reviews"),
    path("law/reviews/export/<slug:form>/", reviews.reviews_export, name="reviews_export"),
    path("law/reviews/<uuid:review>/", reviews.review, name="review"),
    path("law/reviews/<uuid:review>/export/<slug:form>/", reviews.review_export, name="review_export"),
    path("law/reviews/decisions/<uuid:sampled>/", sampled.sampled, name="sampled"),
    path("law/findings/", sampled.findings, name="findings"),
    path("law/findings/export/<slug:form>/", sampled.findings_export, name="findings_export"),
    path("law/examples/", vignettes.vignettes, name="vignettes"),
    path("law/examples/export/<slug:form>/", vignettes.vignettes_export, name="vignettes_export"),
    path("law/examples/new/", vignettes.vignette_new, name="vignette_new"),
    path("law/examples/<uuid:vignette>/", vignettes.vignette, name="vignette"),
    path("law/figures/", figures.figures, name="figures"),
    path("law/figures/export/<slug:form>/", figures.figures_export, name="figures_export"),
    path("law/complaints/", complaints.complaints, name="complaints"),
    path("law/complaints/export/<slug:form>/", complaints.complaints_export, name="complaints_export"),
    path("law/complaints/new/", complaints.complaint_new, name="complaint_new"),
    path("law/complaints/<uuid:complaint>/", complaints.complaint, name="complaint"),
]
