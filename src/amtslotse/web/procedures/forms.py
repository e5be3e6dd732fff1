"""What somebody types who writes a procedure. Forms know the shape; whether it fits the rest, the action says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amtslotse.catalogue.queries import DraftView, TestView
from amtslotse.catalogue.rules import (
    CHECK,
    LANGUAGES,
    OPEN,
    SURENESS,
    Procedure,
    Question,
    asks_about_stay,
    countries,
    deciding_questions,
    tariff,
)
from amtslotse.kernel.errors import InvalidInput
from amtslotse.web.procedures import words
from amtslotse.web.ui.forms import DayField
from amtslotse.web.ui.templatetags.ui import number

_REQUIRED = {"required": gettext_lazy("Bitte ausfüllen."), "invalid": gettext_lazy("Bitte prüfen Sie diese Angabe.")}
_ROWS = 6


@dataclass(frozen=True, slots=True)
class Known:
    """What every form of a draft needs: the draft, the library, the title codes by name, the language of the page."""

    draft: DraftView
    library: Mapping[str, Any]
    codes: Sequence[tuple[str, str]]
    language: str

    @property
    def procedure(self) -> Procedure:
        return self.draft.procedure


def _day(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(
        label=label, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"), error_messages=_REQUIRED, **more
    )


def _choice(label: Any, choices: Any, *, radio: bool = True, required: bool = True, **more: Any) -> forms.ChoiceField:
    widget = forms.RadioSelect if radio else forms.Select
    return forms.ChoiceField(label=label, choices=choices, widget=widget, required=required, error_messages=_REQUIRED, **more)


class Sections(forms.Form):
    """A form in sections: (legend, fields). What stands in no section comes first."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, use_required_attribute=False, **kwargs)
        self.legends: list[tuple[str, str, list[str]]] = []
        #: What may be left for later, but must be there before anybody can release it.
        self.before_release: set[str] = set()

    @property
    def sections(self) -> list[tuple[str, str, list[forms.BoundField]]]:
        inside = {name for _legend, _help, names in self.legends for name in names}
        first = [self[name] for name in self.fields if name not in inside]
        return [("", "", first), *((legend, text, [self[name] for name in names]) for legend, text, names in self.legends)]

    def three(
        self,
        name: str,
        text: Any,
        said: Mapping[str, str],
        *,
        long: bool = False,
        required: bool = False,
        needed: bool = False,
        hint: Any = "",
    ) -> None:
        """A text in three languages; only German may be required to save, all three (``needed``) to release."""
        for language in LANGUAGES:
            attrs = {"lang": language, "dir": "rtl" if language == "ar" else "ltr"}
            self.fields[f"{name}_{language}"] = forms.CharField(
                label=words.IN_LANGUAGE[language] % {"text": text},
                widget=forms.Textarea({"rows": 2, **attrs}) if long else forms.TextInput(attrs),
                initial=said.get(language, ""),
                required=required and language == "de",
                help_text=hint if language == "de" else "",
                error_messages=_REQUIRED,
                max_length=2000,
            )
            if needed or required:
                self.before_release.add(f"{name}_{language}")

    def said(self, name: str) -> dict[str, str]:
        return {language: self.cleaned_data.get(f"{name}_{language}") or "" for language in LANGUAGES}

    def refuse(self, error: InvalidInput) -> None:
        """The error stands at the field it is about; what was typed stays."""
        for name in (
            error.field,
            f"{error.field}_de",
            f"answer_{error.field}",
            "option_0_de" if error.field == "options" else "",
        ):
            if name in self.fields:
                self.add_error(name, words.problem(error))
                return
        self.add_error(None, words.problem(error))


# ---- The whole ----------------------------------------------------------------------------------------------------


class StartForm(Sections):
    """A new service: from nothing, or as a copy of another."""

    def __init__(self, *args: Any, services: list[tuple[str, str]], matters: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"] = forms.CharField(label=_("Wie heißt die Leistung?"), max_length=120, error_messages=_REQUIRED)
        self.fields["copy_of"] = _choice(
            _("Womit beginnen?"), [("", _("mit nichts")), *services], radio=False, required=False,
            help_text=_("Eine Kopie bringt Fragen, Unterlagen, Gebühren und Texte mit; Sie ändern sie dann."),
        )  # fmt: skip
        self.fields["matter"] = _choice(_("Unter welchem Anliegen der Startseite?"), matters, radio=False)


class FileForm(Sections):
    """A procedure of another office."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"] = forms.FileField(label=_("TOML-Datei"), error_messages=_REQUIRED)

    def clean_file(self) -> str:
        file = self.cleaned_data["file"]
        try:
            return str(file.read(500_000).decode("utf-8"))
        except UnicodeDecodeError:
            raise forms.ValidationError(_("Das ist keine Textdatei.")) from None


class BasicsForm(Sections):
    """What the service rests on."""

    def __init__(self, *args: Any, known: Known, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        content = known.draft.content
        matters = [(key, matter["title"][known.language]) for key, matter in known.library["matters"].items()]
        self.fields["matter"] = _choice(_("Anliegen der Startseite"), matters, radio=False, initial=content["matter"]["key"])
        self.fields["kind"] = _choice(_("Was ist es?"), words.KINDS.items(), initial=content["kind"])
        self.fields["legal_basis"] = forms.CharField(
            label=words.FIELDS["legal_basis"], max_length=200, initial=content.get("legal_basis", ""), required=False,
            help_text=_("Zum Beispiel: %(law)s") % {"law": words.law("§§ 20a, 20b AufenthG")},
        )  # fmt: skip
        self.fields["sureness"] = _sureness(known, content["sureness"])
        self.fields["source"] = forms.CharField(
            label=words.FIELDS["source"], max_length=500, initial=content.get("source", ""), required=False
        )
        self.before_release |= {"legal_basis", "source"}
        self.fields["stay"] = forms.BooleanField(
            label=_("Auch nach dem jetzigen Aufenthaltspapier fragen"), initial=asks_about_stay(content), required=False,
            help_text=_("Welches Papier, bis wann es gilt, seit wann in Deutschland, bis wann es gebraucht wird."),
        )  # fmt: skip

        self.fields["fee_checks"] = forms.BooleanField(
            label=_("Bei der Gebühr auf Sonderfälle der AufenthV prüfen"), initial=bool(content.get("fee_checks")),
            help_text=_("Türkei und Schweiz: Die Gebühr prüft dann immer die Behörde. Nicht bei anderen Gesetzen."),
            required=False,
        )  # fmt: skip

    def values(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class TextsForm(Sections):
    """What people read before anything else."""

    def __init__(self, *args: Any, known: Known, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        content = known.draft.content
        for name, hint in (
            ("title", ""),
            ("summary", _("Steht in der Auswahl unter dem Namen: Für wen ist das?")),
            ("intro", _("Steht auf der Seite der Leistung oben: das Wichtigste in zwei Sätzen.")),
            ("emergency_hint", _("Steht dort in einem Kasten: was bei einem Notfall zu tun ist. Darf leer bleiben.")),
        ):
            is_title, needed = name == "title", name != "emergency_hint"
            said = content.get(name, {})
            self.three(name, words.FIELDS[name], said, long=not is_title, required=is_title, needed=needed, hint=hint)
        listed = {language: ", ".join(found) for language, found in content.get("search_words", {}).items()}
        self.three("search_words", _("Suchwörter"), listed, needed=True, hint=_("Mit Komma getrennt"))
        self.checked = [language for language in LANGUAGES if language != "de"]
        for language in self.checked:
            done = content["translations"][language]
            self.fields[f"by_{language}"] = forms.CharField(
                label=_("Übersetzung geprüft von (%(language)s)") % {"language": language},
                initial=done["checked_by"], required=False, max_length=120,
                help_text=_("Leer: Die öffentliche Seite sagt, dass niemand sie geprüft hat."),
            )  # fmt: skip
            self.fields[f"on_{language}"] = _day(
                _("geprüft am (%(language)s)") % {"language": language}, initial=done["checked_on"]
            )

    def values(self) -> dict[str, Any]:
        lists = {
            language: [word.strip() for word in text.split(",") if word.strip()]
            for language, text in self.said("search_words").items()
        }
        translations = {
            language: {
                "checked_by": self.cleaned_data[f"by_{language}"],
                "checked_on": self.cleaned_data[f"on_{language}"].isoformat(),
            }
            for language in self.checked
        }
        texts = {name: self.said(name) for name in ("title", "summary", "intro", "emergency_hint")}
        return {**texts, "search_words": lists, "translations": translations}


# ---- Entries of a list --------------------------------------------------------------------------------------------


def _sureness(known: Known, chosen: str) -> forms.ChoiceField:
    choices = [(key, text(known.language)) for key, text in SURENESS.items()]
    return _choice(_("Wie sicher ist das?"), choices, initial=chosen)


class Entry(Sections):
    """One entry of a list. ``now`` is the entry as it stands, empty for a new one."""

    def __init__(self, *args: Any, known: Known, now: Mapping[str, Any], place: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known, self.now, self.place = known, now, place
        self.build()

    def build(self) -> None:
        raise NotImplementedError

    def item(self) -> dict[str, Any]:
        raise NotImplementedError

    # A condition: of each question some answers, all of them together; and an age.

    def condition(self, questions: Sequence[Question], *, age: bool = True) -> None:
        asked = {q.key: q for q in questions if q.kind in ("choice", "yesno") and q.group == "matter" and q.required}
        when = self.now.get("when", {})
        self.kept: Any = when if when and not self._is_plain(when, asked, age=age) else None
        names = []
        if self.kept:
            self.fields["when_keep"] = forms.BooleanField(
                label=_("Die Bedingung behalten, die hier nicht als Formular gezeigt werden kann"), initial=True, required=False
            )
            names.append("when_keep")
        plain = {} if self.kept else when
        for key, question in asked.items():
            options = [(option.key, option.label(self.known.language)) for option in question.options] or list(words.YES_NO)
            self.fields[f"when_{key}"] = forms.MultipleChoiceField(
                label=question.label(self.known.language),
                choices=options,
                widget=forms.CheckboxSelectMultiple,
                initial=self._ticked(plain.get(key), [option for option, _label in options]),
                required=False,
            )
            names.append(f"when_{key}")
        self.ages = age and any(q.key == "birth_date" for q in questions)
        if self.ages:
            years = plain.get("birth_date", {})
            for name, text in (("age_from", _("mindestens so viele Jahre alt")), ("age_under", _("jünger als so viele Jahre"))):
                self.fields[name] = forms.IntegerField(
                    label=text, initial=years.get(name), required=False, min_value=1, max_value=120,
                    widget=forms.NumberInput({"class": "ui-input--short"}),
                )  # fmt: skip
                names.append(name)
        if names:
            self.legends.append((_("Nur wenn …"), _("Nichts angekreuzt und nichts eingetragen: immer."), names))
        self.asked = list(asked)

    @staticmethod
    def _is_plain(when: Any, asked: Mapping[str, Question], *, age: bool) -> bool:
        return isinstance(when, Mapping) and all(key in asked or (age and key == "birth_date") for key in when)

    @staticmethod
    def _ticked(value: Any, every: list[str]) -> list[str]:
        if isinstance(value, Mapping):
            unwanted = [value["not"]] if isinstance(value["not"], str) else value["not"]
            return [key for key in every if key not in unwanted]
        return [value] if isinstance(value, str) else list(value or [])

    def when(self) -> Any:
        """The condition as the content says it; nothing for always."""
        data = self.cleaned_data
        found: dict[str, Any] = {key: data[f"when_{key}"] for key in self.asked if data.get(f"when_{key}")}
        years = {name: data[name] for name in ("age_from", "age_under") if self.ages and data.get(name)}
        if years:
            found["birth_date"] = years
        if not found and self.kept and data.get("when_keep"):
            return self.kept
        return found


class QuestionForm(Entry):
    def build(self) -> None:
        self.three("label", _("Frage"), self.now.get("label", {}), required=True)
        self.three("help", _("Erklärung dazu"), self.now.get("help", {}), long=True)
        kind = self.now.get("kind", "choice")
        kinds = {**words.QUESTION_KINDS, kind: words.QUESTION_KINDS.get(kind, kind)}
        self.fields["kind"] = _choice(_("Art der Antwort"), kinds.items(), initial=kind)
        self.fields["required"] = forms.BooleanField(
            label=_("Muss beantwortet werden"), initial=self.now.get("required", True), required=False
        )
        options = list(self.now.get("options", []))
        self.rows = max(_ROWS, len(options) + 3)
        names = []
        for row in range(self.rows):
            option = options[row] if row < len(options) else {"key": "", "label": {}}
            self.three(f"option_{row}", _("Antwort %(number)s") % {"number": row + 1}, option["label"])
            names += [f"option_{row}_{language}" for language in LANGUAGES]
            if option.get("help"):  # answers of the store may carry a line; a new one has the explanation of its question
                self.three(f"under_{row}", _("Zeile unter Antwort %(number)s") % {"number": row + 1}, option["help"])
                names += [f"under_{row}_{language}" for language in LANGUAGES]
        self.legends.append((_("Antworten zur Auswahl"), _("Nur bei der Art „Auswahl“. Leere Zeilen entfallen."), names))
        self.keys = [option["key"] for option in options] + [""] * (self.rows - len(options))
        place = self.place or len(self.known.draft.content["questions"])
        self.condition(self.known.procedure.questions[: place - 1] if self.place else self.known.procedure.questions, age=False)

    def item(self) -> dict[str, Any]:
        kind = self.cleaned_data["kind"]
        options = [
            {"key": self.keys[row], "label": said, "help": self.said(f"under_{row}")}
            for row in range(self.rows)
            if any((said := self.said(f"option_{row}")).values())
        ]
        return {
            "kind": kind,
            "label": self.said("label"),
            "help": self.said("help"),
            "required": self.cleaned_data["required"],
            "options": options if kind == "choice" else [],
            "when": self.when(),
        }


class DocumentForm(Entry):
    def build(self) -> None:
        content, language = self.known.draft.content, self.known.language
        self.three("label", _("Unterlage"), self.now.get("label", {}), required=True)
        self.three("help", _("Erklärung dazu"), self.now.get("help", {}), long=True)
        self.fields["legal_basis"] = forms.CharField(
            label=_("Rechtsgrundlage"), max_length=200, initial=self.now.get("legal_basis", ""), required=False
        )
        self.fields["sureness"] = _sureness(self.known, self.now.get("sureness", "M"))
        for name, text in (
            ("optional", _("Freiwillig")),
            ("translation", _("Mit Übersetzung ins Deutsche")),
            ("legalisation", _("Mit Legalisation oder Apostille")),
        ):
            self.fields[name] = forms.BooleanField(label=text, initial=self.now.get(name, False), required=False)
        groups = [
            (key, group["label"].get(language) or group["label"]["de"]) for key, group in content.get("one_of", {}).items()
        ]
        self.fields["one_of"] = _choice(
            _("Genügt eine von mehreren?"), [("", _("nein, diese wird gebraucht")), *groups], radio=False, required=False,
            initial=self.now.get("one_of", ""), help_text=_("Unterlagen einer Gruppe ersetzen einander."),
        )  # fmt: skip
        self.three("one_of_label", _("Neue Gruppe"), {})
        names = ["one_of", *(f"one_of_label_{each}" for each in LANGUAGES)]
        self.legends.append((_("Eine von mehreren"), "", names))
        self.condition(self.known.procedure.questions)

    def item(self) -> dict[str, Any]:
        data = self.cleaned_data
        flags = {name: data[name] for name in ("optional", "translation", "legalisation") if data[name]}
        return {
            "label": self.said("label"),
            "help": self.said("help"),
            "legal_basis": data["legal_basis"],
            "sureness": data["sureness"],
            "one_of": data["one_of"],
            "one_of_label": self.said("one_of_label"),
            **flags,
            "when": self.when(),
        }


def fee_name(fee: Mapping[str, Any], language: str) -> str:
    """A fee of the table in a line: paragraph, sums, note. Without a sum: that a check is needed."""
    sums = [Decimal(str(amount)) for amount in fee.get("amounts", [])]
    amounts = " / ".join(f"{number(each, 0 if each == each.to_integral_value() else 2)} €" for each in sums)
    note = fee.get("note", {}).get(language, "")
    return ": ".join([words.law(fee["paragraph"]), amounts or _("Rechtliche Prüfung nötig")]) + (f" ({note})" if note else "")


def _acts(fee: Mapping[str, Any], language: str) -> str:
    """For what a fee is taken, in the words of the tariff; nothing where its note says so or no act has its paragraph."""
    paragraph, _space, law = fee["paragraph"].rpartition(" ")
    sums = {Decimal(str(amount)) for amount in fee.get("amounts", [])}
    acts = [
        entry.what(language)
        for entry in tariff().values()
        if f"{entry.paragraph} ".startswith(f"{paragraph} ")
        and entry.paragraph.endswith(law)
        and any(version.amount in sums for version in entry.versions[-1:])
    ]
    return f" – {'; '.join(acts)}" if acts and not fee.get("note") else ""


class FeeForm(Entry):
    def build(self) -> None:
        language = self.known.language
        known = [(key, f"{fee_name(fee, language)}{_acts(fee, language)}") for key, fee in self.known.library["fees"].items()]
        now = (
            [("", _("wie bisher: %(fee)s") % {"fee": fee_name(self.now, language)})] if self.now else [("", _("Bitte wählen"))]
        )
        self.fields["use"] = _choice(_("Gebühr"), [*now, *known], radio=False, required=not self.now)
        self.condition(self.known.procedure.questions)

    def item(self) -> dict[str, Any]:
        return {"use": self.cleaned_data["use"], "when": self.when()}


class PurposeForm(Entry):
    def build(self) -> None:
        codes = list(self.known.codes)
        code = self.now.get("code", "")
        if code and code not in dict(codes):
            codes.insert(0, (code, code))
        self.fields["code"] = _choice(_("Titel"), [("", _("Bitte wählen")), *codes], radio=False, initial=code)
        self.condition(self.known.procedure.questions)

    def item(self) -> dict[str, Any]:
        return {"code": self.cleaned_data["code"], "when": self.when()}


class DifficultyForm(Entry):
    def build(self) -> None:
        self.fields["level"] = _choice(_("Wie schwer?"), words.LEVELS.items(), initial=str(self.now.get("level", "")))
        self.three("reason", _("Grund"), self.now.get("reason", {}), required=True)
        self.condition(self.known.procedure.questions)

    def item(self) -> dict[str, Any]:
        return {"level": int(self.cleaned_data["level"]), "reason": self.said("reason"), "when": self.when()}


class HintForm(Entry):
    def build(self) -> None:
        self.three("text", _("Hinweis"), self.now.get("text", {}), long=True, required=True)
        self.fields["legal_basis"] = forms.CharField(
            label=_("Rechtsgrundlage"), max_length=200, initial=self.now.get("legal_basis", ""), required=False
        )
        self.fields["sureness"] = _sureness(self.known, self.now.get("sureness", "M"))
        self.condition(self.known.procedure.questions)

    def item(self) -> dict[str, Any]:
        data = self.cleaned_data
        basics = {"legal_basis": data["legal_basis"], "sureness": data["sureness"]}
        return {"text": self.said("text"), **basics, "when": self.when()}


class StepForm(Entry):
    def build(self) -> None:
        self.three("label", _("Schritt"), self.now.get("label", {}), required=True)
        self.three("help", _("Erklärung dazu"), self.now.get("help", {}), long=True)
        there = [partner["label"] for partner in self.now.get("partners", [])]
        every = list(self.known.library.get("partners", {}).values())
        self.partners = [*every, *(label for label in there if label not in every)]
        language = self.known.language
        self.fields["partners"] = forms.MultipleChoiceField(
            label=_("Wer noch beteiligt ist"),
            choices=[(str(place), label.get(language, label["de"])) for place, label in enumerate(self.partners)],
            widget=forms.CheckboxSelectMultiple,
            initial=[str(place) for place, label in enumerate(self.partners) if label in there],
            required=False,
        )

    def item(self) -> dict[str, Any]:
        partners = [{"label": self.partners[int(place)]} for place in self.cleaned_data["partners"]]
        return {"label": self.said("label"), "help": self.said("help"), "partners": partners}


ENTRIES: dict[str, type[Entry]] = {
    "questions": QuestionForm,
    "documents": DocumentForm,
    "fees": FeeForm,
    "purposes": PurposeForm,
    "difficulties": DifficultyForm,
    "hints": HintForm,
    "steps": StepForm,
}


class PickForm(Sections):
    """What the library has and the draft has not."""

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["picked"] = forms.MultipleChoiceField(
            label=_("Aus dem Vorrat"), choices=choices, widget=forms.CheckboxSelectMultiple,
            error_messages={"required": _("Bitte mindestens eines ankreuzen.")},
        )  # fmt: skip


class BasesForm(Sections):
    """What each document rests on, all on one page."""

    def __init__(self, *args: Any, known: Known, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(key, text(known.language)) for key, text in SURENESS.items()]
        needs = known.draft.content["documents"]
        self.rows = range(1, len(needs) + 1)
        for row, need in zip(self.rows, needs, strict=True):
            basis, sureness = f"legal_basis_{row}", f"sureness_{row}"
            self.fields[basis] = forms.CharField(
                label=words.FIELDS["legal_basis"], max_length=200, initial=need.get("legal_basis", ""), required=False
            )
            self.fields[sureness] = _choice(_("Wie sicher ist das?"), choices, radio=False, initial=need.get("sureness", "M"))
            self.legends.append((need["label"].get(known.language) or need["label"]["de"], "", [basis, sureness]))

    def bases(self) -> list[tuple[str, str]]:
        return [(self.cleaned_data[f"legal_basis_{row}"], self.cleaned_data[f"sureness_{row}"]) for row in self.rows]


# ---- Test cases and release ---------------------------------------------------------------------------------------


class TestForm(Sections):
    """Answers, and what must come of them."""

    __test__ = False  # pytest looks for tests by name

    def __init__(self, *args: Any, known: Known, now: TestView | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        procedure, language = known.procedure, known.language
        self.fields["name"] = forms.CharField(
            label=_("Name des Testfalls"), max_length=120, initial=now.name if now else "", error_messages=_REQUIRED,
            help_text=_("Ohne echte Person, zum Beispiel: mit Punkten, volljährig"),
        )  # fmt: skip
        self.asked = deciding_questions(procedure)
        given = now.answers if now else {}
        for question in self.asked:
            self.fields[f"answer_{question.key}"] = self._answer(question, given.get(question.key, ""), language)
        hint = _("Was in diesem Fall nicht gefragt wird, bleibt leer.")
        self.legends.append((_("Die Antworten"), hint, [f"answer_{question.key}" for question in self.asked]))
        wanted = now.expected if now else None
        needs = [(rule.need.key, rule.need.label(language)) for rule in procedure.documents]
        self.fields["documents"] = forms.MultipleChoiceField(
            label=_("Unterlagen"), choices=needs, widget=forms.CheckboxSelectMultiple, required=False,
            initial=sorted(wanted.documents) if wanted else [],
        )  # fmt: skip
        is_sum = wanted is not None and wanted.fee not in (CHECK, OPEN)
        self.fields["fee_kind"] = _choice(
            _("Gebühr"),
            [("sum", _("ein Betrag")), (CHECK, _("Rechtliche Prüfung nötig")), (OPEN, _("hängt an weiteren Antworten"))],
            initial=("sum" if is_sum else wanted.fee) if wanted else "",
        )
        self.fields["fee"] = forms.CharField(
            label=_("Betrag in Euro"), required=False, max_length=12, initial=wanted.fee if wanted and is_sum else "",
            widget=forms.TextInput({"class": "ui-input--short", "inputmode": "decimal"}),
        )  # fmt: skip
        names = dict(known.codes)
        codes = [(code, names.get(code, code)) for code in procedure.title_codes]
        self.fields["purpose"] = _choice(_("Titel"), codes, initial=wanted.purpose if wanted else "")
        self.fields["difficulty"] = _choice(
            _("Schwierigkeit"), words.LEVELS.items(), initial=str(wanted.difficulty) if wanted else ""
        )
        expected = ["documents", "fee_kind", "fee", "purpose", "difficulty"]
        self.legends.append((_("Was daraus werden muss"), _("Nach dem Gesetz, nicht nach dem Programm."), expected))

    @staticmethod
    def _answer(question: Question, value: str, language: str) -> forms.Field:
        label = question.label(language)
        if question.kind == "birthdate":
            return DayField(birthday=True, label=label, initial=value or "1990-01-01", required=False)
        options = [(option.key, option.label(language)) for option in question.options] or list(words.YES_NO)
        choices = countries(language) if question.kind == "country" else options
        return _choice(label, [("", "–"), *choices], radio=False, required=False, initial=value)

    def answers(self) -> dict[str, str]:
        return {question.key: self.cleaned_data.get(f"answer_{question.key}") or "" for question in self.asked}

    def expected(self) -> dict[str, Any]:
        data = self.cleaned_data
        fee = data["fee"] if data["fee_kind"] == "sum" else data["fee_kind"]
        return {"documents": data["documents"], "fee": fee, "purpose": data["purpose"], "difficulty": data["difficulty"]}


class ReasonForm(Sections):
    """Why a draft goes back to be written."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"] = forms.CharField(
            label=_("Was noch zu tun ist"), widget=forms.Textarea({"rows": 2}), max_length=2000, error_messages=_REQUIRED
        )


class ReleaseForm(Sections):
    """From which day it holds."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["valid_from"] = _day(
            _("Gilt ab"), help_text=_("Vorgänge, die vorher eingehen, behalten ihre Fassung für immer.")
        )
