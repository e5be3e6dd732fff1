"""Letters and receipts as accessible PDF (PDF/UA-1): German and the person's language side by side.

Knows no case and no database: the data comes in (``documents``), bytes go out (``render``).
"""

from amtslotse.engines.paper.render import PaperError, render, write_day
from amtslotse.engines.paper.sentences import checked_by, languages
from amtslotse.engines.paper.slips import handover_paper, ticket_paper

__all__ = ["PaperError", "checked_by", "handover_paper", "languages", "render", "ticket_paper", "write_day"]
