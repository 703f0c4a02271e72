"""Papers as PDF: A4 and the 80 mm roll, in Kazakh, Russian and English."""

from __future__ import annotations

from enum import StrEnum

from smartbooking.documents.domain import Document


class Format(StrEnum):
    """On which paper."""

    A4 = "a4"
    ROLL = "roll"


def render(document: Document, *, locale: str, form: Format, method: str) -> bytes:
    """The paper as PDF; the same paper gives the same bytes."""
    # The typesetter is loaded with the first paper: a process that prints none need not start or live with it.
    from smartbooking.documents.rendering import pdf

    return pdf.render(document, locale=locale, form=form, method=method)
