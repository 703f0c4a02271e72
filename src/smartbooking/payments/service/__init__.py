"""The verbs of payments.

Order of every act at a provider: the row that names the call is committed, then the call is made outside any
transaction, then a second short transaction stores what the provider said (`settle`).
"""

from smartbooking.payments.service.attempts import cancel_intent, capture_intent, run_attempt
from smartbooking.payments.service.balance import refundable
from smartbooking.payments.service.cards import refuse_card_numbers
from smartbooking.payments.service.inbox import apply_message, receive_webhook
from smartbooking.payments.service.intents import (
    get_payment,
    open_intent,
    outcome_of,
    payment_status,
    prepare_attempt,
)
from smartbooking.payments.service.polling import poll_attempt, poll_open, poll_refund, reconcile
from smartbooking.payments.service.refunds import (
    record_desk_refund,
    refund_everything,
    request_refund,
    run_refund,
)
from smartbooking.payments.service.registry import install_gateways, methods, resolve_method

__all__ = [
    "apply_message",
    "cancel_intent",
    "capture_intent",
    "get_payment",
    "install_gateways",
    "methods",
    "open_intent",
    "outcome_of",
    "payment_status",
    "poll_attempt",
    "poll_open",
    "poll_refund",
    "prepare_attempt",
    "receive_webhook",
    "reconcile",
    "record_desk_refund",
    "refund_everything",
    "refundable",
    "refuse_card_numbers",
    "request_refund",
    "resolve_method",
    "run_attempt",
    "run_refund",
]
