"""Addresses of this journey. Every state of it has one; no code stands in any."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from amtslotse.web.planner import allocating, closing, overview, weekly

app_name = "planner"
urlpatterns: list[URLPattern | URLResolver] = [
    path("planner/", overview.home, name="home"),
    path("planner/outlook.<str:kind>", overview.export, name="outlook_export"),
    path("planner/proposal/", overview.accept, name="accept_proposal"),
    path("planner/shares/", overview.shares, name="shares"),
    path("planner/hours/", weekly.hours, name="hours"),
    path("planner/hours/<slug:site>/", weekly.change_hours, name="change_hours"),
    path("planner/counters/", weekly.counters, name="counters"),
    path("planner/counters/<int:counter>/", weekly.change_counter, name="change_counter"),
    path("planner/plan/", weekly.plan, name="plan"),
    path("planner/plan/<int:counter>/", weekly.change_plan, name="change_plan"),
    path("planner/policies/", weekly.policies, name="policies"),
    path("planner/policies/<slug:klass>/", weekly.change_policy, name="change_policy"),
    path("planner/closing/", closing.close, name="close"),
    path("planner/closing/<int:closure>/", closing.closed, name="closed"),
    path("planner/closing/<int:closure>/reopen/", closing.reopen, name="reopen"),
    path("planner/stranded/", closing.stranded, name="stranded"),
    path("planner/stranded.<str:kind>", closing.export, name="stranded_export"),
    path("planner/stranded/<int:place>/keep/", closing.keep, name="keep"),
    path("planner/stranded/<uuid:appointment>/replace/", closing.replace, name="replace"),
    path("planner/allocation/", allocating.rounds, name="allocation"),
    path("planner/allocation/commit/<slug:klass>/", allocating.commit, name="commit_round"),
    path("planner/allocation/<uuid:round>/open/", allocating.open_now, name="open_round"),
    path("planner/allocation/<uuid:round>.json", allocating.file, name="round_file"),
]
