"""The words of this journey's pages, and conditions in words."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language_bidi, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from amtslotse.catalogue.rules import CHECK, OPEN, Change, Clause, Condition, Gap, Procedure, Question, country_name
from amtslotse.kernel.errors import InvalidInput
from amtslotse.web.ui.templatetags.ui import number

PARTS: dict[str, Any] = {
    "basics": gettext_lazy("Grundlagen"),
    "texts": gettext_lazy("Texte"),
    "questions": gettext_lazy("Fragen"),
    "documents": gettext_lazy("Unterlagen"),
    "fees": gettext_lazy("Gebühren"),
    "purposes": gettext_lazy("Titel"),
    "difficulties": gettext_lazy("Schwierigkeit"),
    "hints": gettext_lazy("Hinweise"),
    "steps": gettext_lazy("Schritte"),
}
#: What each part is for, above its list.
ABOUT: dict[str, Any] = {
    "questions": gettext_lazy("Was nur diese Leistung fragt. Danach kommen die Fragen, die alle Leistungen stellen."),
    "documents": gettext_lazy(
        "Was nachzuweisen ist, mit Rechtsgrundlage. Ohne geprüfte Grundlage steht überall „Rechtliche Prüfung nötig“."
    ),
    "fees": gettext_lazy("Die erste passende gilt. Beträge kommen aus der Gebührentabelle; niemand tippt eine Summe."),
    "purposes": gettext_lazy("Um welchen Titel es geht: für Zuständigkeit und Ratstabelle. Der erste passende gilt."),
    "difficulties": gettext_lazy("1 einfach, 2 mittel, 3 schwer. Die erste passende gilt; der Grund steht beim Vorgang."),
    "hints": gettext_lazy("Was Antragstellende wissen sollten, mit Rechtsgrundlage."),
    "steps": gettext_lazy(
        "Die acht Schritte der Statusseite. Ihre Worte und die Beteiligten lassen sich ändern. "
        "Die Texte der Schreiben stehen nicht hier: Vorlagen pflegt die Rechtssachbearbeitung unter „Vorlagen“."
    ),
}
NEW: dict[str, Any] = {
    "questions": gettext_lazy("Neue Frage"),
    "documents": gettext_lazy("Neue Unterlage"),
    "fees": gettext_lazy("Neue Gebühr"),
    "purposes": gettext_lazy("Neuer Titel"),
    "difficulties": gettext_lazy("Neue Schwierigkeit"),
    "hints": gettext_lazy("Neuer Hinweis"),
}
STATUSES: dict[str, Any] = {
    "writing": gettext_lazy("in Arbeit"),
    "submitted": gettext_lazy("wartet auf Freigabe"),
    "released": gettext_lazy("freigegeben"),
    "discarded": gettext_lazy("verworfen"),
}
QUESTION_KINDS: dict[str, Any] = {
    "choice": gettext_lazy("Auswahl"),
    "yesno": gettext_lazy("Ja oder Nein"),
    "date": gettext_lazy("Datum"),
    "text": gettext_lazy("kurzer Text"),
    "longtext": gettext_lazy("langer Text"),
    "country": gettext_lazy("Staat"),
}
KINDS: dict[str, Any] = {
    "application": gettext_lazy("Antrag auf einen Titel (kann nach § 81 AufenthG wirken)"),
    "certificate": gettext_lazy("Bescheinigung"),
    "other": gettext_lazy("anderes"),
}
YES_NO: tuple[tuple[str, Any], ...] = (("yes", pgettext_lazy("answer", "Ja")), ("no", pgettext_lazy("answer", "Nein")))
LEVELS: dict[str, Any] = {
    "1": gettext_lazy("1: einfach"),
    "2": gettext_lazy("2: mittel"),
    "3": gettext_lazy("3: schwer"),
}
WHO: dict[str, Any] = {"office": gettext_lazy("die Behörde"), "applicant": gettext_lazy("die antragstellende Person")}
#: A text of a procedure in one of its languages.
IN_LANGUAGE: dict[str, Any] = {
    "de": gettext_lazy("%(text)s auf Deutsch"),
    "en": gettext_lazy("%(text)s auf Englisch"),
    "ar": gettext_lazy("%(text)s auf Arabisch"),
}
#: Texts and words of a procedure, as forms and gaps call them.
FIELDS: dict[str, Any] = {
    "title": gettext_lazy("Name"),
    "summary": gettext_lazy("Ein Satz dazu"),
    "intro": gettext_lazy("Einleitung"),
    "emergency_hint": gettext_lazy("Hinweis bei Eile"),
    "search_words": gettext_lazy("Suchwörter"),
    "legal_basis": gettext_lazy("Rechtsgrundlage"),
    "source": gettext_lazy("Quelle der Angaben"),
    "sureness": gettext_lazy("Sicherheit"),
    "kind": gettext_lazy("Art der Leistung"),
    "matter": gettext_lazy("Anliegen"),
    "label": gettext_lazy("Bezeichnung"),
    "help": gettext_lazy("Erklärung"),
    "reason": gettext_lazy("Grund"),
    "text": gettext_lazy("Hinweis"),
}
#: A part of which the first entry that fits counts needs one that always does.
_LAST: dict[str, Any] = {
    "fees": gettext_lazy("Es fehlt die Gebühr, die sonst gilt (ohne „Nur wenn“)."),
    "purposes": gettext_lazy("Es fehlt der Titel, der sonst gilt (ohne „Nur wenn“)."),
    "difficulties": gettext_lazy("Es fehlt die Schwierigkeit, die sonst gilt (ohne „Nur wenn“)."),
}
_CHANGES: dict[str, Any] = {
    "added": gettext_lazy("neu: %(name)s"),
    "removed": gettext_lazy("fällt weg: %(name)s"),
    "changed": gettext_lazy("geändert: %(name)s"),
}
_PROBLEMS: dict[str, Any] = {
    "required": gettext_lazy("Bitte ausfüllen."),
    "not_an_option": gettext_lazy("Bitte eine der Möglichkeiten wählen."),
    "another_is_always": gettext_lazy(
        "Es gibt schon einen Eintrag ohne Bedingung, der sonst gilt. Bitte hier eine Bedingung ankreuzen oder jenen ändern."
    ),
    "does_not_fit": gettext_lazy("Das passt nicht zum Rest des Entwurfs: Eine Bedingung fragt danach (%(place)s)."),
    "not_there": gettext_lazy("Diesen Eintrag gibt es nicht mehr."),
    "too_few": gettext_lazy("Eine Auswahl braucht mindestens zwei Antworten."),
    "too_long": gettext_lazy("Der Text ist zu lang."),
    "too_many": gettext_lazy("Das sind zu viele."),
    "direction_mark": gettext_lazy("Der Text enthält ein unsichtbares Zeichen, das die Schreibrichtung ändert."),
    "control_character": gettext_lazy("Der Text enthält ein unsichtbares Steuerzeichen."),
    "not_a_sum": gettext_lazy("Bitte einen Betrag in Euro angeben, zum Beispiel 98 oder 98,00."),
    "in_past": gettext_lazy("Bitte einen Tag ab heute wählen: Was war, ändert sich nicht."),
    "before_the_last": gettext_lazy("Die Fassung davor gilt erst ab einem späteren Tag."),
}


def law(text: str) -> str:
    """German text of the law in a sentence: in a page that runs from right to left it still reads from left to right."""
    return f"\u2066{text}\u2069" if text and get_language_bidi() else text


def problem(error: InvalidInput) -> str:
    """Why an input cannot be taken, and what to do."""
    text = str(_PROBLEMS.get(error.reason, _("Bitte prüfen Sie diese Angabe.")))
    return text % {"place": error.facts.get("place", "")} if "%(" in text else text


def gap(lacking: Gap) -> str:
    """What is still lacking, for somebody who writes."""
    if lacking.what == "invalid":
        return _("Etwas widerspricht sich: %(where)s") % {"where": lacking.field}
    if lacking.what == "last":
        return str(_LAST[lacking.part])
    field = str(FIELDS.get(lacking.field, lacking.field))
    if lacking.what in IN_LANGUAGE:
        field = str(IN_LANGUAGE[lacking.what]) % {"text": field}
    if lacking.place:
        return _("Eintrag %(place)s: %(field)s fehlt.") % {"place": lacking.place, "field": field}
    return _("%(field)s fehlt.") % {"field": field}


def change(each: Change, language: str) -> tuple[str, str]:
    """What a version changes: the part, and the entry in words."""
    name = each.name(language)
    name = str(FIELDS.get(name, name)) if each.part in ("texts", "basics") else name
    return str(PARTS[each.part]), str(_CHANGES[each.what]) % {"name": law(name) if each.part == "fees" else name}


def _answers(question: Question, values: Iterable[str], language: str) -> str:
    names = {option.key: option.label(language) for option in question.options} | {key: str(name) for key, name in YES_NO}
    if question.kind == "country":
        names = {value: country_name(value, language) for value in values}
    return str(_(" oder ")).join(f"„{names.get(value, value)}“" for value in sorted(values))


def _clause(clause: Clause, procedure: Procedure, language: str) -> str:
    question = procedure.question(clause.question)
    if clause.age_under is not None and clause.age_from is not None:
        return _("%(low)s bis unter %(high)s Jahre alt") % {"low": clause.age_from, "high": clause.age_under}
    if clause.age_under is not None:
        return _("jünger als %(years)s Jahre") % {"years": clause.age_under}
    if clause.age_from is not None:
        return _("mindestens %(years)s Jahre alt") % {"years": clause.age_from}
    text = _("%(question)s nicht %(answers)s") if clause.negated else _("%(question)s %(answers)s")
    return text % {"question": question.label(language), "answers": _answers(question, clause.values, language)}


def condition(when: Condition, procedure: Procedure, language: str) -> str:
    """When something applies, in a sentence without a verb; empty for always."""
    every = ["; ".join(_clause(clause, procedure, language) for clause in each) for each in when.alternatives]
    return str(_(" – oder: ")).join(every)


def answered(procedure: Procedure, answers: Any, language: str) -> list[tuple[str, str]]:
    """Questions and answers of a test case, in words."""

    shown = []
    for question in procedure.questions:
        value = answers.get(question.key)
        if value and question.kind == "birthdate":
            shown.append((question.label(language), ".".join(reversed(value.split("-")))))
        elif value:
            shown.append((question.label(language), _answers(question, [value], language)))
    return shown


def answer_names(question: Question, keys: Iterable[str], language: str) -> str:
    """Answers of a question to choose from, in words."""
    return _answers(question, keys, language)


def fee(named: str) -> str:
    """What a test case says of the fee: a sum, or that there is none to name."""
    if named in (CHECK, OPEN):
        return _("Rechtliche Prüfung nötig") if named == CHECK else _("hängt an weiteren Antworten")
    amount = Decimal(named)
    return f"{number(amount, 0 if amount == amount.to_integral_value() else 2)} €"
