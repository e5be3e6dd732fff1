"""What a view of the staff pages is given: a request of somebody who has signed in with two factors."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest

from amtslotse.kernel.actor import Actor


class StaffRequest(HttpRequest):
    """``web.staff.access`` sets both before the view is called."""

    actor: Actor
    now: datetime
