"""Drafts, cases and what belongs to them. What must hold is a constraint here, or a trigger in migration 0002."""

from amtslotse.casework.models.cases import Applicant, Case, Family, Letter
from amtslotse.casework.models.certificates import Certificate, EffectFinding, Fingerprints
from amtslotse.casework.models.checking import DocumentCheck, DocumentRequest, RequestItem
from amtslotse.casework.models.complaints import Complaint
from amtslotse.casework.models.deciding import Addressee, Decision, Draw, Hearing, Notification, Reversal
from amtslotse.casework.models.documents import Document
from amtslotse.casework.models.drafts import Draft
from amtslotse.casework.models.family import Renewal, Representative, SharedDocument
from amtslotse.casework.models.importing import ImportedCase, ImportedPaper, ImportRun, TeamMove, TeamMoveItem, TeamMoveOrder
from amtslotse.casework.models.inbox import Batch, BatchItem, BatchTodo, SavedFilter
from amtslotse.casework.models.intake import EfaMessage, TypedIn
from amtslotse.casework.models.knowledge import KnowledgeItem, KnowledgeVersion, LegalQuestion
from amtslotse.casework.models.legal import Suit, SuitDeadline
from amtslotse.casework.models.letters import (
    BulkLetter,
    BulkRecipient,
    Delivery,
    LetterPaper,
    LetterTemplate,
    PrintRun,
    TemplateText,
)
from amtslotse.casework.models.messages import Message, TextBlock
from amtslotse.casework.models.opinions import OpinionCase, OpinionRound, SecondOpinion
from amtslotse.casework.models.payments import Charge, Payment, PaymentReference, PaymentRun
from amtslotse.casework.models.records import Leaving, LegalHold, RetentionRun, UploadsGone
from amtslotse.casework.models.reviewing import LegalReview, ReviewPoint, SampledDecision
from amtslotse.casework.models.vignettes import Vignette, VignetteAnswer
from amtslotse.casework.models.waiting import Partner, PartnerOutage, Suspension

__all__ = [
    "Addressee",
    "Applicant",
    "Batch",
    "BatchItem",
    "BatchTodo",
    "BulkLetter",
    "BulkRecipient",
    "Case",
    "Certificate",
    "Charge",
    "Complaint",
    "Decision",
    "Delivery",
    "Document",
    "DocumentCheck",
    "DocumentRequest",
    "Draft",
    "Draw",
    "EfaMessage",
    "EffectFinding",
    "Family",
    "Fingerprints",
    "Hearing",
    "ImportRun",
    "ImportedCase",
    "ImportedPaper",
    "KnowledgeItem",
    "KnowledgeVersion",
    "Leaving",
    "LegalHold",
    "LegalQuestion",
    "LegalReview",
    "Letter",
    "LetterPaper",
    "LetterTemplate",
    "Message",
    "Notification",
    "OpinionCase",
    "OpinionRound",
    "Partner",
    "PartnerOutage",
    "Payment",
    "PaymentReference",
    "PaymentRun",
    "PrintRun",
    "Renewal",
    "Representative",
    "RequestItem",
    "RetentionRun",
    "Reversal",
    "ReviewPoint",
    "SampledDecision",
    "SavedFilter",
    "SecondOpinion",
    "SharedDocument",
    "Suit",
    "SuitDeadline",
    "Suspension",
    "TeamMove",
    "TeamMoveItem",
    "TeamMoveOrder",
    "TemplateText",
    "TextBlock",
    "TypedIn",
    "UploadsGone",
    "Vignette",
    "VignetteAnswer",
]
