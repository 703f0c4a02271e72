"""Where papers keep facts about people, and why."""

from __future__ import annotations

from typing import Final

from smartbooking.infra.module import PersonalData

PERSONAL_DATA: Final = (
    PersonalData(
        table="documents.buyer",
        columns=("name", "number", "address", "phone", "email"),
        subject="the person or firm that paid",
        purpose="papers about money the law asks for",
        kept="until she asks to be forgotten, then her initials; the paper itself as long as tax law says",
    ),
    PersonalData(
        table="documents.seller",
        columns=("vat_id", "address", "bank_details"),
        subject="a business, which may be one person",
        purpose="printing papers",
        kept="as long as the business is here",
    ),
)
