"""Everything that changes a draft or a case: lock, ask the rules, write, journal, tell; in one transaction."""

from amtslotse.casework.actions.access import NewCode, enter_status, identify, replace_code
from amtslotse.casework.actions.batches import Done, act_on_many, order_batch, run_batch, undo
from amtslotse.casework.actions.blocks import (
    ChangedMeanwhile,
    check_block,
    retire_block,
    ship_blocks,
    write_block,
)
from amtslotse.casework.actions.bulk import Changed, prepare_bulk, recall_bulk
from amtslotse.casework.actions.card import card_arrived, order_card
from amtslotse.casework.actions.certificates import (
    NotCertifiable,
    ask_fingerprints,
    find_effect,
    fingerprints_taken,
    issue_certificate,
)
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
from amtslotse.casework.actions.complaints import answer_complaint, record_complaint
from amtslotse.casework.actions.contact import change_contact
from amtslotse.casework.actions.deciding import Signed, draft_decision, release_decision, return_decision, sign_decision
from amtslotse.casework.actions.drafts import Started, answer, attach, discard, remove, resume, start_draft
from amtslotse.casework.actions.efa import (
    EfaTaken,
    SentAgainChanged,
    take_in_efa,
)
from amtslotse.casework.actions.family import add_person, file_family, share_document, unshare_document
from amtslotse.casework.actions.fees import (
    AlreadyCharged,
    Booked,
    book_payments,
    charge,
    drop_charge,
    read_payments,
    tick_paid,
    undo_payment,
)
from amtslotse.casework.actions.filing import Conflict, NotFinished, file
from amtslotse.casework.actions.filters import drop_filter, keep_filter
from amtslotse.casework.actions.folder import make_folder
from amtslotse.casework.actions.handing_in import add_document, hand_in, take_back_document, withdraw
from amtslotse.casework.actions.hearing import note_statement, write_hearing
from amtslotse.casework.actions.importing import NotNow, drop_import, import_cases, map_import, start_import, take_import_file
from amtslotse.casework.actions.knowledge import answer_legal, ask_legal, keep_knowledge
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
from amtslotse.casework.actions.moving import move_team, order_move, run_move
from amtslotse.casework.actions.notifying import Notified, record_notification, record_reversal
from amtslotse.casework.actions.opinions import draw_opinions, give_opinion
from amtslotse.casework.actions.partners import begin_outage, end_outage, keep_partner, load_partners
from amtslotse.casework.actions.printing import NothingToPrint, hand_to_post, print_letters, try_again
from amtslotse.casework.actions.records import hold, lift_hold, retain
from amtslotse.casework.actions.renewing import invite, note_title_end, start_renewal
from amtslotse.casework.actions.representing import (
    Paper,
    Person,
    add_representative,
    confirm_representative,
    dismiss_representative,
    end_representative,
    name_representative,
    note_consent,
)
from amtslotse.casework.actions.reviewing import Verdict, answer_findings, draw_review, review_sampled
from amtslotse.casework.actions.sending import TooLate, note_delivered, note_returned, recall, send_by_post, settle_return
from amtslotse.casework.actions.settling import settle
from amtslotse.casework.actions.steering import override_urgency, set_deputy
from amtslotse.casework.actions.suits import end_suit, keep_suit, meet_deadline
from amtslotse.casework.actions.team import SkillNeeded, hand_over, reroute, take
from amtslotse.casework.actions.triaging import ask_to_rehome, rehome
from amtslotse.casework.actions.typing_in import (
    attach_typed,
    discard_typed,
    file_typed,
    remove_typed,
    start_typed,
    type_answers,
)
from amtslotse.casework.actions.vignettes import answer_vignette, close_vignette, keep_vignette, open_vignette
from amtslotse.casework.actions.waiting import stop_waiting, suspend
from amtslotse.casework.actions.writing import (
    check_translation,
    draft_template,
    release_template,
    translate_template,
    write_notice,
)

__all__ = [
    "AlreadyAsked",
    "AlreadyCharged",
    "AlreadyOver",
    "Booked",
    "Changed",
    "ChangedMeanwhile",
    "Conflict",
    "DeadlineRuns",
    "Done",
    "EfaTaken",
    "NewCode",
    "NotCertifiable",
    "NotComplete",
    "NotFinished",
    "NotNow",
    "NothingMissing",
    "NothingToPrint",
    "Notified",
    "Paper",
    "Person",
    "SentAgainChanged",
    "Signed",
    "SkillNeeded",
    "Started",
    "TooLate",
    "Verdict",
    "act_on_many",
    "add_document",
    "add_person",
    "add_representative",
    "answer",
    "answer_complaint",
    "answer_findings",
    "answer_legal",
    "answer_message",
    "answer_vignette",
    "ask",
    "ask_fingerprints",
    "ask_legal",
    "ask_to_rehome",
    "attach",
    "attach_to_message",
    "attach_typed",
    "begin_outage",
    "book_payments",
    "card_arrived",
    "change_contact",
    "charge",
    "check_block",
    "check_translation",
    "close_vignette",
    "confirm_complete",
    "confirm_representative",
    "discard",
    "discard_typed",
    "dismiss_representative",
    "draft_decision",
    "draft_template",
    "draw_opinions",
    "draw_review",
    "drop_charge",
    "drop_filter",
    "drop_import",
    "end_outage",
    "end_representative",
    "end_request",
    "end_suit",
    "enter_status",
    "file",
    "file_family",
    "file_message",
    "file_typed",
    "find_effect",
    "fingerprints_taken",
    "give_opinion",
    "hand_in",
    "hand_over",
    "hand_to_post",
    "hold",
    "identify",
    "import_cases",
    "invite",
    "issue_certificate",
    "join_message",
    "keep_filter",
    "keep_knowledge",
    "keep_partner",
    "keep_suit",
    "keep_vignette",
    "lift_hold",
    "load_partners",
    "make_folder",
    "map_import",
    "mark",
    "meet_deadline",
    "move_team",
    "name_representative",
    "note_consent",
    "note_delivered",
    "note_returned",
    "note_statement",
    "note_title_end",
    "open_check",
    "open_vignette",
    "order_batch",
    "order_card",
    "order_move",
    "override_urgency",
    "pass_on",
    "place_message",
    "prepare_bulk",
    "print_letters",
    "put_attachment",
    "read_payments",
    "recall",
    "recall_bulk",
    "receive_message",
    "record_complaint",
    "record_notification",
    "record_reversal",
    "rehome",
    "release_decision",
    "release_template",
    "remove",
    "remove_typed",
    "replace_code",
    "request_documents",
    "reroute",
    "resume",
    "retain",
    "retire_block",
    "return_decision",
    "review_sampled",
    "run_batch",
    "run_move",
    "send_by_post",
    "set_deputy",
    "settle",
    "settle_return",
    "share_document",
    "ship_blocks",
    "sign_decision",
    "sort_message",
    "start_draft",
    "start_import",
    "start_renewal",
    "start_typed",
    "stop_waiting",
    "suspend",
    "take",
    "take_back_document",
    "take_import_file",
    "take_in_efa",
    "tick_paid",
    "translate_template",
    "try_again",
    "type_answers",
    "undo",
    "undo_payment",
    "unshare_document",
    "withdraw",
    "write_block",
    "write_hearing",
    "write_notice",
]
