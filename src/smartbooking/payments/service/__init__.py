"""The verbs of payments.

Order of every act at a provider: the row that names the call is committed, then the call is made outside any
transaction, then a second short transaction stores what the provider said (`settle`).
"""

from smartbooking.payments.service.at_once import ask_now, refund_by_manager, verify_return
from smartbooking.payments.service.attempts import cancel_intent, capture_intent, run_attempt
from smartbooking.payments.service.balance import refundable
from smartbooking.payments.service.by_hand import (
    add_proof,
    by_hand,
    confirm_by_hand,
    find_proof,
    instructions_of,
    intent_amount,
    record_hand_refund,
    refunds_by_hand,
    reject_by_hand,
    waiting,
)
from smartbooking.payments.service.calling import answer_call
from smartbooking.payments.service.card_holds import charge_hold, hold_of, release_holds
from smartbooking.payments.service.card_prints import cards_seen, forget_prints
from smartbooking.payments.service.cards import refuse_card_numbers
from smartbooking.payments.service.cases import payment_cases, resolve_case, void_quarantined
from smartbooking.payments.service.desk_money import (
    paid_with_value,
    record_desk_payment,
    record_value_payment,
    stop_open_payments,
)
from smartbooking.payments.service.inbox import apply_message, keep_hints, receive_webhook
from smartbooking.payments.service.incoming import (
    begin_transaction,
    find_payable,
    find_payable_of_attempt,
    give_up,
    receive_money,
    tell_unknown_account,
)
from smartbooking.payments.service.intents import (
    demanded_bank_check,
    get_payment,
    given_up,
    method_of,
    open_intent,
    outcome_of,
    payment_status,
    prepare_attempt,
)
from smartbooking.payments.service.polling import poll_attempt, poll_open, poll_refund, reconcile
from smartbooking.payments.service.purse import (
    leave_page,
    leave_pages,
    left_of_bookings,
    plan_refund,
    purse_of,
    refund_booking,
    unfinished_intents,
    waiting_attempt,
)
from smartbooking.payments.service.refunds import (
    record_desk_refund,
    record_refund_by_provider,
    refund_everything,
    request_refund,
    run_refund,
)
from smartbooking.payments.service.registry import (
    can_demand_bank_check,
    hold_lasts,
    install_desk,
    install_gateways,
    kind_of,
    methods,
    resolve_method,
)
from smartbooking.payments.service.saved_cards import (
    NO_WISH,
    CardWish,
    account_changed,
    card_wish,
    forget_at_provider,
    forget_card,
    forget_due,
    install_signer,
    print_of,
    saved_cards,
)
from smartbooking.payments.service.sold import paid_attempt
from smartbooking.payments.service.statements import StatementLine, import_statement
from smartbooking.payments.service.terms import all_terms, offered_methods, set_terms, terms_for, time_to_pay
from smartbooking.payments.service.transactions import (
    calls_between,
    find_transaction,
    finish_transaction,
    lock_payment,
    open_transaction_of,
)

__all__ = [
    "NO_WISH",
    "CardWish",
    "StatementLine",
    "account_changed",
    "add_proof",
    "all_terms",
    "answer_call",
    "apply_message",
    "ask_now",
    "begin_transaction",
    "by_hand",
    "calls_between",
    "can_demand_bank_check",
    "cancel_intent",
    "capture_intent",
    "card_wish",
    "cards_seen",
    "charge_hold",
    "confirm_by_hand",
    "demanded_bank_check",
    "find_payable",
    "find_payable_of_attempt",
    "find_proof",
    "find_transaction",
    "finish_transaction",
    "forget_at_provider",
    "forget_card",
    "forget_due",
    "forget_prints",
    "get_payment",
    "give_up",
    "given_up",
    "hold_lasts",
    "hold_of",
    "import_statement",
    "install_desk",
    "install_gateways",
    "install_signer",
    "instructions_of",
    "intent_amount",
    "keep_hints",
    "kind_of",
    "leave_page",
    "leave_pages",
    "left_of_bookings",
    "lock_payment",
    "method_of",
    "methods",
    "offered_methods",
    "open_intent",
    "open_transaction_of",
    "outcome_of",
    "paid_attempt",
    "paid_with_value",
    "payment_cases",
    "payment_status",
    "plan_refund",
    "poll_attempt",
    "poll_open",
    "poll_refund",
    "prepare_attempt",
    "print_of",
    "purse_of",
    "receive_money",
    "receive_webhook",
    "reconcile",
    "record_desk_payment",
    "record_desk_refund",
    "record_hand_refund",
    "record_refund_by_provider",
    "record_value_payment",
    "refund_booking",
    "refund_by_manager",
    "refund_everything",
    "refundable",
    "refunds_by_hand",
    "refuse_card_numbers",
    "reject_by_hand",
    "release_holds",
    "request_refund",
    "resolve_case",
    "resolve_method",
    "run_attempt",
    "run_refund",
    "saved_cards",
    "set_terms",
    "stop_open_payments",
    "tell_unknown_account",
    "terms_for",
    "time_to_pay",
    "unfinished_intents",
    "verify_return",
    "void_quarantined",
    "waiting",
    "waiting_attempt",
]
