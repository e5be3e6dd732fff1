"""Acts on many cases: chosen in a list, shown first, done, and taken back. And filters under a name."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from amtslotse.accounts import queries as staff
from amtslotse.casework import actions, queries
from amtslotse.casework.rules.inbox import BATCHES, LISTS, MOST_IN_A_BATCH, MOST_IN_A_JOB
from amtslotse.kernel.errors import InvalidInput, NotFound
from amtslotse.offices.queries import team_names
from amtslotse.web.casework import steering_words
from amtslotse.web.casework.lists import chosen_of, language
from amtslotse.web.casework.steering_forms import BulkForm
from amtslotse.web.ui.staff_request import StaffRequest

#: Of the cases of a job, as many as its preview names.
PREVIEW = 100


@require_POST
def many(request: StaffRequest) -> HttpResponse:
    """First what would happen to each chosen case; with ``do``, it happens."""
    kind, name = request.POST.get("kind", ""), request.POST.get("list", "")
    if kind not in BATCHES or name not in LISTS:
        raise NotFound(f"{kind} {name}")
    cases = _chosen(request, name)
    is_job = len(cases) > MOST_IN_A_BATCH
    if is_job and "do" in request.POST and request.POST.get("shown") != str(len(cases)):
        messages.warning(request, _("Inzwischen sind es andere Vorgänge. Bitte sehen Sie noch einmal hin."))
        return _back(name, request.POST.get("query", ""))
    if not cases:
        messages.warning(request, _("Es ist kein Vorgang ausgewählt."))
        return _back(name, request.POST.get("query", ""))
    form = _form(request, kind)
    if form.is_bound and form.is_valid():
        try:
            if is_job:
                asked = {"batch": _uuid(request.POST.get("batch", "")), "kind": kind, "cases": cases, **form.cleaned_data}
                return redirect("casework:batch", batch=actions.order_batch(**asked, by=request.actor, now=request.now))
            done = actions.act_on_many(kind=kind, cases=cases, **form.cleaned_data, by=request.actor, now=request.now)
        except InvalidInput as error:
            form.add_error(
                error.field if error.field in form.fields else None, steering_words.problem(error.field, error.reason)
            )
        else:
            _tell(request, done)
            return redirect("casework:batch", batch=done.batch) if done.batch else _back(name, request.POST.get("query", ""))
    told = {key: request.POST.get(key, "") for key in ("team", "partner")}
    shown_cases = cases[:PREVIEW] if is_job else cases
    lines = queries.before_batch(kind=kind, cases=shown_cases, actor=request.actor, now=request.now, **told)
    shown = {
        "kind": kind,
        "title": steering_words.BATCHES[kind],
        "list": name,
        "query": request.POST.get("query", ""),
        "form": form,
        "lines": [(line, steering_words.REFUSALS.get(line.refusal, "")) for line in lines],
        "fitting": sum(not line.refusal for line in lines),
        "all": request.POST.get("all") == "1",
        "limit": MOST_IN_A_JOB,
        "is_job": is_job,
        "chosen": len(cases),
        "new_batch": uuid4(),
        "teams": team_names(language(), on=timezone.localdate()),
    }
    return render(request, "casework/bulk.html", shown, status=422 if form.is_bound else 200)


@require_GET
def batch(request: StaffRequest, batch: UUID) -> HttpResponse:
    """What was done to many cases, with the button that takes it back; how far it is, while a job does it."""
    view = queries.batch(actor=request.actor, batch=batch)
    if request.headers.get("HX-Request"):
        answer = render(request, "casework/_batch_progress.html", {"batch": view})
        if view.state == "done":
            answer.headers["HX-Refresh"] = "true"
        return answer
    shown = {
        "stayed": [(steering_words.stayed(why), number) for why, number in view.stayed],
        "batch": view,
        "title": steering_words.BATCHES[view.kind],
        "teams": team_names(language(), on=timezone.localdate()),
    }
    return render(request, "casework/batch.html", shown)


@require_POST
def undo(request: StaffRequest, batch: UUID) -> HttpResponse:
    """Everything that nobody changed since is as it was before."""
    done = actions.undo(batch=batch, by=request.actor, now=request.now)
    left = sum(done.left.values())
    if queries.batch(actor=request.actor, batch=batch).state == "undoing":
        return redirect("casework:batch", batch=batch)
    messages.success(
        request,
        ngettext("%(n)d Vorgang ist wie vorher.", "%(n)d Vorgänge sind wie vorher.", done.changed) % {"n": done.changed},
    )
    if left:
        messages.warning(
            request,
            ngettext(
                "%(n)d Vorgang wurde seither geändert und bleibt.", "%(n)d Vorgänge wurden seither geändert und bleiben.", left
            )
            % {"n": left},
        )
    return redirect("casework:batch", batch=batch)


@require_POST
def keep(request: StaffRequest) -> HttpResponse:
    """The list as it is filtered now stands under a name."""
    name, query = request.POST.get("list", ""), request.POST.get("query", "")
    if name not in LISTS:
        raise NotFound(name)
    try:
        actions.keep_filter(list_name=name, name=request.POST.get("name", ""), query=_clean(query), by=request.actor)
    except InvalidInput as error:
        messages.warning(request, steering_words.problem(f"filter_{error.field}", error.reason))
    return _back(name, query)


@require_POST
def drop(request: StaffRequest, kept: int) -> HttpResponse:
    """The name is gone; no case is."""
    actions.drop_filter(filter_id=kept, by=request.actor)
    name = request.POST.get("list", "")
    return _back(name if name in LISTS else "team", "")


def _clean(query: str) -> str:
    """Of an address only what is a query, as we would write it ourselves."""
    return QueryDict(query).urlencode()


def _back(name: str, query: str) -> HttpResponse:
    return redirect(f"{reverse(f'casework:{name}')}?{_clean(query)}")


def _chosen(request: StaffRequest, name: str) -> list[UUID]:
    """The ticked cases, or all that the list holds under its filters, up to the limit. So many that a job does them are
    never named one by one: they are chosen again when it is ordered, and must be as many."""
    named = "do" in request.POST and "case" in request.POST  # a preview that named each
    if request.POST.get("all") == "1" and not named:
        typed = request.POST.get("query", "").replace("%00", "").replace("\0", "")  # as in every address
        chosen = chosen_of(QueryDict(typed), name)
        return queries.selected(list_name=name, actor=request.actor, now=request.now, chosen=chosen, limit=MOST_IN_A_JOB)
    try:
        return [UUID(each) for each in request.POST.getlist("case")][:MOST_IN_A_BATCH]
    except ValueError:
        raise NotFound("case") from None


def _uuid(typed: str) -> UUID:
    try:
        return UUID(typed)
    except ValueError:
        raise NotFound(typed) from None


def _form(request: StaffRequest, kind: str) -> BulkForm:
    given: dict[str, Any] = {"teams": {}, "people": {}, "partners": []}
    if kind == "reroute":
        given["teams"] = team_names(language(), on=timezone.localdate())
    if kind == "deputy":
        given["people"] = staff.colleagues(by=request.actor)
    if kind == "suspend":
        found = queries.partners(actor=request.actor, language=language(), now=request.now)
        given["partners"] = [(each.code, each.name) for each in found if each.is_active]
    return BulkForm(request.POST if "do" in request.POST else None, kind=kind, **given)


def _tell(request: StaffRequest, done: actions.Done) -> None:
    if done.changed:
        messages.success(
            request,
            ngettext("Erledigt bei %(n)d Vorgang.", "Erledigt bei %(n)d Vorgängen.", done.changed) % {"n": done.changed},
        )
    if left := sum(done.left.values()):
        messages.warning(
            request, ngettext("%(n)d Vorgang blieb, wie er war.", "%(n)d Vorgänge blieben, wie sie waren.", left) % {"n": left}
        )
