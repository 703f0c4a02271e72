"""Where risk keeps facts about people, and why."""

from __future__ import annotations

from typing import Final

from smartbooking.infra.module import PersonalData

TABLES: Final = (
    PersonalData(
        table="risk.assessment",
        columns=("signals", "reasons", "decided_by", "decision_note"),
        subject="whoever booked, as counts without names; the operator who decided",
        purpose="asking for one more step when a booking looks like misuse, and answering why (legitimate interest)",
        kept="400 days; until it is decided when it waits for a decision",
    ),
    PersonalData(
        table="risk.challenge",
        columns=("contact", "source"),
        subject="whoever was asked for a code: contact and network address under keyed names",
        purpose="asking for a code once, and not sending more of them than people can bear",
        kept="2 days",
    ),
    PersonalData(
        table="risk.setting",
        columns=("changed_by",),
        subject="whoever turned a switch",
        purpose="answering who did it",
        kept="until the switch is turned again",
    ),
)
