"""What can go wrong with papers, told to people."""

from __future__ import annotations

from smartbooking.kernel.problem import Conflict, NotFound, Problem


class DocumentNotFound(NotFound):
    """There is no such paper, or it is not yours to see."""

    slug = "document-not-found"
    title = "No such document"


class NothingToInvoice(Conflict):
    """The booking is over without being carried out, or it costs nothing: there is nothing to ask money for."""

    slug = "nothing-to-invoice"
    title = "There is nothing to invoice"


class TooMuchToExport(Problem):
    """The period has more rows than one file takes. Choose a shorter one."""

    slug = "too-much-to-export"
    title = "The period is too long for one file"
    status = 422


class ReceiptClosed(Conflict):
    """The fiscal receipt is registered already, or is on its way without you."""

    slug = "fiscal-receipt-closed"
    title = "The receipt needs nothing from you"
