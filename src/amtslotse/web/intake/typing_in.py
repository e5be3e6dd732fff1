"""An application on paper or at the counter: begun, typed, read back, filed, and the receipt printed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages as notes
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from amtslotse.accounts.rules import require
from amtslotse.casework import actions, queries
from amtslotse.casework.actions import Conflict, NotFinished
from amtslotse.casework.queries import TypedView
from amtslotse.casework.rules import Access
from amtslotse.catalogue import queries as catalogue
from amtslotse.kernel.errors import InvalidInput, NotFound
from amtslotse.web.intake import words
from amtslotse.web.intake.forms import ACCEPT, QuestionsForm, SearchForm, StartForm
from amtslotse.web.intake.frame import day, download, language, tabs
from amtslotse.web.ui import exports
from amtslotse.web.ui.staff_request import StaffRequest

#: Receipts that this session may still print: the code on them is for the person, not for the office.
_PRINTABLE = "intake_receipts"
_MOST_PRINTABLE = 20


@require_GET
def home(request: StaffRequest) -> HttpResponse:
    """What was begun and is not filed, oldest receipt first."""
    rows = queries.typed_list(actor=request.actor, language=language())
    context = {"tabs": tabs(request, "typed"), "rows": [(row, words.SOURCES[row.source]) for row in rows]}
    return render(request, "intake/typed.html", context)


@require_GET
def export(request: StaffRequest, form: str) -> HttpResponse:
    """Every line of the list as a file."""
    rows = queries.typed_list(actor=request.actor, language=language())
    head = [_("Leistung"), _("Name"), _("Weg"), _("Eingegangen"), _("Begonnen"), _("Begonnen von")]
    lines = (
        [row.title, row.name, str(words.SOURCES[row.source]), row.received_at, row.started_at, row.started_by] for row in rows
    )
    name = f"aufnahmen-{timezone.localdate().isoformat()}"
    return exports.answer(form, name, head, lines, right_to_left=get_language_bidi())


@require_http_methods(["GET", "POST"])
def start(request: StaffRequest) -> HttpResponse:
    """What came and how; and whether the office knows the person already, so that nothing known is typed again."""
    require(request.actor, "intake.type_in")
    letter = _letter(request)
    search = request.GET.get("q", "").strip()[:200]
    born = SearchForm(request.GET).typed("born")
    try:
        found = queries.find_cases(actor=request.actor, search=search, born=born) if search else ()
    except InvalidInput:  # no such day: nobody was born then
        found = ()
    if letter and not search:
        found = queries.proposals(actor=request.actor, message=letter.id, language=language())
    services = [(each.key, each.title(language())) for each in catalogue.published(on=timezone.localdate())]
    first = {"source": "paper", "language": letter.language if letter else "de"}
    form = StartForm(request.POST or None, services=services, initial=first)
    if request.method == "POST":
        known = request.POST.get("known_from", "")
        try:
            draft = actions.start_typed(
                service=form.typed("service"),
                language=form.typed("language") if form.typed("language") in words.LANGUAGES else "de",
                source=form.typed("source"),
                received_on=day(form.typed("received_on"), field="received_on"),
                known_from=UUID(known) if known else None,
                relation=request.POST.get("relation", "") if known else "",
                message=letter.id if letter else None,
                by=request.actor,
                now=request.now,
            )
        except InvalidInput as error:
            form.refuse(error.field, words.problem(error))
        except (NotFound, ValueError):
            form.refuse("service", str(words.PROBLEMS["unknown"]))
        else:
            return redirect("intake:type", typed=draft)
    context = {
        "tabs": tabs(request, "typed"),
        "form": form,
        "letter": letter,
        "search": search,
        "search_form": SearchForm(request.GET),
        "found": [(each, words.WHY[each.why]) for each in found],
        "chosen": request.POST.get("known_from", ""),
        "relations": words.RELATIONS.items(),
        "relation": request.POST.get("relation", "same_person"),
        "searched": bool(search),
    }
    return render(request, "intake/typed_new.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def type_in(request: StaffRequest, typed: UUID) -> HttpResponse:
    """Every question that applies and is not known, on one page; what cannot be taken stays in its field with the reason."""
    if done := _filed(request, typed):
        return done
    anew = frozenset(request.GET.getlist("anew"))
    view = queries.typed(actor=request.actor, draft=typed, language=language(), asked_anew=anew)
    form = QuestionsForm(view.questions, language(), values=view.answers, data=request.POST or None)
    if request.method == "POST":
        said = {question.key: form.typed(question.key) for question in view.questions}
        refused = actions.type_answers(draft=typed, answers=said, by=request.actor, now=request.now)
        view = queries.typed(actor=request.actor, draft=typed, language=language(), asked_anew=anew)
        # New questions may apply now: they are asked with what was refused, and nothing that was typed is lost.
        opened = [question for question in view.questions if question.key not in said]
        if not refused and not opened:
            return redirect("intake:documents", typed=typed)
        values = {**said, **view.answers, **{key: said[key] for key in refused}}
        form = QuestionsForm(view.questions, language(), values=values, data=request.POST)
        for key, error in refused.items():
            form.refuse(key, words.problem(error))
        if not refused:
            notes.info(request, _("Aus den Antworten folgen noch Fragen."))
    context = {
        "tabs": tabs(request, "typed"),
        "view": view,
        "source": words.SOURCES[view.source],
        "form": form,
        "may_discard": view.source != "efa",
    }
    return render(request, "intake/type.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def documents(request: StaffRequest, typed: UUID) -> HttpResponse:
    """Scans of what came with it, each under its document; the rest may follow."""
    if done := _filed(request, typed):
        return done
    errors: list[tuple[str, str]] = []
    if request.method == "POST":
        need = request.POST.get("need", "")
        files = request.FILES.getlist("file")
        if not files:
            errors.append(("file", str(words.PROBLEMS["no_file"])))
        for file in files:
            try:
                actions.attach_typed(
                    draft=typed, need=need, name=file.name or "", content=file.read(), by=request.actor, now=request.now
                )
            except InvalidInput as error:
                errors.append(("file", f"{file.name}: {words.problem(error)}"))
        if not errors:
            notes.success(request, _("Hochgeladen."))
            return redirect("intake:documents", typed=typed)
    view = queries.typed(actor=request.actor, draft=typed, language=language())
    if view.draft.next:
        return redirect("intake:type", typed=typed)
    context = {"tabs": tabs(request, "typed"), "view": view, "errors": errors, "accept": ACCEPT}
    return render(request, "intake/type_documents.html", context, status=422 if errors else 200)


@require_POST
def remove(request: StaffRequest, typed: UUID, attachment: UUID) -> HttpResponse:
    """A scan is gone."""
    actions.remove_typed(draft=typed, document=attachment, by=request.actor, now=request.now)
    return redirect("intake:documents", typed=typed)


@require_http_methods(["GET", "POST"])
def check(request: StaffRequest, typed: UUID) -> HttpResponse:
    """Everything once more, in her language and in ours, to be read back; then it is filed."""
    if done := _filed(request, typed):
        return done
    problems: list[tuple[str, str]] = []
    if request.method == "POST":
        try:
            access = actions.file_typed(
                draft=typed,
                digest=request.POST.get("digest", ""),
                confirmed=request.POST.get("confirmed") == "yes",
                by=request.actor,
                now=request.now,
            )
        except Conflict:
            problems.append(("confirmed", _("Die Angaben haben sich inzwischen geändert. Bitte noch einmal vorlesen.")))
        except NotFinished:
            return redirect("intake:type", typed=typed)
        except InvalidInput as error:
            if error.field != "confirmed":  # a rule of the day refuses what was taken before
                return redirect("intake:type", typed=typed)
            problems.append(("confirmed", _("Bitte bestätigen: vorgelesen und richtig, oder so unterschrieben.")))
        else:
            return _received(request, access)
    view = queries.typed(actor=request.actor, draft=typed, language=language())
    if view.draft.next:
        return redirect("intake:type", typed=typed)
    context = {
        "tabs": tabs(request, "typed"),
        "view": view,
        "source": words.SOURCES[view.source],
        "groups": _groups(view),
        "problems": problems,
        "missing": [need for need in view.draft.needs if not need.uploads and not need.optional],
    }
    return render(request, "intake/type_check.html", context, status=422 if problems else 200)


@require_POST
def discard(request: StaffRequest, typed: UUID) -> HttpResponse:
    """What was begun is gone; the paper is still there."""
    actions.discard_typed(draft=typed, by=request.actor, now=request.now)
    notes.info(request, _("Verworfen. Das Papier bleibt, wo es ist."))
    return redirect("intake:typed")


@require_GET
def received(request: StaffRequest, filed: UUID) -> HttpResponse:
    """The case exists: the receipt is printed and handed over, or goes with the next post."""
    access = _printable(request, filed)
    context = {
        "tabs": tabs(request, "typed"),
        "receipt": queries.receipt(access=access, language=language()),
        "filed": filed,
    }
    return render(request, "intake/received.html", context)


@require_GET
def receipt(request: StaffRequest, filed: UUID) -> HttpResponse:
    """The receipt with its code, put into her hands: only by whoever took the application in, in this session.

    What came on paper gets it by post, and is printed there alone: printed in two places, a code would go around twice.
    """
    access = _printable(request, filed)
    if queries.receipt(access=access, language=language()).channel == "post":
        raise NotFound(f"receipt {filed}")
    return download(queries.receipt_paper(access=access))


def _received(request: StaffRequest, access: Access) -> HttpResponse:
    kept = [token for token in request.session.get(_PRINTABLE, []) if token != access.token]
    request.session[_PRINTABLE] = [*kept, access.token][-_MOST_PRINTABLE:]
    return redirect("intake:received", filed=access.case)


def _printable(request: StaffRequest, case: UUID) -> Access:
    require(request.actor, "intake.type_in")
    for token in request.session.get(_PRINTABLE, []):
        access = Access.from_token(token)
        if access is not None and access.case == case:
            return access
    raise NotFound(f"case {case}")


def _filed(request: StaffRequest, typed: UUID) -> HttpResponse | None:
    """The way to the receipt, when this one was filed already by the same session: the back button, or a lost answer."""
    require(request.actor, "intake.type_in")
    access = queries.filed_as(draft=typed)
    if access is None:
        return None
    _printable(request, access.case)
    return redirect("intake:received", filed=access.case)


def _letter(request: StaffRequest) -> Any:
    text = request.GET.get("message", "")
    if not text:
        return None
    try:
        return queries.message(actor=request.actor, message=UUID(text), language=language())
    except ValueError:
        raise NotFound(text) from None


def _groups(view: TypedView) -> list[tuple[str, list[tuple[Any, Any]]]]:
    """Each answer in our language beside hers, by group."""
    hers = {answer.key: answer for answer in view.hers.answers}
    groups: dict[str, list[tuple[Any, Any]]] = {}
    for answer in view.draft.answers:
        other = hers.get(answer.key)
        is_other = other is not None and (other.label, other.text) != (answer.label, answer.text)
        groups.setdefault(answer.group, []).append((answer, other if is_other else None))
    return [(str(words.GROUPS.get(group, group)), lines) for group, lines in groups.items()]
