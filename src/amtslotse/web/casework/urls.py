"""Addresses of the clerk's journey."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from amtslotse.web.casework import case_page, checking, deciding, family, lists, moving, overview, partners, waiting

app_name = "casework"
urlpatterns: list[URLPattern | URLResolver] = [
    path("clearing/", lists.clearing, name="clearing"),
    path("clearing/export/<slug:form>/", lists.clearing_export, name="clearing_export"),
    path("team/", lists.team, name="team"),
    path("team/export/<slug:form>/", lists.team_export, name="team_export"),
    path("team/mine/", lists.mine, name="mine"),
    path("team/mine/export/<slug:form>/", lists.mine_export, name="mine_export"),
    path("team/reviews/", lists.reviews, name="reviews"),
    path("team/reviews/export/<slug:form>/", lists.reviews_export, name="reviews_export"),
    path("cases/", lists.find, name="find"),
    path("cases/<uuid:case>/", case_page.case, name="case"),
    path("cases/<uuid:case>/documents/<uuid:document>/", overview.document, name="document"),
    path("cases/<uuid:case>/letters/<uuid:letter>/", overview.letter, name="letter"),
    path("cases/<uuid:case>/needs/<str:need>/", checking.mark, name="mark"),
    path("cases/<uuid:case>/open-check/", checking.open_check, name="open_check"),
    path("cases/<uuid:case>/request/", checking.request_documents, name="request"),
    path("cases/<uuid:case>/complete/", checking.confirm_complete, name="complete"),
    path("cases/<uuid:case>/code/", moving.replace_code, name="code"),
    path("cases/<uuid:case>/reroute/", moving.reroute, name="reroute"),
    path("cases/<uuid:case>/take/", moving.take, name="take"),
    path("cases/<uuid:case>/hand-over/", moving.hand_over, name="hand_over"),
    path("cases/<uuid:case>/decision/", deciding.draft, name="draft"),
    path("cases/<uuid:case>/decision/<uuid:decision>/", deciding.review, name="review"),
    path("cases/<uuid:case>/wait/", waiting.suspend, name="suspend"),
    path("cases/<uuid:case>/wait/<uuid:suspension>/", waiting.stop_waiting, name="stop_waiting"),
    path("cases/<uuid:case>/end-request/", waiting.end_request, name="end_request"),
    path("cases/<uuid:case>/pass-on/", waiting.pass_on, name="pass_on"),
    path("cases/<uuid:case>/settle/", waiting.settle, name="settle"),
    path("cases/<uuid:case>/card/ordered/", waiting.order_card, name="order_card"),
    path("cases/<uuid:case>/card/arrived/", waiting.card_arrived, name="card_arrived"),
    path("partners/", partners.partners, name="partners"),
    path("partners/new/", partners.partner_new, name="partner_new"),
    path("partners/export/<slug:form>/", partners.partners_export, name="partners_export"),
    path("partners/<slug:partner>/", partners.partner, name="partner"),
    path("partners/<slug:partner>/outage/", partners.outage, name="partner_outage"),
    path("partners/<slug:partner>/export/<slug:form>/", partners.waiting_export, name="waiting_export"),
    path("cases/<uuid:case>/represent/", family.represent, name="represent"),
    path("cases/<uuid:case>/represent/<uuid:representative>/confirm/", family.confirm, name="confirm_person"),
    path("cases/<uuid:case>/represent/<uuid:representative>/consent/", family.consent, name="consent"),
    path("cases/<uuid:case>/represent/<uuid:representative>/end/", family.end, name="end_person"),
    path("cases/<uuid:case>/title-end/", family.title_end, name="title_end"),
    path("cases/<uuid:case>/points/", family.points, name="points"),
]
