"""What staff read of a procedure: its versions, the work steps, the training page, and whether life keeps to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from amtslotse.accounts.rules import ACTIONS, ROLES, may
from amtslotse.casework.rules.states import HERS, MOVES
from amtslotse.casework.rules.steps import REACHED_BY
from amtslotse.catalogue import queries
from amtslotse.catalogue.queries import TestView
from amtslotse.catalogue.rules import LANGUAGES, SURENESS, Procedure
from amtslotse.journal.rules import find
from amtslotse.kernel.localtime import day_of
from amtslotse.reporting.queries.drift import DriftRow
from amtslotse.reporting.queries.drift import drift as drift_of
from amtslotse.reporting.queries.typical import typical_days
from amtslotse.web.procedures import words
from amtslotse.web.procedures.editing import entries_of
from amtslotse.web.procedures.forms import Known, fee_name
from amtslotse.web.procedures.frame import known, language
from amtslotse.web.ui import exports
from amtslotse.web.ui.staff_request import StaffRequest

_WORDS = ("title", "summary", "intro", "emergency_hint", "search_words")


def service(request: StaffRequest, service: str) -> HttpResponse:
    """The versions of a service and what each of them draws."""
    versions = queries.versions(service=service, by=request.actor)
    procedure = queries.get(key=service, version=versions[0].version, on=day_of(request.now))
    context = {
        "procedure": procedure,
        "title": procedure.title(language()),
        "versions": versions,
        "typical": typical_days(purposes=procedure.title_codes, on=day_of(request.now)),
        "sureness": SURENESS[procedure.sureness](language()),
        "may_write": may(request.actor, "procedures.write"),
        "sees_drafts": may(request.actor, "procedures.write") or may(request.actor, "procedures.release"),
        "is_valid": any(version.valid_from <= day_of(request.now) for version in versions),
    }
    return render(request, "procedures/service.html", context)


def toml(request: StaffRequest, service: str, version: int) -> HttpResponse:
    """A published version as a file."""
    text = queries.toml(service=service, version=version, by=request.actor)
    answer = HttpResponse(text, content_type="application/toml; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{service}.toml"'
    return answer


def _newest(request: StaffRequest, service: str) -> Procedure:
    version = queries.versions(service=service, by=request.actor)[0].version
    return queries.get(key=service, version=version, on=day_of(request.now))


def steps(request: StaffRequest, service: str) -> HttpResponse:
    """Who does what at each step."""
    procedure = _newest(request, service)
    back = reverse("procedures:service", kwargs={"service": service})
    return render(request, "procedures/steps.html", {**_steps(procedure), "back": back})


def preview_steps(request: StaffRequest, number: int) -> HttpResponse:
    """The work steps as the draft would draw them."""
    here = known(request, number)
    back = reverse("procedures:draft", kwargs={"number": number})
    return render(request, "procedures/steps.html", {**_steps(here.procedure), "back": back})


def _steps(procedure: Procedure) -> dict[str, Any]:
    spoken = language()
    lines = [
        (step.label(spoken), step.help(spoken), words.WHO[step.who], [each(spoken) for each in step.partners], _work(step.key))
        for step in procedure.steps
    ]
    return {"title": procedure.title(spoken), "lines": lines, **_model(procedure)}


def _work(step: str) -> list[tuple[str, str]]:
    """What leads to a step: the action in words, and the roles that may do it."""
    found = []
    for move in MOVES.values():
        if REACHED_BY.get(move.writes) == step:
            if move.right == HERS:
                found.append((find(move.writes).sentence.get(language(), ""), str(words.WHO["applicant"])))
            else:
                right = ACTIONS[move.right]
                roles = ", ".join(ROLES[role].name[language()] for role in right.granted)
                found.append((right.sentence[language()], roles))
    return found


def _model(procedure: Procedure) -> dict[str, Any]:
    """Documents, fees, titles and difficulties with their conditions, in words."""
    spoken = language()
    codes = queries.report_table().titles

    def when(rule: Any) -> str:
        return words.condition(rule.when, procedure, spoken)

    return {
        "procedure": procedure,
        "sureness": SURENESS[procedure.sureness](spoken),
        "documents": [
            (
                rule.need.label(spoken),
                when(rule),
                rule.need.legal_basis,
                rule.need.sureness == "M",
                rule.need.one_of_label(spoken),
                rule.need.optional,
            )
            for rule in procedure.documents
        ],
        "fees": [
            (
                fee_name({"paragraph": fee.paragraph, "amounts": fee.amounts, "note": dict(fee.note.by_language)}, spoken),
                when(fee),
            )
            for fee in (*procedure.fee_checks, *procedure.fees)
        ],
        "purposes": [
            (codes[rule.code].name(spoken) if rule.code in codes else rule.code, rule.code, when(rule))
            for rule in procedure.purposes
        ],
        "difficulties": [
            (rule.difficulty.level, rule.difficulty.reason(spoken), when(rule)) for rule in procedure.difficulties
        ],
        "hints": [(hint.text(spoken), hint.legal_basis, hint.sureness == "M", when(hint)) for hint in procedure.hints],
    }


def training(request: StaffRequest, service: str) -> HttpResponse:
    """For somebody who is new: what is asked and why, what is hard, and cases to try oneself."""
    procedure = _newest(request, service)
    exercises = queries.exercises(service=service, version=procedure.version, by=request.actor)
    back = reverse("procedures:service", kwargs={"service": service})
    return render(request, "procedures/training.html", {**_training(procedure, exercises), "back": back})


def preview_whole(request: StaffRequest, number: int) -> HttpResponse:
    """All that a second person releases, in every language it is said in; conditions, fees and test cases too."""
    here = known(request, number)
    content, spoken = here.draft.content, language()
    context = {
        **_training(here.procedure, here.draft.tests),
        "draft": here.draft,
        "basics": [
            (words.FIELDS["kind"], words.KINDS[content["kind"]]),
            (words.FIELDS["matter"], here.procedure.matter.title(spoken)),
            (words.FIELDS["source"], content.get("source", "")),
        ],
        "parts": _said(here),
        "checked": [(name, each.checked_by, each.checked_on) for name, each in here.procedure.translations.items()],
    }
    return render(request, "procedures/whole.html", context)


def _said(here: Known) -> list[tuple[str, list[tuple[str, list[str]]]]]:
    """Of each part its texts: what it is, and what stands there in each language (empty where nothing does)."""
    content = here.draft.content

    def line(what: Any, said: Mapping[str, Any]) -> tuple[str, list[str]]:
        return str(what), [", ".join(text) if isinstance(text := said.get(each, ""), list) else text for each in LANGUAGES]

    texts = [line(words.FIELDS[field], content.get(field, {})) for field in _WORDS]
    parts = [(str(words.PARTS["texts"]), texts)]
    for part, field in (
        ("questions", "label"),
        ("documents", "label"),
        ("difficulties", "reason"),
        ("hints", "text"),
        ("steps", "label"),
    ):
        lines = []
        for place, entry in enumerate(entries_of(here, part), start=1):
            lines.append(line(place, entry.get(field, {})))
            if entry.get("help"):
                lines.append(line(_("%(place)s, Erklärung") % {"place": place}, entry["help"]))
            for option in entry.get("options", []):
                lines.append(line(_("%(place)s, Antwort") % {"place": place}, option["label"]))
                if option.get("help"):
                    lines.append(line(_("%(place)s, Zeile unter der Antwort") % {"place": place}, option["help"]))
        if part == "documents":
            lines += [line(_("Gruppe: eine davon genügt"), group["label"]) for group in content.get("one_of", {}).values()]
        parts.append((str(words.PARTS[part]), lines))
    return [part for part in parts if part[1]]


def preview_training(request: StaffRequest, number: int) -> HttpResponse:
    """The training page as the draft would draw it."""
    here = known(request, number)
    back = reverse("procedures:draft", kwargs={"number": number})
    return render(request, "procedures/training.html", {**_training(here.procedure, here.draft.tests), "back": back})


def _training(procedure: Procedure, tests: tuple[TestView, ...]) -> dict[str, Any]:
    spoken = language()
    model = _model(procedure)
    needs = {rule.need.key: rule.need.label(spoken) for rule in procedure.documents}
    names = {code: name for name, code, _when in model["purposes"]}
    return {
        **model,
        "title": procedure.title(spoken),
        "summary": procedure.summary(spoken),
        "intro": procedure.intro(spoken),
        "questions": [
            (question.label(spoken), words.condition(question.when, procedure, spoken), _decides(procedure, question.key))
            for question in procedure.questions
            if question.group == "matter"
        ],
        "exercises": [
            (
                test.name,
                words.answered(procedure, test.answers, spoken),
                [needs.get(key, key) for key in sorted(test.expected.documents)],
                words.fee(test.expected.fee),
                names.get(test.expected.purpose, test.expected.purpose),
                test.expected.difficulty,
            )
            for test in tests
        ],
    }


def _decides(procedure: Procedure, key: str) -> list[str]:
    """What the answer to a question decides."""
    spoken = language()
    found = [each.label(spoken) for each in procedure.questions if key in each.when.questions]
    found += [rule.need.label(spoken) for rule in procedure.documents if key in rule.when.questions]
    if any(key in rule.when.questions for rule in procedure.fees):
        found.append(_("die Gebühr"))
    if any(key in rule.when.questions for rule in procedure.purposes):
        found.append(_("den Titel"))
    if any(key in rule.when.questions for rule in procedure.difficulties):
        found.append(_("die Schwierigkeit"))
    return found


# ---- Drift --------------------------------------------------------------------------------------------------------


def _state(row: DriftRow) -> str:
    names = {
        "in_model": _("im Modell"),
        "within": _("Arbeit innerhalb eines Schritts"),
        "not_in_model": _("nicht im Modell"),
    }
    return names[row.state]


def _sentence(kind: str) -> str:
    """What happened, without the codes of a single case."""
    text = find(kind).sentence.get(language(), "")
    return text.split("{")[0].rstrip(' ,:„“«»"') if "{" in text else text


def drift(request: StaffRequest) -> HttpResponse:
    """Every live step against the model it was filed under."""
    found = drift_of(by=request.actor, on=day_of(request.now))
    titles = {each.key: each.title(language()) for each in queries.newest(by=request.actor)}
    context = {
        "rows": [
            (row, titles.get(row.service, row.service), _sentence(row.kind) or row.kind, _state(row)) for row in found.rows
        ],
        "missing": len(found.missing),
        "unseen": [(titles.get(key, key), version, step) for key, version, step in found.unseen],
    }
    return render(request, "procedures/drift.html", context)


def drift_export(request: StaffRequest, kind: str) -> HttpResponse:
    """The report as a file."""
    header = [_("Leistung"), _("Fassung"), _("Ereignis"), _("Schritt"), _("Stand"), _("Anzahl"), _("zuletzt")]

    def rows() -> Iterator[list[exports.Cell]]:
        for row in found.rows:
            yield [row.service, row.version, row.kind, row.step, _state(row), row.events, row.last_on]

    found = drift_of(by=request.actor, on=day_of(request.now))
    return exports.answer(kind, "abgleich-verfahren", header, rows(), right_to_left=get_language_bidi())
