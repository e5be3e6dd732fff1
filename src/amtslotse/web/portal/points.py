"""The Chancenkarte self-check: anonymous, nothing is stored, no cookie but the form's own protection."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from amtslotse.casework import queries as cases
from amtslotse.catalogue import queries as catalogue
from amtslotse.kernel.errors import NotFound
from amtslotse.web.portal.finding import POINTS_SERVICE
from amtslotse.web.ui.points import PointsForm, result


@never_cache
@require_http_methods(["GET", "POST"])
def points(request: HttpRequest) -> HttpResponse:
    """The questions, and after sending them the points with their paragraphs above them.

    Sent, not put into the address: answers stay out of histories and logs. Nothing is kept, so there is nothing to redirect to.
    """
    form = PointsForm(request.POST if request.method == "POST" else None, use_required_attribute=False)
    found, today = None, timezone.localdate()
    if form.is_bound and form.is_valid():
        table = cases.points_table(on=today)
        found = result(cases.check_points(facts=form.facts(), on=today), source=table.source)
    context = {"form": form, "result": found, "service": _service_is_offered()}
    return render(request, "portal/points.html", context, status=422 if form.errors else 200)


def _service_is_offered() -> str:
    try:
        return catalogue.get(key=POINTS_SERVICE, on=timezone.localdate()).key
    except NotFound:
        return ""
