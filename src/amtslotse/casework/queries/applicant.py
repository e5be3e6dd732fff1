"""What the applicant reads with her access. A dead access (code replaced) raises ``NotFound``."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from amtslotse.casework.models import Case, keys
from amtslotse.casework.queries import reading
from amtslotse.casework.queries.views import Download, Proof, ReceiptView, RequestView, StatusView, StepView
from amtslotse.casework.rules import states, steps
from amtslotse.casework.rules.access import Access
from amtslotse.casework.rules.filing import local_day
from amtslotse.casework.rules.letters import channel_of
from amtslotse.catalogue.rules import fee, required_documents, unmet
from amtslotse.kernel import codes
from amtslotse.kernel.errors import NotFound


def receipt(*, access: Access, language: str) -> ReceiptView:
    """The receipt, with what was filed then, not what was added later. Raises ``NotFound``, also for a case that was taken
    over: whoever received it has confirmed that."""
    case = hers(access)
    if case.source == "import":
        raise NotFound(f"receipt of case {case.pk}")
    procedure = reading.procedure_of(case)
    on, answers = local_day(case.received_at), reading.all_answers(case)
    needs = required_documents(procedure, answers, on=on)
    own = [row for row in case.documents.order_by("created_at", "pk") if row.handed_in_at == case.received_at]
    sent = reading.with_shared(reading.by_need(own), case)
    lacking = {need.key for group in unmet(needs, set(sent)) for need in group}
    return ReceiptView(
        case=case.pk,
        file_number=codes.spoken(case.file_number),
        code=codes.spoken(keys.case_code(case.pk, case.code_version)),
        received_at=case.received_at,
        service=case.service,
        title=procedure.title(language),
        title_de=procedure.title("de"),
        family_name=case.applicant.family_name,
        given_names=case.applicant.given_names,
        answers=reading.answers_of(procedure, answers, on=on, language=language),
        documents=tuple(each for uploads in sent.values() for each in uploads),
        missing=reading.needs_view([need for need in needs if need.key in lacking], {}, {}, language),
        effect=reading.effect_view(case, procedure, language),
        proof_token=case.proof_token,
        fee=fee(procedure, answers, on=on),
        channel=channel_of("receipt", source=case.source, has_email=bool(case.applicant.email)),
    )


def receipt_paper(*, access: Access) -> Download:
    """The receipt as PDF/UA-1: a sheet to show and a sheet to keep, German beside the language of the case.

    Raises ``NotFound`` as ``receipt``.
    """
    case = hers(access)
    row = case.letters.filter(kind="receipt").first()
    if row is None:
        raise NotFound(f"receipt of case {case.pk}")
    return reading.print_letter(row, case)


def verify_receipt(*, token: str) -> Proof | None:
    """The day of receipt when the token stands on a genuine receipt, else ``None``. Says nothing about person or matter."""
    typed = codes.normalise(token)
    received_at = Case.objects.filter(proof_token=typed).values_list("received_at", flat=True).first() if typed else None
    return Proof(local_day(received_at)) if received_at else None


def status(*, access: Access, language: str, now: datetime) -> StatusView:
    """The eight public steps, whose turn it is and since when, and what she can do: computed from the journal."""
    case = hers(access)
    marks = reading.marks(reading.history(case.pk))
    request = _open_request(case, language, now)
    asked = request is not None
    shown = steps.public(
        case.status, marks, taken=case.owner_id is not None, asked=asked, complete=case.complete_since is not None
    )
    line = tuple(StepView(step.key, step.state, step.at) for step in shown)
    turn = steps.public_turn(marks)
    procedure = reading.procedure_of(case)
    return StatusView(
        case=case.pk,
        file_number=codes.spoken(case.file_number),
        service=case.service,
        title=procedure.title(language),
        received_at=case.received_at,
        complete_since=case.complete_since,
        steps=line,
        now=next(step for step in line if step.state == "now"),
        turn=turn.who,
        since=turn.since,
        can_do=steps.can_do(case.status, asked=asked),
        request=request,
        letters=tuple(reading.letter_view(row) for row in case.letters.order_by("-created_at")),
        decided=case.status in ("decided", "closed"),
        withdrawn=case.status == "withdrawn",
        has_receipt=case.source != "import",
        card_ready=case.status == "decided" and case.card_arrived_at is not None,
    )


def letter(*, access: Access, letter: UUID) -> Download:
    """One of her letters as PDF. Raises ``NotFound`` when it is not of this case."""
    case = hers(access)
    row = case.letters.filter(pk=letter).first()
    if row is None:
        raise NotFound(f"letter {letter}")
    return reading.print_letter(row, case)


def hers(access: Access) -> Case:
    """Her case with its person. Raises ``NotFound`` for a dead access."""
    case = Case.objects.select_related("applicant").filter(pk=access.case, code_version=access.code_version).first()
    if case is None:
        raise NotFound(f"case {access.case}")
    return case


def _open_request(case: Case, language: str, now: datetime) -> RequestView | None:
    if not states.is_possible("hand_in", case.status):
        return None
    row = case.requests.filter(fulfilled_at=None).prefetch_related("items").first()
    if row is None:
        return None
    on = local_day(case.received_at)
    needs = {need.key: need for need in required_documents(reading.procedure_of(case), reading.all_answers(case), on=on)}
    added = reading.by_need(case.documents.filter(handed_in_at=None), can_remove=True)
    return reading.request_view(row, needs, added, language=language, now=now)
