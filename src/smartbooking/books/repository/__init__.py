"""All SQL of the books."""

from smartbooking.books.repository.ledger import (
    add_posting,
    attempt_sums,
    balances,
    booking_money,
    entries_of_cause,
    entries_of_kind,
    postings_in,
    statement,
    unbalanced,
)
from smartbooking.books.repository.payouts import (
    add_payout,
    find_payouts,
    free_lines,
    get_payout,
    lines_of,
    lock_payout,
    lock_vendor,
    open_lines,
    payable,
    update_payout,
)
from smartbooking.books.repository.terms import add_terms, announce_split, list_terms, split_of, terms_at

__all__ = [
    "add_payout",
    "add_posting",
    "add_terms",
    "announce_split",
    "attempt_sums",
    "balances",
    "booking_money",
    "entries_of_cause",
    "entries_of_kind",
    "find_payouts",
    "free_lines",
    "get_payout",
    "lines_of",
    "list_terms",
    "lock_payout",
    "lock_vendor",
    "open_lines",
    "payable",
    "postings_in",
    "split_of",
    "statement",
    "terms_at",
    "unbalanced",
    "update_payout",
]
