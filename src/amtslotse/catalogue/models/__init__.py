"""Published versions, and the drafts that become one. No personal data but the numbers of staff who wrote and released."""

from amtslotse.catalogue.models.drafts import ProcedureDraft, ProcedureTest
from amtslotse.catalogue.models.published import ReportTableVersion, ServiceVersion

__all__ = ["ProcedureDraft", "ProcedureTest", "ReportTableVersion", "ServiceVersion"]
