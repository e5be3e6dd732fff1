"""Addresses of this journey. Every state of it has one; no code stands in any."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from amtslotse.web.booking import asking, choosing, finding, following, holding, partners, promises, waiting

app_name = "booking"
urlpatterns: list[URLPattern | URLResolver] = [
    # What for, and which way it takes
    path("appointment/", finding.home, name="home"),
    path("appointment/matter/<slug:key>/", finding.matter, name="matter"),
    path("appointment/title/", finding.title, name="title"),
    path("appointment/urgent/", finding.urgent, name="urgent"),
    path("appointment/way/", finding.way, name="way"),
    # When and where
    path("appointment/visit/", choosing.visit, name="visit"),
    path("appointment/times/", choosing.times, name="times"),
    path("appointment/month/", choosing.month, name="month"),
    path("appointment/days/", asking.days, name="days"),
    # Who, hold and code
    path("appointment/person/<int:number>/", holding.person, name="person"),
    path("appointment/person/from-case/", holding.from_case, name="from_case"),
    path("appointment/contact/", holding.contact, name="contact"),
    path("appointment/without-phone/", holding.without_phone, name="without_phone"),
    path("appointment/check/", holding.check, name="check"),
    path("appointment/code/", holding.code, name="code"),
    path("appointment/code/again/", holding.again, name="code_again"),
    path("appointment/discard/", holding.discard, name="discard"),
    # My appointment
    path("appointment/enter/", following.enter, name="enter"),
    path("appointment/code-lost/", following.code_lost, name="code_lost"),
    path("appointment/close/", following.leave, name="leave"),
    path("appointment/mine/", following.mine, name="mine"),
    path("appointment/mine/<uuid:appointment>/", following.appointment, name="appointment"),
    path("appointment/mine/<uuid:appointment>/confirmation.pdf", following.paper, name="paper"),
    path("appointment/mine/<uuid:appointment>/appointment.ics", following.calendar, name="calendar"),
    path("appointment/mine/<uuid:appointment>/move/", following.move, name="move"),
    path("appointment/mine/<uuid:appointment>/earlier/", following.earlier, name="earlier"),
    path("appointment/mine/<uuid:appointment>/cancel/", following.cancel, name="cancel"),
    path("appointment/answer/<str:token>/", following.answer, name="answer"),
    # My request
    path("request/", following.enter, name="request_enter"),
    path("request/<uuid:wish>/", waiting.request_page, name="request"),
    path("request/<uuid:wish>/proof.pdf", waiting.proof, name="proof"),
    path("request/<uuid:wish>/withdraw/", waiting.withdraw, name="withdraw"),
    path("request/<uuid:wish>/application/", waiting.join, name="join"),
    path("request/<uuid:wish>/offer/", waiting.offer, name="offer"),
    path("request/verify/<str:token>/", waiting.verify, name="verify"),
    path("allocation/", waiting.rounds, name="rounds"),
    path("allocation/<uuid:round>.json", waiting.round_file, name="round_file"),
    # Partners, and what the office promises everybody
    path("partner/", partners.home, name="partner"),
    path("partner/enter/", partners.enter, name="partner_enter"),
    path("partner/book/", partners.begin, name="partner_book"),
    path("partner/leave/", partners.leave, name="partner_leave"),
    path("appointment/promises/", promises.page, name="promises"),
]
