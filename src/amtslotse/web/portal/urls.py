"""Addresses of this journey. Every state of it has one; the code never stands in any."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from amtslotse.web.portal import applying, caring, family, finding, following, points, process

app_name = "portal"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", finding.home, name="home"),
    path("search/", finding.search, name="search"),
    path("points/", points.points, name="points"),
    path("matter/<slug:key>/", finding.matter, name="matter"),
    path("service/<slug:key>/", finding.service, name="service"),
    path("service/<slug:key>/process/", process.process, name="process"),
    path("service/<slug:key>/start/", applying.start, name="start"),
    path("continue/", applying.resume, name="continue"),
    path("application/<uuid:draft>/", applying.onwards, name="application"),
    path("application/<uuid:draft>/question/<slug:key>/", applying.question, name="question"),
    path("application/<uuid:draft>/documents/", applying.documents, name="documents"),
    path("application/<uuid:draft>/documents/<slug:need>/", applying.upload, name="upload"),
    path("application/<uuid:draft>/documents/<slug:need>/<uuid:document>/remove/", applying.remove, name="remove"),
    path("application/<uuid:draft>/documents/<slug:need>/<uuid:document>/share/", family.share, name="share"),
    path("application/<uuid:draft>/documents/<slug:need>/<uuid:document>/unshare/", family.unshare, name="unshare"),
    path("application/<uuid:draft>/family/", family.family, name="family"),
    path("application/<uuid:draft>/family/send/", family.send, name="family_send"),
    path("application/<uuid:draft>/check/", applying.check, name="check"),
    path("application/<uuid:draft>/pause/", applying.pause, name="pause"),
    path("application/<uuid:draft>/discard/", applying.discard, name="discard"),
    path("family/", family.sent, name="family_sent"),
    path("status/", following.enter, name="status_entry"),
    path("code-lost/", following.code_lost, name="code_lost"),
    path("leave/", following.leave, name="leave"),
    path("case/<uuid:case>/", following.status, name="status"),
    path("case/<uuid:case>/receipt/", following.receipt, name="receipt"),
    path("case/<uuid:case>/receipt.pdf", following.receipt_paper, name="receipt_paper"),
    path("case/<uuid:case>/letter/<uuid:letter>.pdf", following.letter, name="letter"),
    path("case/<uuid:case>/documents/<slug:need>/", following.add, name="add"),
    path("case/<uuid:case>/documents/<slug:need>/<uuid:document>/remove/", following.take_back, name="take_back"),
    path("case/<uuid:case>/hand-in/", following.hand_in, name="hand_in"),
    path("case/<uuid:case>/contact/", caring.contact, name="contact"),
    path("case/<uuid:case>/ask/", caring.ask, name="ask"),
    path("case/<uuid:case>/representative/", caring.representative, name="representative"),
    path("case/<uuid:case>/representative/<uuid:representative>/dismiss/", caring.dismiss, name="dismiss"),
    path("case/<uuid:case>/renew/", caring.renew, name="renew"),
    path("case/<uuid:case>/withdraw/", following.withdraw, name="withdraw"),
    path("verify/<str:token>/", following.verify, name="verify"),
]
