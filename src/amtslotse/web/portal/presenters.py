"""What pages say, made from what the rules and the case know."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from amtslotse.casework.queries import AnswerView, NeedView, StatusView, UploadView
from amtslotse.catalogue.rules import DocumentNeed, Fee, Procedure
from amtslotse.web.portal import words
from amtslotse.web.ui.templatetags.ui import number

#: Matters and titles in which somebody may be watched: neutral page title and a quick way out.
_WATCHED_MATTERS = frozenset({"protection"})


def is_watched(procedure: Procedure) -> bool:
    """Whether the pages of this service hide what they are about from whoever looks over her shoulder."""
    return procedure.matter.key in _WATCHED_MATTERS or any(code.startswith("HUM_") for code in procedure.title_codes)


@dataclass(frozen=True, slots=True)
class NeedLine:
    """A document in a list: what, why, how sure, and what was sent."""

    key: str
    label: str
    help: str
    legal_basis: str
    legal_check: str  # the mark, where nobody has checked the rule yet
    translation: bool
    legalisation: bool
    optional: bool
    uploads: tuple[UploadView, ...] = ()
    asks: tuple[str, ...] = ()  # questions that decide whether it is needed


@dataclass(frozen=True, slots=True)
class NeedGroup:
    """Documents of which one is enough (``alternatives``), or a single one."""

    label: str
    lines: tuple[NeedLine, ...]

    @property
    def alternatives(self) -> bool:
        return len(self.lines) > 1

    @property
    def sent(self) -> bool:
        return any(line.uploads for line in self.lines)

    @property
    def names(self) -> str:
        """All of them in one line."""
        return " / ".join(line.label for line in self.lines)

    @property
    def optional(self) -> bool:
        return all(line.optional for line in self.lines)


def _mark(sureness: str) -> str:
    return _("Rechtliche Prüfung nötig") if sureness == "M" else ""


def need_line(need: DocumentNeed, language: str, asks: tuple[str, ...] = ()) -> NeedLine:
    return NeedLine(
        need.key, need.label(language), need.help(language), need.legal_basis, _mark(need.sureness),
        need.translation, need.legalisation, need.optional, (), asks,
    )  # fmt: skip


def line_of(view: NeedView) -> NeedLine:
    return NeedLine(
        view.key, view.label, view.help, view.legal_basis, _mark(view.sureness),
        view.translation, view.need.legalisation if view.need else False, view.optional, view.uploads,
    )  # fmt: skip


def _grouped(pairs: Iterable[tuple[str, str, NeedLine]]) -> tuple[NeedGroup, ...]:
    """Lines by their "one of" word, each group where its first line stood."""
    groups: dict[str, tuple[str, list[NeedLine]]] = {}
    for one_of, label, line in pairs:
        groups.setdefault(f"one of {one_of}" if one_of else line.key, (label, []))[1].append(line)
    return tuple(NeedGroup(label, tuple(lines)) for label, lines in groups.values())


def groups_of_rules(needs: Iterable[DocumentNeed], language: str) -> tuple[NeedGroup, ...]:
    return _grouped((need.one_of, need.one_of_label(language), need_line(need, language)) for need in needs)


def groups_of_views(needs: Iterable[NeedView], language: str) -> tuple[NeedGroup, ...]:
    return _grouped((view.one_of, view.need.one_of_label(language) if view.need else "", line_of(view)) for view in needs)


def euros(amount: Decimal) -> str:
    """``100 €``, with cents only where there are any."""
    return f"{number(amount, 0 if amount == amount.to_integral_value() else 2)} €"


@dataclass(frozen=True, slots=True)
class FeeText:
    """What it costs, in words that promise nothing that is not certain."""

    text: str
    paragraph: str
    notes: tuple[str, ...]
    asks: tuple[str, ...]


def fee_text(fee: Fee, language: str) -> FeeText:
    notes = [note(language) for note in fee.notes]
    asks = tuple(question.label(language) for question in fee.depends_on)
    if fee.legal_check:
        text = _("Die Höhe der Gebühr prüft die Behörde und teilt sie Ihnen mit.")
    elif fee.amount is not None:
        text = _("gebührenfrei") if fee.amount == 0 else euros(fee.amount)
        if fee.half:
            notes.append(_("Für Minderjährige die Hälfte."))
        if fee.due_at_application is not None and fee.due_at_application != fee.amount:
            notes.append(_("Davon bei der Antragstellung: %(amount)s.") % {"amount": euros(fee.due_at_application)})
    elif fee.usual is not None:
        text = euros(fee.usual)
    elif len(fee.possible) > 1:
        span = {"low": euros(fee.possible[0]), "high": euros(fee.possible[-1])}
        text = _("%(low)s bis %(high)s, je nach Ihren Antworten") % span
    else:
        text = euros(fee.possible[0]) if fee.possible else _("Die Höhe der Gebühr prüft die Behörde und teilt sie Ihnen mit.")
    return FeeText(text, fee.paragraph, tuple(notes), asks)


@dataclass(frozen=True, slots=True)
class AnswerGroup:
    title: str
    answers: tuple[AnswerView, ...]


def answer_groups(answers: Iterable[AnswerView]) -> tuple[AnswerGroup, ...]:
    """The answers under the headings of the journey, in its order."""
    found: dict[str, list[AnswerView]] = {}
    for answer in answers:
        found.setdefault(answer.group, []).append(answer)
    return tuple(AnswerGroup(str(words.GROUPS[group]), tuple(items)) for group, items in found.items())


@dataclass(frozen=True, slots=True)
class StepLine:
    """A step of the status line."""

    state: str  # done | now | next
    title: str
    text: str
    at: object


def step_lines(view: StatusView) -> tuple[StepLine, ...]:
    """The steps without those that this case never needed."""
    return tuple(
        StepLine(step.state, str(words.STEPS[step.key][0]), str(words.STEPS[step.key][1]), step.at)
        for step in view.steps
        if step.state != "skipped" and not (step.key == "documents_missing" and step.state == "next")
    )
