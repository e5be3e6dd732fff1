"""Drafts, cases and what belongs to them. What must hold is a constraint here, or a trigger in migration 0002."""

from amtslotse.casework.models.cases import Applicant, Case, Family, Letter
from amtslotse.casework.models.checking import DocumentCheck, DocumentRequest, RequestItem
from amtslotse.casework.models.deciding import Decision
from amtslotse.casework.models.documents import Document
from amtslotse.casework.models.drafts import Draft

__all__ = [
    "Applicant",
    "Case",
    "Decision",
    "Document",
    "DocumentCheck",
    "DocumentRequest",
    "Draft",
    "Family",
    "Letter",
    "RequestItem",
]
