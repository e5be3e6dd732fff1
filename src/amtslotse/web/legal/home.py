"""Where the room begins for whom."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET

from amtslotse.kernel.errors import NotAllowed
from amtslotse.web.legal.frame import tabs
from amtslotse.web.ui.staff_request import StaffRequest


@require_GET
def home(request: StaffRequest) -> HttpResponse:
    """The first page of the room that the person may open."""
    found = tabs(request, "")
    if not found:
        raise NotAllowed(role=request.actor.role)
    return redirect(found[0]["url"])
