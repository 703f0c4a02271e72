"""Where value keeps facts about people, and why."""

from __future__ import annotations

from typing import Final

from smartbooking.infra.module import PersonalData

TABLES: Final = (
    PersonalData(
        table="value.account",
        columns=("holder_name", "holder_phone", "holder_email", "note"),
        subject="whoever bought a gift card",
        purpose="finding a card whose code was lost, and giving back what is left on it",
        kept="three years after the card has ended, then without the person (tax law keeps the amounts)",
    ),
    PersonalData(
        table="value.pass",
        columns=("holder_name", "holder_phone", "holder_email", "note"),
        subject="whoever bought a pass",
        purpose="finding a pass whose code was lost, and giving back what is left on it",
        kept="three years after the pass has ended, then without the person (tax law keeps the amounts)",
    ),
    PersonalData(
        table="value.pass_movement",
        columns=("actor", "note"),
        subject="whoever sold, used, froze or paid out a pass",
        purpose="showing what happened to visits that were paid in advance",
        kept="as long as the books",
    ),
    PersonalData(
        table="value.movement",
        columns=("actor", "note"),
        subject="whoever sold, froze or paid out a card",
        purpose="showing what happened to money that was paid in advance",
        kept="as long as the books",
    ),
    PersonalData(
        table="value.membership",
        columns=("holder_name", "holder_phone", "holder_email", "user_id", "note"),
        subject="members of a business",
        purpose="giving members their price, and finding a membership whose code was lost",
        kept="three years after the membership has ended, then without the person (tax law keeps the amounts)",
    ),
    PersonalData(
        table="value.membership_change",
        columns=("actor", "note"),
        subject="whoever sold, froze or ended a membership, and the account that uses it",
        purpose="showing what happened to what was paid",
        kept="as long as the books",
    ),
)
