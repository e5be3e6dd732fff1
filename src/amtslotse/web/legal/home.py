"""Where the room begins for whom."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from amtslotse.accounts.rules import may
from amtslotse.web.legal import knowledge, questions, suits
from amtslotse.web.ui.staff_request import StaffRequest


@require_GET
def home(request: StaffRequest) -> HttpResponse:
    """The queue for those who answer, the register of suits for those who see it, knowledge for those who ask."""
    if may(request.actor, "legal.answer"):
        return questions.questions(request)
    if may(request.actor, "legal.see"):
        return suits.suits(request)
    return knowledge.knowledge(request)
