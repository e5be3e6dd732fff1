"""What a service is: questions, documents, fees, steps. Plain frozen values, built by ``parse``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from amtslotse.catalogue.rules.conditions import ALWAYS, Condition
from amtslotse.catalogue.rules.texts import NOTHING, Text

GROUPS = ("matter", "stay", "person", "contact")
KINDS = ("choice", "yesno", "date", "birthdate", "text", "country", "email", "phone", "longtext")
PUBLIC_STEPS = ("received", "checking", "documents_missing", "complete", "in_team", "in_review", "decided", "finished")

#: How sure a statement is, as in the domain reference; the page shows it.
SURENESS: Mapping[str, Text] = {
    "S": Text(
        {
            "de": "Geprüft am Gesetzestext",
            "en": "Checked against the text of the law",
            "ar": "تمت المراجعة على نص القانون",
        }
    ),
    "S2": Text(
        {
            "de": "Nach öffentlichen Angaben anderer Behörden",
            "en": "Based on what other public offices publish",
            "ar": "استنادًا إلى ما تنشره دوائر رسمية أخرى",
        }
    ),
    "M": Text(
        {
            "de": "Rechtliche Prüfung nötig: von der Behörde noch nicht geprüft",
            "en": "Legal check required: not yet checked by the office",
            "ar": "يلزم تدقيق قانوني: لم تراجعه الدائرة بعد",
        }
    ),
}


@dataclass(frozen=True, slots=True)
class Option:
    key: str
    label: Text
    help: Text = NOTHING


@dataclass(frozen=True, slots=True)
class Question:
    """One thing we ask. ``kind`` is one of ``KINDS``, ``group`` one of ``GROUPS``; ``yesno`` answers ``yes`` or ``no``."""

    key: str
    kind: str
    group: str
    label: Text
    help: Text = NOTHING
    options: tuple[Option, ...] = ()
    required: bool = True
    autocomplete: str = ""
    digits: int | None = None
    when: Condition = ALWAYS


@dataclass(frozen=True, slots=True)
class DocumentNeed:
    """A proof somebody must send. Those that share a ``one_of`` replace each other: one of them is enough."""

    key: str
    label: Text
    help: Text
    legal_basis: str
    sureness: str
    one_of: str = ""
    one_of_label: Text = NOTHING
    translation: bool = False
    legalisation: bool = False
    optional: bool = False


@dataclass(frozen=True, slots=True)
class DocumentRule:
    need: DocumentNeed
    when: Condition = ALWAYS


@dataclass(frozen=True, slots=True)
class FeeRule:
    """What an act costs. No ``amounts`` means that nobody may name a sum before a legal check.

    A procedure's ``fees`` are the tariff, its ``fee_checks`` the special cases that a person must look at.
    """

    paragraph: str
    amounts: tuple[Decimal, ...] = ()
    minors_half: bool = True
    due_share: Decimal = Decimal(1)
    note: Text = NOTHING
    when: Condition = ALWAYS


@dataclass(frozen=True, slots=True)
class Fee:
    """What is to be paid. ``amount`` only if that is certain.

    ``usual``: what an adult pays to whom no special rule applies, when nothing else is open; a public page may name it.
    ``possible``: all such sums that the answers leave open; none if one of the rules still open names no sum. Only when
    somebody is known to be a minor are they halved; until then a note says so.
    ``half``: halved for a minor (§ 50 AufenthV). ``due_at_application``: the part due when applying (§ 49 AufenthV).
    ``legal_check``: no sum may be named, a person decides. ``depends_on``: the questions the sum still waits for.
    """

    amount: Decimal | None
    paragraph: str
    usual: Decimal | None = None
    possible: tuple[Decimal, ...] = ()
    half: bool = False
    due_at_application: Decimal | None = None
    legal_check: bool = False
    notes: tuple[Text, ...] = ()
    depends_on: tuple[Question, ...] = ()


@dataclass(frozen=True, slots=True)
class PurposeRule:
    code: str
    when: Condition = ALWAYS


@dataclass(frozen=True, slots=True)
class Difficulty:
    """1 (plain) to 3 (hard), and why."""

    level: int
    reason: Text


@dataclass(frozen=True, slots=True)
class DifficultyRule:
    difficulty: Difficulty
    when: Condition = ALWAYS


@dataclass(frozen=True, slots=True)
class Step:
    """One of ``PUBLIC_STEPS``. ``who`` acts: ``office`` or ``applicant``; ``partners`` are others who take part in it."""

    key: str
    label: Text
    help: Text
    who: str
    partners: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class HintRule:
    """Something worth knowing, with its source."""

    text: Text
    legal_basis: str
    sureness: str
    when: Condition = ALWAYS


@dataclass(frozen=True, slots=True)
class Matter:
    """One of the eight plain words of the portal's first page."""

    key: str
    position: int
    title: Text
    summary: Text


@dataclass(frozen=True, slots=True)
class Translation:
    checked_by: str
    checked_on: date


@dataclass(frozen=True, slots=True)
class Procedure:
    """One version of one service, as it was published and as a case keeps it.

    ``kind``: ``application`` may have an effect under § 81 AufenthG; ``certificate`` and ``other`` have none.
    """

    key: str
    version: int
    valid_from: date
    kind: str
    legal_basis: str
    sureness: str
    source: str
    matter: Matter
    title: Text
    summary: Text
    intro: Text
    emergency_hint: Text
    search_words: Mapping[str, tuple[str, ...]]
    translations: Mapping[str, Translation]
    questions: tuple[Question, ...]
    documents: tuple[DocumentRule, ...]
    fees: tuple[FeeRule, ...]
    fee_checks: tuple[FeeRule, ...]
    purposes: tuple[PurposeRule, ...]
    difficulties: tuple[DifficultyRule, ...]
    steps: tuple[Step, ...]
    hints: tuple[HintRule, ...]

    def question(self, key: str) -> Question:
        """The question of that key. Raises ``KeyError``."""
        for question in self.questions:
            if question.key == key:
                return question
        raise KeyError(key)

    @property
    def title_codes(self) -> tuple[str, ...]:
        """Every title code this service may lead to."""
        return tuple(dict.fromkeys(rule.code for rule in self.purposes))


@dataclass(frozen=True, slots=True)
class OpenNeed:
    """A document that may be needed, and the questions that decide it."""

    need: DocumentNeed
    depends_on: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Checklist:
    """What to bring, as far as the answers tell. Nothing in ``certain`` ever leaves it by answering more."""

    certain: tuple[DocumentNeed, ...]
    depends: tuple[OpenNeed, ...]
    fee: Fee
    hints: tuple[HintRule, ...]
