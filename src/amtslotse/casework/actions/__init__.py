"""Everything that changes a draft or a case: lock, ask the rules, write, journal, tell; in one transaction."""

from amtslotse.casework.actions.access import NewCode, enter_status, identify, replace_code
from amtslotse.casework.actions.blocks import (
    ChangedMeanwhile,
    check_block,
    retire_block,
    ship_blocks,
    write_block,
)
from amtslotse.casework.actions.card import card_arrived, order_card
from amtslotse.casework.actions.clearing import (
    DeadlineRuns,
    NotComplete,
    NothingMissing,
    confirm_complete,
    end_request,
    mark,
    open_check,
    pass_on,
    request_documents,
)
from amtslotse.casework.actions.deciding import draft_decision, release_decision, return_decision
from amtslotse.casework.actions.drafts import Started, answer, attach, discard, remove, resume, start_draft
from amtslotse.casework.actions.filing import Conflict, NotFinished, file
from amtslotse.casework.actions.handing_in import add_document, hand_in, take_back_document, withdraw
from amtslotse.casework.actions.messages import (
    AlreadyAsked,
    AlreadyOver,
    answer_message,
    ask,
    attach_to_message,
    file_message,
    join_message,
    place_message,
    put_attachment,
    receive_message,
    sort_message,
)
from amtslotse.casework.actions.partners import begin_outage, end_outage, keep_partner, load_partners
from amtslotse.casework.actions.settling import settle
from amtslotse.casework.actions.team import hand_over, reroute, take
from amtslotse.casework.actions.waiting import stop_waiting, suspend

__all__ = [
    "AlreadyAsked",
    "AlreadyOver",
    "ChangedMeanwhile",
    "Conflict",
    "DeadlineRuns",
    "NewCode",
    "NotComplete",
    "NotFinished",
    "NothingMissing",
    "Started",
    "add_document",
    "answer",
    "answer_message",
    "ask",
    "attach",
    "attach_to_message",
    "begin_outage",
    "card_arrived",
    "check_block",
    "confirm_complete",
    "discard",
    "draft_decision",
    "end_outage",
    "end_request",
    "enter_status",
    "file",
    "file_message",
    "hand_in",
    "hand_over",
    "identify",
    "join_message",
    "keep_partner",
    "load_partners",
    "mark",
    "open_check",
    "order_card",
    "pass_on",
    "place_message",
    "put_attachment",
    "receive_message",
    "release_decision",
    "remove",
    "replace_code",
    "request_documents",
    "reroute",
    "resume",
    "retire_block",
    "return_decision",
    "settle",
    "ship_blocks",
    "sort_message",
    "start_draft",
    "stop_waiting",
    "suspend",
    "take",
    "take_back_document",
    "withdraw",
    "write_block",
]
