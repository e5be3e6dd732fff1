"""A draft, part by part: each part a list, each entry a form page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from amtslotse.accounts.rules import require
from amtslotse.catalogue import actions
from amtslotse.catalogue.rules import FIXED, LISTS, Condition, own_questions, to_toml, untested
from amtslotse.kernel.errors import NotFound
from amtslotse.web.procedures import words
from amtslotse.web.procedures.forms import ENTRIES, BasesForm, BasicsForm, Known, PickForm, ReasonForm, TextsForm, fee_name
from amtslotse.web.procedures.frame import done, known, language, revision, saved
from amtslotse.web.ui.staff_request import StaffRequest

_PICKED = ("questions", "documents")


def overview(request: StaffRequest, number: int) -> HttpResponse:
    """What is written, what is lacking, and whether the test cases pass."""
    here = known(request, number)
    draft = here.draft
    parts = [
        (key, label, _count(here, key), [words.gap(each) for each in draft.gaps if each.part == key])
        for key, label in words.PARTS.items()
    ]
    context = {
        "draft": draft,
        "status": words.STATUSES[draft.status],
        "title": draft.content["title"]["de"],
        "parts": parts,
        "other_gaps": [words.gap(each) for each in draft.gaps if not each.part],
        "tests": [(test, told(here, test.differences)) for test in draft.tests],
        "untested": without_test(here) if draft.tests else [],
        "reason": ReasonForm(),
    }
    return render(request, "procedures/draft.html", context)


def told(here: Known, differences: Any) -> list[str]:
    """Differences of a test case in words."""
    needs = {rule.need.key: rule.need.label(here.language) for rule in here.procedure.documents}
    codes = dict(here.codes)
    lines = []
    for each in differences:
        both = {"expected": each.expected, "found": each.found}
        if each.what == "document_missing":
            lines.append(_("Erwartet, aber nicht verlangt: %(need)s") % {"need": needs.get(each.expected, each.expected)})
        elif each.what == "document_surplus":
            lines.append(_("Verlangt, aber nicht erwartet: %(need)s") % {"need": needs.get(each.found, each.found)})
        elif each.what == "fee":
            both = {name: words.fee(value) for name, value in both.items()}
            lines.append(_("Gebühr: erwartet %(expected)s, es kommt %(found)s") % both)
        elif each.what == "purpose":
            both = {name: codes.get(value, value) for name, value in both.items()}
            lines.append(_("Titel: erwartet %(expected)s, es kommt %(found)s") % both)
        else:
            lines.append(_("Schwierigkeit: erwartet %(expected)s, es kommt %(found)s") % both)
    return lines


def without_test(here: Known) -> list[str]:
    """Answers that decide something and that no test case gives, in words."""
    lines = []
    for question, left in untested(here.procedure, [test.answers for test in here.draft.tests]):
        lines.append(f"{question.label(here.language)} {words.answer_names(question, left, here.language)}")
    return lines


def _count(here: Known, part: str) -> int | None:
    if part not in LISTS:
        return None
    return len(own_questions(here.draft.content) if part == "questions" else here.draft.content.get(LISTS[part], []))


def toml(request: StaffRequest, number: int) -> HttpResponse:
    """The draft as a file, as another office can take it in."""
    draft = known(request, number).draft
    answer = HttpResponse(to_toml(draft.content), content_type="application/toml; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{draft.key}.toml"'
    return answer


def _writable(request: StaffRequest, number: int) -> Known:
    """The draft, if this person may write it now. Raises ``NotAllowed``, ``NotFound``."""
    require(request.actor, "procedures.write")
    here = known(request, number)
    if not here.draft.may_write:
        raise NotFound(f"draft {number} is {here.draft.status}")
    return here


def basics(request: StaffRequest, number: int) -> HttpResponse:
    """What the service rests on."""
    return _words(request, number, "basics", BasicsForm)


def texts(request: StaffRequest, number: int) -> HttpResponse:
    """What people read first, in three languages."""
    return _words(request, number, "texts", TextsForm)


def _words(request: StaffRequest, number: int, part: str, kind: type[BasicsForm] | type[TextsForm]) -> HttpResponse:
    here = _writable(request, number)
    form = kind(request.POST if request.method == "POST" else None, known=here)
    who = {"by": request.actor, "now": request.now}
    if form.is_bound and saved(
        request, form, lambda: actions.set_words(draft=number, revision=revision(request), values=form.values(), **who)
    ):
        return redirect("procedures:draft", number=number)
    return _form_page(request, here, form, words.PARTS[part], back=redirect("procedures:draft", number=number).url)


def _form_page(request: StaffRequest, here: Known, form: Any, heading: Any, *, back: str, more: Any = "") -> HttpResponse:
    sent = request.POST.get("revision", "") if form.is_bound else here.draft.revision
    context = {"draft": here.draft, "form": form, "heading": heading, "back": back, "revision": sent, "more": more}
    return render(request, "procedures/form.html", context, status=422 if form.is_bound else 200)


def _part(part: str) -> str:
    if part not in LISTS:
        raise NotFound(part)
    return part


def entries_of(here: Known, part: str) -> list[Mapping[str, Any]]:
    """The entries of a part as they are written."""
    content = here.draft.content
    return list(own_questions(content) if part == "questions" else content.get(LISTS[part], []))


def _rules(here: Known, part: str) -> list[tuple[Condition | None, str]]:
    """Of each entry its condition and its mark, as the procedure reads them. Filled-in last rules stand behind."""
    procedure = here.procedure
    if part == "questions":
        return [(each.when, "") for each in procedure.questions]
    if part == "documents":
        return [(each.when, each.need.sureness) for each in procedure.documents]
    if part == "hints":
        return [(each.when, each.sureness) for each in procedure.hints]
    if part == "fees":
        return [(each.when, "" if each.amounts else "M") for each in procedure.fees]
    if part == "purposes":
        return [(each.when, "") for each in procedure.purposes]
    if part == "difficulties":
        return [(each.when, "") for each in procedure.difficulties]
    return [(None, "") for _step in procedure.steps]


def _named(here: Known, part: str, entry: Mapping[str, Any]) -> str:
    if part == "fees":
        return fee_name(entry, here.language)
    if part == "purposes":
        return dict(here.codes).get(entry["code"], str(entry["code"]))
    said = entry[{"difficulties": "reason", "hints": "text"}.get(part, "label")]
    text = str(said.get(here.language) or said.get("de", ""))
    return f"{entry['level']}: {text}" if part == "difficulties" else text


def entries(request: StaffRequest, number: int, part: str) -> HttpResponse:
    """The entries of a part in their order."""
    here = known(request, number)
    now, rules = entries_of(here, _part(part)), _rules(here, part)
    rows = []
    for place, (entry, (when, mark)) in enumerate(zip(now, rules, strict=False), start=1):
        said = words.condition(when, here.procedure, here.language) if when else ""
        lacking = [words.gap(gap) for gap in here.draft.gaps if gap.part == part and gap.place == place]
        rows.append((place, _named(here, part, entry), str(entry.get("legal_basis", "")), said, mark == "M", lacking))
    context = {
        "draft": here.draft,
        "part": part,
        "heading": words.PARTS[part],
        "about": words.ABOUT[part],
        "rows": rows,
        "gaps": [words.gap(gap) for gap in here.draft.gaps if gap.part == part and not gap.place],
        "common": [q.label(language()) for q in here.procedure.questions if q.group != "matter"] if part == "questions" else [],
        "new": words.NEW.get(part, ""),
        "can_pick": part in _PICKED and here.draft.may_write,
        "can_rest": part == "documents" and len(rows) > 1 and here.draft.may_write,
        "is_fixed": part in FIXED,
    }
    return render(request, "procedures/entries.html", context)


def pick(request: StaffRequest, number: int, part: str) -> HttpResponse:
    """What the library has, several at once."""
    if part not in _PICKED:
        raise NotFound(part)
    here = _writable(request, number)
    there = {entry["key"] for entry in here.draft.content[LISTS[part]]}
    shelf = here.library[part].items()
    twins = {name for name, times in Counter(entry["label"]["de"] for _key, entry in shelf).items() if times > 1}
    choices = [
        (key, _shelf_name(entry, here.language, twins))
        for key, entry in shelf
        if key not in there and entry.get("group", "matter") == "matter"
    ]
    form = PickForm(request.POST if request.method == "POST" else None, choices=sorted(choices, key=lambda pair: pair[1]))
    who = {"by": request.actor, "now": request.now}

    def save() -> None:
        wanted = form.cleaned_data["picked"]
        actions.pick(draft=number, revision=revision(request), part=part, wanted=wanted, **who)

    back = redirect("procedures:entries", number=number, part=part)
    if form.is_bound and saved(request, form, save):
        return back
    return _form_page(request, here, form, words.PARTS[part], back=back.url)


def _shelf_name(entry: Mapping[str, Any], spoken: str, twins: set[str]) -> str:
    """An entry of the library as one picks it: a question with its answers; with its explanation where two bear one name."""
    name = str(entry["label"].get(spoken) or entry["label"]["de"])
    if entry["label"]["de"] in twins:
        name = f"{name}: {entry.get('help', {}).get(spoken, '')}"
    answers = [str(option["label"].get(spoken) or option["label"]["de"]) for option in entry.get("options", [])]
    return f"{name} ({' / '.join(answers)})" if answers else name


def bases(request: StaffRequest, number: int) -> HttpResponse:
    """Legal basis of all documents on one page."""
    here = _writable(request, number)
    form = BasesForm(request.POST if request.method == "POST" else None, known=here)
    who = {"by": request.actor, "now": request.now}
    back = redirect("procedures:entries", number=number, part="documents")
    if form.is_bound and saved(
        request, form, lambda: actions.set_bases(draft=number, revision=revision(request), bases=form.bases(), **who)
    ):
        return back
    return _form_page(request, here, form, _("Rechtsgrundlagen aller Unterlagen"), back=back.url)


def new_entry(request: StaffRequest, number: int, part: str) -> HttpResponse:
    """One more."""
    if _part(part) in FIXED:
        raise NotFound(part)
    return _entry(request, number, part, 0)


def entry(request: StaffRequest, number: int, part: str, line: int) -> HttpResponse:
    """One entry, as it stands."""
    if line < 1:
        raise NotFound(f"{part} {line}")
    return _entry(request, number, _part(part), line)


def _entry(request: StaffRequest, number: int, part: str, place: int) -> HttpResponse:
    here = _writable(request, number)
    now = entries_of(here, part)
    if place > len(now):
        raise NotFound(f"{part} {place}")
    is_sent = request.method == "POST"
    form = ENTRIES[part](request.POST if is_sent else None, known=here, now=now[place - 1] if place else {}, place=place)
    who = {"by": request.actor, "now": request.now}

    def save() -> None:
        actions.put(draft=number, revision=revision(request), part=part, place=place, item=form.item(), **who)

    back = redirect("procedures:entries", number=number, part=part)
    more = words.NEW[part] if not place else _named(here, part, now[place]) if place < len(now) else ""
    if is_sent and saved(request, form, save):
        if not (more and "more" in request.POST):
            return back
        if place:
            return redirect("procedures:entry", number=number, part=part, line=place + 1)
        return redirect("procedures:new_entry", number=number, part=part)
    heading = _named(here, part, now[place - 1]) if place else words.NEW[part]
    return _form_page(request, here, form, heading, back=back.url, more=more)


@require_POST
def move(request: StaffRequest, number: int, part: str, line: int) -> HttpResponse:
    """One place up, or to the beginning."""
    to = 1 if request.POST.get("to") == "first" else line - 1
    where = {"draft": number, "revision": revision(request), "part": _part(part), "place": line, "to": to}
    back = redirect("procedures:entries", number=number, part=part)
    do = partial(actions.move, **where, by=request.actor, now=request.now)
    return done(request, do, _("Verschoben."), back)


@require_POST
def remove(request: StaffRequest, number: int, part: str, line: int) -> HttpResponse:
    """Gone, unless a condition still asks for it."""
    where = {"draft": number, "revision": revision(request), "part": _part(part), "place": line}
    back = redirect("procedures:entries", number=number, part=part)
    do = partial(actions.remove, **where, by=request.actor, now=request.now)
    return done(request, do, _("Entfernt."), back)
