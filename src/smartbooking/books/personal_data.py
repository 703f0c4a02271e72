"""Where the books keep facts about people, and why."""

from __future__ import annotations

from typing import Final

from smartbooking.infra.module import PersonalData

PERSONAL_DATA: Final = (
    PersonalData(
        table="books.payout",
        columns=("decided_by",),
        subject="the operator who decided",
        purpose="to show who let money go",
        kept="as long as the books",
    ),
)
