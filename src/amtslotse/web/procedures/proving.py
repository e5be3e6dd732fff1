"""Test cases of a draft, and its way to release."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from amtslotse.accounts.rules import require
from amtslotse.catalogue import actions, queries
from amtslotse.catalogue.actions import NotPassed, NotReady, Overtaken
from amtslotse.catalogue.queries import TestView
from amtslotse.catalogue.rules import changes
from amtslotse.kernel.errors import NotFound
from amtslotse.kernel.localtime import day_of
from amtslotse.web.procedures import words
from amtslotse.web.procedures.editing import told, without_test
from amtslotse.web.procedures.forms import Known, ReasonForm, ReleaseForm, TestForm
from amtslotse.web.procedures.frame import changed, done, known, saved, to_draft
from amtslotse.web.ui.staff_request import StaffRequest


def new_test(request: StaffRequest, number: int) -> HttpResponse:
    """One more test case; with ``like`` it begins as a copy of another."""
    like = request.GET.get("like", "")
    return _test(request, number, None, like=int(like) if like.isdecimal() and len(like) < 9 else 0)


def change_test(request: StaffRequest, number: int, test: int) -> HttpResponse:
    """A test case as it stands."""
    here = known(request, number)
    found = next((each for each in here.draft.tests if each.id == test), None)
    if found is None:
        raise NotFound(f"test {test}")
    return _test(request, number, found)


def _test(request: StaffRequest, number: int, now: TestView | None, *, like: int = 0) -> HttpResponse:
    require(request.actor, "procedures.write")
    here = known(request, number)
    if not here.draft.may_write:
        raise NotFound(f"draft {number} is {here.draft.status}")
    copied = next((replace(each, name="") for each in here.draft.tests if each.id == like), None)
    form = TestForm(request.POST if request.method == "POST" else None, known=here, now=now or copied)

    def save() -> None:
        actions.put_test(
            draft=number,
            test=now.id if now else None,
            name=form.cleaned_data["name"],
            answers=form.answers(),
            expected=form.expected(),
            by=request.actor,
            now=request.now,
        )

    if form.is_bound and saved(request, form, save):
        return to_draft(number)
    context = {"draft": here.draft, "form": form, "test": now, "told": told(here, now.differences) if now else []}
    return render(request, "procedures/test.html", context, status=422 if form.is_bound else 200)


@require_POST
def remove_test(request: StaffRequest, number: int, test: int) -> HttpResponse:
    """The test case is gone."""
    do = partial(actions.remove_test, draft=number, test=test, by=request.actor, now=request.now)
    return done(request, do, _("Entfernt."), to_draft(number))


@require_POST
def submit(request: StaffRequest, number: int) -> HttpResponse:
    """Every test case is run; if all pass, a second person may release."""
    who = {"by": request.actor, "now": request.now}
    try:
        return done(
            request,
            lambda: actions.submit(draft=number, **who),
            _("Vorgelegt. Jetzt gibt eine zweite Person frei."),
            to_draft(number),
        )
    except NotPassed as fault:
        failed, tests = int(str(fault.facts["failed"])), fault.facts["tests"]
        text = ngettext("%(failed)s Testfall besteht nicht.", "%(failed)s Testfälle bestehen nicht.", failed) % {
            "failed": failed
        }
        messages.warning(request, text if tests else _("Es braucht mindestens einen Testfall."))
    except NotReady:
        messages.warning(request, _("Es fehlt noch etwas; es steht beim jeweiligen Teil."))
    return to_draft(number)


@require_POST
def give_back(request: StaffRequest, number: int) -> HttpResponse:
    """Written again, with a reason."""
    known(request, number)
    do = partial(actions.give_back, draft=number, reason=request.POST.get("reason", ""), by=request.actor, now=request.now)
    return done(request, do, _("Zurückgegeben."), to_draft(number))


@require_POST
def discard(request: StaffRequest, number: int) -> HttpResponse:
    """Nobody goes on with it."""
    do = partial(actions.discard, draft=number, by=request.actor, now=request.now)
    return done(request, do, _("Verworfen."), redirect("procedures:home"))


def release(request: StaffRequest, number: int) -> HttpResponse:
    """A second person reads everything, and says from which day it holds."""
    require(request.actor, "procedures.release")
    here = known(request, number)
    if not here.draft.may_release:
        raise NotFound(f"draft {number} is not hers to release")
    form = ReleaseForm(request.POST if request.method == "POST" else None)

    def save() -> None:
        day = form.cleaned_data["valid_from"]
        actions.release(draft=number, valid_from=day, by=request.actor, now=request.now)

    if form.is_bound:
        try:
            if saved(request, form, save):
                return redirect("procedures:service", service=here.draft.key)
        except Overtaken:
            form.add_error(None, _("Inzwischen gilt eine andere Fassung. Bitte den Entwurf zurückgeben und neu beginnen."))
        except NotPassed:
            form.add_error(None, changed())
    return render(
        request, "procedures/release.html", _release(here, form, day_of(request.now)), status=422 if form.is_bound else 200
    )


def _release(here: Known, form: ReleaseForm, today: date) -> dict[str, object]:
    """What the second person reads first: what it changes, and which rules nobody has checked."""
    draft, spoken = here.draft, here.language
    before = queries.get(key=draft.key, version=draft.base_version, on=today) if draft.base_version else None
    return {
        "draft": draft,
        "title": here.procedure.title(spoken),
        "form": form,
        "reason": ReasonForm(),
        "is_new": before is None,
        "changes": [words.change(each, spoken) for each in changes(before, here.procedure)] if before else [],
        "untested": without_test(here),
        "unsure": [rule.need.label(spoken) for rule in here.procedure.documents if rule.need.sureness == "M"],
    }
