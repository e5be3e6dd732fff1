"""Everything that changes a draft or a case: lock, ask the rules, write, journal, tell; in one transaction."""

from amtslotse.casework.actions.access import NewCode, enter_status, identify, replace_code
from amtslotse.casework.actions.blocks import (
    ChangedMeanwhile,
    check_block,
    retire_block,
    ship_blocks,
    write_block,
)
from amtslotse.casework.actions.clearing import (
    NotComplete,
    NothingMissing,
    confirm_complete,
    mark,
    open_check,
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
from amtslotse.casework.actions.team import hand_over, reroute, take

__all__ = [
    "AlreadyAsked",
    "AlreadyOver",
    "ChangedMeanwhile",
    "Conflict",
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
    "check_block",
    "confirm_complete",
    "discard",
    "draft_decision",
    "enter_status",
    "file",
    "file_message",
    "hand_in",
    "hand_over",
    "identify",
    "join_message",
    "mark",
    "open_check",
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
    "ship_blocks",
    "sort_message",
    "start_draft",
    "take",
    "take_back_document",
    "withdraw",
    "write_block",
]
