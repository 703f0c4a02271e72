"""All SQL of papers."""

from smartbooking.documents.repository.fiscal import (
    add_fiscal,
    claim_fiscal,
    fiscal_of_booking,
    fiscal_of_cause,
    get_fiscal,
    list_fiscal,
    lock_fiscal,
    update_fiscal,
)
from smartbooking.documents.repository.papers import (
    add_document,
    by_cause,
    erase_buyers,
    find_documents,
    get_document,
    lock_numbers,
    next_number,
    of_booking,
    settled,
)
from smartbooking.documents.repository.sellers import fiscal_terms, put_seller, seller_facts

__all__ = [
    "add_document",
    "add_fiscal",
    "by_cause",
    "claim_fiscal",
    "erase_buyers",
    "find_documents",
    "fiscal_of_booking",
    "fiscal_of_cause",
    "fiscal_terms",
    "get_document",
    "get_fiscal",
    "list_fiscal",
    "lock_fiscal",
    "lock_numbers",
    "next_number",
    "of_booking",
    "put_seller",
    "seller_facts",
    "settled",
    "update_fiscal",
]
