"""What a case costs, what was paid, and what a file of the cashier's office would do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import F, Sum

from amtslotse.accounts.rules import may, require
from amtslotse.casework.models import Case, Charge, Payment, PaymentReference, PaymentRun
from amtslotse.casework.queries import reading
from amtslotse.casework.rules import states
from amtslotse.casework.rules.filing import local_day
from amtslotse.casework.rules.payments import Account
from amtslotse.catalogue.rules import Entry, Payer, Price, Text, fee, price, tariff
from amtslotse.kernel import codes
from amtslotse.kernel.actor import Actor
from amtslotse.kernel.birthdate import BirthDate
from amtslotse.kernel.errors import NotFound
from amtslotse.offices.queries import OfficeView, office

_ADULT = 18
_CARD_AGE = 24
#: § 47 Abs. 1 Nr. 8 AufenthV.
CERTIFICATE = "47-1-8"
#: As a German identity card costs: the office sets the sum, domain.md has none.
LIKE_AN_IDENTITY_CARD = "47-3"
#: Charged through a certificate, or no fee of its own.
_NOT_ALONE = (CERTIFICATE, "45b")


@dataclass(frozen=True, slots=True)
class FeeProposal:
    """A fee that may be set for the case. ``amount`` is certain or ``None``: then a person names it, perhaps in a range.

    ``options``: the sums the answers leave open. ``charged``: it is set already.
    """

    key: str
    part: str
    what: Text
    paragraph: str
    amount: Decimal | None
    at_least: Decimal | None = None
    at_most: Decimal | None = None
    options: tuple[Decimal, ...] = ()
    half: bool = False
    tariff: str = ""
    certificate: UUID | None = None
    charged: bool = False


@dataclass(frozen=True, slots=True)
class ChargeView:
    """A fee that was set."""

    id: UUID
    part: str
    what: Text
    paragraph: str
    amount: Decimal
    note: str
    due_on: date
    dropped_at: datetime | None
    dropped_for: str
    dropped_note: str
    tick: UUID | None  # the living note that it was paid
    is_late: bool


@dataclass(frozen=True, slots=True)
class PaymentView:
    id: UUID
    way: str
    amount: Decimal
    paid_on: date
    undone_at: datetime | None


@dataclass(frozen=True, slots=True)
class FeesView:
    """The fees of a case: what is set, what came, and what is open. ``reference``: empty before the first charge."""

    reference: str
    account: Account
    charges: tuple[ChargeView, ...]
    payments: tuple[PaymentView, ...]


def case_fees(*, actor: Actor, case: UUID, now: datetime) -> FeesView:
    """The fees of a case. Raises ``NotFound`` also where the reader has no right to them. Three queries."""
    row = _seen(actor, case)
    return fees_of(row.pk, now=now)


def fees_of(case: UUID, *, now: datetime) -> FeesView:
    """As ``case_fees``, for somebody who may see them. Two queries."""
    made = F("case__payment_reference__reference")  # by the first charge
    charges = list(Charge.objects.filter(case=case).annotate(reference=made).order_by("charged_at", "pk"))
    payments = list(Payment.objects.filter(case=case).order_by("recorded_at", "pk"))
    living = [each for each in payments if each.undone_at is None]
    account = Account(
        charged=sum((each.amount for each in charges if each.dropped_at is None), Decimal(0)),
        paid=sum((each.amount for each in living), Decimal(0)),
    )
    ticks = {each.charge_id: each.pk for each in living if each.charge_id}
    today = local_day(now)
    return FeesView(
        reference=charges[0].reference if charges else "",
        account=account,
        charges=tuple(_charge(each, ticks.get(each.pk), late=bool(account.open) and each.due_on < today) for each in charges),
        payments=tuple(PaymentView(each.pk, each.way, each.amount, each.paid_on, each.undone_at) for each in payments),
    )


def may_charge(*, actor: Actor, case: UUID, on: date, sticker: bool = False) -> tuple[FeeProposal, ...]:
    """What may be charged to the case, most likely first. Raises ``NotFound`` also where the reader has no right to it."""
    return proposals(_seen(actor, case), on=on, sticker=sticker)


def proposals(row: Case, *, on: date, sticker: bool = False) -> tuple[FeeProposal, ...]:
    """The service's own fee, one for each certificate, then the whole tariff, priced for this person on this day."""
    payer, here = payer_of(row, on=on), office()
    charged = [each for each in row.charges.all() if each.dropped_at is None]
    own = _application(row, {each.part for each in charged})
    billed = {each.certificate_id for each in charged}
    certificates = [
        _priced(
            f"certificate:{each.pk}",
            "certificate",
            tariff()[CERTIFICATE],
            price(CERTIFICATE, on=each.issued_on, payer=payer_of(row, on=each.issued_on)),
            certificate=each.pk,
            charged=each.pk in billed,
        )
        for each in row.certificates.order_by("number")
    ]
    others = [
        _priced(f"tariff:{entry.key}", "other", entry, _price(row, entry, payer, here, on=on, sticker=sticker))
        for entry in tariff().values()
        if entry.key not in _NOT_ALONE
    ]
    return (*own, *certificates, *others)


def payer_of(row: Case, *, on: date) -> Payer:
    """What the answers say about halves and exemptions (§§ 50 to 53 AufenthV)."""
    answers = reading.all_answers(row)
    return Payer(
        minor=_age(row, on) < _ADULT,
        protection=answers.get("decision", "") if row.purpose.startswith("HUM_25") else "",
        nationality=row.applicant.nationality,
        scholarship=answers.get("livelihood") == "scholarship",
    )


def _age(row: Case, on: date) -> int:
    who = row.applicant
    return BirthDate(who.birth_year, who.birth_month, who.birth_day).youngest_age(on)


def _price(row: Case, entry: Entry, payer: Payer, here: OfficeView, *, on: date, sticker: bool) -> Price:
    if entry.key == LIKE_AN_IDENTITY_CARD:
        cents = here.number("identity_card_cents" if _age(row, on) >= _CARD_AGE else "identity_card_cents_under_24")
        if cents:
            return Price(Decimal(cents) / 100, entry.paragraph)
    return price(entry.key, on=on, payer=payer, sticker=sticker and entry.group == "title")


_OWN = Text({"de": "Antrag", "en": "Application", "ar": "الطلب"})
_REST = Text(
    {
        "de": "Rest der Gebühr nach der Erteilung",
        "en": "Rest of the fee after the grant",
        "ar": "بقية الرسوم بعد المنح",
    }
)


def _application(row: Case, parts: set[str]) -> list[FeeProposal]:
    """The fee of the service the case was filed under: what § 49 AufenthV makes due at once, and once granted the rest."""
    on = local_day(row.received_at)
    found = fee(reading.procedure_of(row), reading.all_answers(row), on=on)
    due = found.due_at_application
    first = FeeProposal(
        "application",
        "application",
        _OWN,
        found.paragraph if due in (None, found.amount) else f"{found.paragraph}, § 49 AufenthV",
        due,
        options=found.possible,
        half=found.half,
        charged="application" in parts,
    )
    if found.amount is None or due is None or due == found.amount or row.decision is None:
        return [first]
    if not row.decision.outcome.startswith("grant"):
        return [first]
    rest = FeeProposal("rest", "rest", _REST, found.paragraph, found.amount - due, half=found.half, charged="rest" in parts)
    return [first, rest]


def _priced(
    key: str, part: str, entry: Entry, cost: Price, *, certificate: UUID | None = None, charged: bool = False
) -> FeeProposal:
    return FeeProposal(
        key=key,
        part=part,
        what=entry.what,
        paragraph=cost.paragraph,
        amount=cost.amount,
        at_least=cost.at_least,
        at_most=cost.at_most,
        half=cost.half,
        tariff=entry.key,
        certificate=certificate,
        charged=charged,
    )


def _charge(row: Charge, tick: UUID | None, *, late: bool) -> ChargeView:
    entry = tariff().get(row.tariff)
    return ChargeView(
        id=row.pk,
        part=row.part,
        what=entry.what if entry else _REST if row.part == "rest" else _OWN,
        paragraph=row.paragraph,
        amount=row.amount,
        note=row.note,
        due_on=row.due_on,
        dropped_at=row.dropped_at,
        dropped_for=row.dropped_for,
        dropped_note=row.dropped_note,
        tick=tick,
        is_late=late and row.dropped_at is None and tick is None,
    )


def _seen(actor: Actor, case: UUID) -> Case:
    row = Case.objects.select_related("applicant", "decision").filter(pk=case).first()
    if row is None or not actor.is_staff or not may(actor, "casework.fees", team=row.team):
        raise NotFound(f"case {case}")
    return row


def charge_of(*, actor: Actor, charge: UUID) -> tuple[UUID, ChargeView]:
    """A charge with its case. Raises ``NotFound`` also where the reader has no right to it."""
    row = Charge.objects.select_related("case").filter(pk=charge).first()
    if row is None or not states.is_possible("charge", row.case.status) or not may(actor, "casework.fees", team=row.case.team):
        raise NotFound(f"charge {charge}")
    return row.case_id, _charge(row, None, late=False)


def payment_of(*, actor: Actor, payment: UUID) -> UUID:
    """The case of a payment. Raises ``NotFound`` also where the reader has no right to it."""
    row = Payment.objects.select_related("case").filter(pk=payment).first()
    if row is None or not may(actor, "casework.fees", team=row.case.team):
        raise NotFound(f"payment {payment}")
    return row.case_id


# ---- Files of the cashier's office ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PaymentRunLine:
    """A line and what became or becomes of it: new, booked, undone, unknown, or the fault it has (reference, amount, day)."""

    number: int
    reference: str
    file_number: str
    amount: Decimal | None
    paid_on: date | None
    verdict: str


@dataclass(frozen=True, slots=True)
class PaymentRunView:
    id: UUID
    name: str
    read_at: datetime
    booked_at: datetime | None
    encoding: str
    delimiter: str
    columns: dict[str, str]
    lines: tuple[PaymentRunLine, ...]

    def count(self, verdict: str) -> int:
        """How many lines of the verdict there are."""
        return sum(line.verdict == verdict for line in self.lines)


@dataclass(frozen=True, slots=True)
class PaymentRunRow:
    """A file in the list of files. ``total``: what was booked from it and not undone."""

    id: UUID
    name: str
    read_at: datetime
    booked_at: datetime | None
    lines: int
    total: Decimal


def payment_runs(*, actor: Actor) -> tuple[PaymentRunRow, ...]:
    """The newest files of the cashier's office. Two queries. Raises ``NotAllowed``."""
    require(actor, "casework.payments")
    runs = list(PaymentRun.objects.order_by("-read_at")[:50])
    sums = dict(
        Payment.objects.filter(run__in=runs, undone_at=None).values_list("run").annotate(total=Sum("amount")).order_by()
    )
    return tuple(
        PaymentRunRow(each.pk, each.name, each.read_at, each.booked_at, len(each.lines), sums.get(each.pk, Decimal(0)))
        for each in runs
    )


def payment_run(*, actor: Actor, run: UUID) -> PaymentRunView:
    """A file with what was understood and what becomes of each line. Three queries. Raises ``NotAllowed``, ``NotFound``."""
    require(actor, "casework.payments")
    row = PaymentRun.objects.filter(pk=run).first()
    if row is None:
        raise NotFound(f"run {run}")
    references = {line["reference"] for line in row.lines if line["reference"]}
    numbers = dict(PaymentReference.objects.filter(reference__in=references).values_list("reference", "case__file_number"))
    keys = [line["key"] for line in row.lines if not line["fault"]]
    booked = dict(Payment.objects.filter(key__in=keys).values_list("key", "undone_at"))
    return PaymentRunView(
        id=row.pk,
        name=row.name,
        read_at=row.read_at,
        booked_at=row.booked_at,
        encoding=row.understood["encoding"],
        delimiter=row.understood["delimiter"],
        columns=row.understood["columns"],
        lines=tuple(_line(each, numbers, booked) for each in row.lines),
    )


def _line(line: dict[str, str], numbers: dict[str, str], booked: dict[str, datetime | None]) -> PaymentRunLine:
    if line["fault"]:
        verdict = line["fault"]
    elif line["key"] in booked:
        verdict = "undone" if booked[line["key"]] else "booked"
    else:
        verdict = "new" if line["reference"] in numbers else "unknown"
    number = numbers.get(line["reference"], "")
    return PaymentRunLine(
        number=int(line["number"]),
        reference=line["reference"],
        file_number=codes.spoken(number) if number else "",
        amount=Decimal(line["amount"]) if line["amount"] else None,
        paid_on=date.fromisoformat(line["day"]) if line["day"] else None,
        verdict=verdict,
    )
