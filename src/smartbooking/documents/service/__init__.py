"""The verbs of papers."""

from smartbooking.documents.service.fiscal import (
    finish_by_hand,
    install_recorder,
    list_fiscal,
    record_movement,
    send_due,
    send_receipt,
    try_again,
)
from smartbooking.documents.service.issuing import (
    erase_buyers,
    find_documents,
    get_document,
    issue_credit_note,
    issue_invoice,
    issue_receipt,
    papers_of_booking,
)
from smartbooking.documents.service.sellers import put_seller, seller_of

__all__ = [
    "erase_buyers",
    "find_documents",
    "finish_by_hand",
    "get_document",
    "install_recorder",
    "issue_credit_note",
    "issue_invoice",
    "issue_receipt",
    "list_fiscal",
    "papers_of_booking",
    "put_seller",
    "record_movement",
    "seller_of",
    "send_due",
    "send_receipt",
    "try_again",
]
