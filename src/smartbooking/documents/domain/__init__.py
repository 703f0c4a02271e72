"""Papers and what is written on them: pure rules."""

from smartbooking.documents.domain.cells import safe_cell
from smartbooking.documents.domain.fiscal import (
    FISCAL_MOVES,
    FiscalKind,
    FiscalLine,
    FiscalReceipt,
    FiscalStatus,
    FiscalTerms,
    Recorder,
    retry_in,
    settled_lines,
)
from smartbooking.documents.domain.papers import (
    Buyer,
    Document,
    DocumentKind,
    DocumentLine,
    Seller,
    SellerFacts,
    TaxSum,
    masked,
    number_text,
)
from smartbooking.documents.domain.taxes import deposit_due_now, lines_of, price_within, taxes_within

__all__ = [
    "FISCAL_MOVES",
    "Buyer",
    "Document",
    "DocumentKind",
    "DocumentLine",
    "FiscalKind",
    "FiscalLine",
    "FiscalReceipt",
    "FiscalStatus",
    "FiscalTerms",
    "Recorder",
    "Seller",
    "SellerFacts",
    "TaxSum",
    "deposit_due_now",
    "lines_of",
    "masked",
    "number_text",
    "price_within",
    "retry_in",
    "safe_cell",
    "settled_lines",
    "taxes_within",
]
