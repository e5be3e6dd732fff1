"""The questions and the result of the Chancenkarte check, the same for the public and for a clerk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from amtslotse.engines.chancenkarte import Check, Facts, Line

_YES_NO = (("yes", pgettext_lazy("answer", "Ja")), ("no", pgettext_lazy("answer", "Nein")))
_REQUIRED = {
    "required": gettext_lazy("Bitte wählen Sie eine Antwort."),
    "invalid_choice": gettext_lazy("Bitte wählen Sie eine der Antworten."),
}
_YOUNGEST, _OLDEST = 14, 99


def _choice(label: object, choices: Any, help_text: object = "") -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,  # type: ignore[arg-type]  # lazy texts are texts
        help_text=help_text,  # type: ignore[arg-type]
        choices=choices,
        widget=forms.RadioSelect,
        error_messages=_REQUIRED,
    )


class PointsForm(forms.Form):
    """Everything that §§ 20a and 20b AufenthG ask, in the order of a conversation. Nothing in it names a person."""

    age = forms.IntegerField(
        label=gettext_lazy("Wie alt sind Sie am Tag des Antrags?"),
        help_text=gettext_lazy("In ganzen Jahren."),
        min_value=_YOUNGEST,
        max_value=_OLDEST,
        widget=forms.TextInput({"inputmode": "numeric", "class": "ui-input--short", "autocomplete": "off"}),
        error_messages={
            key: gettext_lazy("Bitte schreiben Sie Ihr Alter als Zahl, zum Beispiel 34.")
            for key in ("required", "invalid", "min_value", "max_value")
        },
    )
    where = _choice(
        gettext_lazy("Wo sind Sie jetzt?"),
        (
            ("abroad", gettext_lazy("Im Ausland")),
            ("fitting", gettext_lazy("In Deutschland, mit einer Erlaubnis für Studium, Ausbildung oder Arbeit")),
            (
                "other",
                gettext_lazy(
                    "In Deutschland, mit einem anderen Papier (zum Beispiel Schengen-Visum, Duldung, Familie, Schutz)"
                ),
            ),
        ),
    )
    livelihood = _choice(
        gettext_lazy("Ist Ihr Lebensunterhalt gesichert?"),
        _YES_NO,
        gettext_lazy("Mit eigenem Geld oder Arbeit und mit ausreichender Krankenversicherung."),
    )
    skilled = _choice(
        gettext_lazy("Ist Ihre Qualifikation in Deutschland anerkannt?"),
        _YES_NO,
        gettext_lazy("Dann gelten Sie als Fachkraft (§ 18 Abs. 3 AufenthG) und brauchen keine Punkte."),
    )
    qualification = _choice(
        gettext_lazy("Haben Sie im Ausland einen dieser Abschlüsse gemacht?"),
        _YES_NO,
        gettext_lazy(
            "Eine dort staatlich anerkannte Berufsausbildung von mindestens zwei Jahren, einen dort staatlich anerkannten "
            "Hochschulabschluss oder ein Zertifikat einer Auslandshandelskammer (AHK)."
        ),
    )
    partial_recognition = _choice(
        gettext_lazy("Hat eine deutsche Stelle festgestellt, dass Ihnen zur Anerkennung nur noch etwas fehlt?"),
        _YES_NO,
        gettext_lazy("Ausgleichs- oder Anpassungsmaßnahmen oder weitere Qualifikationen, im Bescheid der Anerkennungsstelle."),
    )
    german = _choice(
        gettext_lazy("Wie gut ist Ihr Deutsch?"),
        (
            ("none", gettext_lazy("Weniger als A1")),
            ("a1", "A1"),
            ("a2", "A2"),
            ("b1", "B1"),
            ("b2", gettext_lazy("B2 oder besser")),
        ),
        gettext_lazy("Mit einem Nachweis."),
    )
    english = _choice(
        gettext_lazy("Wie gut ist Ihr Englisch?"),
        (("none", gettext_lazy("Weniger als B2")), ("b2", "B2"), ("c1", gettext_lazy("C1 oder besser"))),
        gettext_lazy("Mit einem Nachweis."),
    )
    experience = _choice(
        gettext_lazy("Wie lange haben Sie nach dem Abschluss in diesem Beruf gearbeitet?"),
        (
            ("five", gettext_lazy("Mindestens fünf Jahre in den letzten sieben Jahren")),
            ("two", gettext_lazy("Mindestens zwei Jahre in den letzten fünf Jahren")),
            ("none", gettext_lazy("Weniger oder gar nicht")),
        ),
    )
    shortage = _choice(
        gettext_lazy("Gehört Ihr Beruf zu den Engpassberufen?"),
        _YES_NO,
        gettext_lazy(
            "Berufsgruppen nach ISCO-08: 132, 133, 134, 21, 221, 222, 225, 226, 23, 25. Zum Beispiel Naturwissenschaft und "
            "Technik (21), Medizin (221), Pflege (222), Lehre (23), IT (25)."
        ),
    )
    stay = _choice(
        gettext_lazy("Waren Sie in den letzten fünf Jahren mindestens sechs Monate am Stück rechtmäßig in Deutschland?"),
        _YES_NO,
    )
    spouse = _choice(
        gettext_lazy("Beantragt Ihre Ehefrau oder Ihr Ehemann auch eine Chancenkarte?"),
        _YES_NO,
        gettext_lazy(
            "„Ja“ nur, wenn sie oder er die Bedingungen auch erfüllt, bei derselben Stelle den Antrag stellt und gemeinsam mit "
            "Ihnen einreist. Das gilt auch für eingetragene Lebenspartnerschaften."
        ),
    )

    def facts(self) -> Facts:
        """What was answered, for the engine. The form is valid."""
        said = self.cleaned_data
        return Facts(
            age=said["age"],
            german=said["german"],
            english=said["english"],
            five_in_seven=said["experience"] == "five",
            two_in_five=said["experience"] in ("two", "five"),  # five of seven years are at least three of the last five
            in_germany=said["where"] != "abroad",
            fitting_title=said["where"] == "fitting",
            **{key: said[key] == "yes" for key in _FLAGS},
        )


_FLAGS = ("skilled", "qualification", "partial_recognition", "shortage", "stay", "spouse", "livelihood")

_CRITERIA: Mapping[tuple[str, object], object] = {
    ("partial_recognition", None): gettext_lazy("Qualifikation teilweise anerkannt"),
    ("german", "b2"): gettext_lazy("Gute Deutschkenntnisse (B2 oder besser)"),
    ("german", "b1"): gettext_lazy("Ausreichende Deutschkenntnisse (B1)"),
    ("german", "a2"): gettext_lazy("Hinreichende Deutschkenntnisse (A2)"),
    ("english", "c1"): gettext_lazy("Englisch C1"),
    ("five_in_seven", None): gettext_lazy("Fünf Jahre Berufserfahrung in den letzten sieben Jahren"),
    ("two_in_five", None): gettext_lazy("Zwei Jahre Berufserfahrung in den letzten fünf Jahren"),
    ("shortage", None): gettext_lazy("Engpassberuf"),
    ("stay", None): gettext_lazy("Sechs Monate rechtmäßig in Deutschland in den letzten fünf Jahren"),
    ("spouse", None): gettext_lazy("Ehe- oder Lebenspartner erfüllt die Bedingungen auch"),
}
_PREREQUISITES = {
    "qualification": gettext_lazy("Ausländischer Abschluss"),
    "language": gettext_lazy("Deutsch A1 oder Englisch B2"),
    "livelihood": gettext_lazy("Lebensunterhalt gesichert"),
    "fitting_title": gettext_lazy("In Deutschland: Erlaubnis für Studium, Ausbildung oder Arbeit"),
}


@dataclass(frozen=True, slots=True)
class PointLine:
    """A criterion in words: its points, whether they count, and what counts instead."""

    label: str
    paragraph: str
    points: int
    is_met: bool
    is_counted: bool
    instead: str
    legal_check: bool


@dataclass(frozen=True, slots=True)
class PrerequisiteLine:
    label: str
    paragraph: str
    is_met: bool
    waived: bool


@dataclass(frozen=True, slots=True)
class Result:
    """The check in words, in the order of the law."""

    check: Check
    lines: tuple[PointLine, ...]
    prerequisites: tuple[PrerequisiteLine, ...]
    source: str


def _label(line: Line) -> str:
    row = line.criterion
    if row.fact == "age":
        return _("Nicht älter als %(years)s Jahre") % {"years": row.value}
    return str(_CRITERIA[row.fact, row.value])


def result(check: Check, *, source: str) -> Result:
    """What the check says, for ``ui/points_result.html``."""
    paragraphs = {line.criterion.number: line.criterion.paragraph for line in check.lines}
    return Result(
        check=check,
        lines=tuple(
            PointLine(
                label=_label(line),
                paragraph=line.criterion.paragraph,
                points=line.criterion.points,
                is_met=line.is_met,
                is_counted=line.is_counted,
                instead=f"\u2068{paragraphs[line.instead]}\u2069" if line.instead else "",  # else it reads backwards in Arabic
                legal_check=line.legal_check,
            )
            for line in check.lines
        ),
        prerequisites=tuple(
            PrerequisiteLine(str(_PREREQUISITES[each.key]), each.paragraph, each.is_met, each.waived)
            for each in check.prerequisites
        ),
        source=source,
    )
