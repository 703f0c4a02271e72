"""Pure values and rules of value; nothing here reads a clock or a database."""

from smartbooking.value.domain.codes import ALPHABET, CODE_LENGTH, TAIL, code_hash, printed
from smartbooking.value.domain.gift_cards import (
    PREFIX,
    Account,
    Holder,
    Movement,
    MovementKind,
    Standing,
    Till,
    ValueKind,
    new_code,
    plain,
    three_years_after,
)
from smartbooking.value.domain.memberships import (
    Membership,
    MembershipChange,
    MembershipNote,
    MembershipStanding,
    MembershipUse,
    Plan,
    PlanPeriod,
)

__all__ = [
    "ALPHABET",
    "CODE_LENGTH",
    "PREFIX",
    "TAIL",
    "Account",
    "Holder",
    "Membership",
    "MembershipChange",
    "MembershipNote",
    "MembershipStanding",
    "MembershipUse",
    "Movement",
    "MovementKind",
    "Plan",
    "PlanPeriod",
    "Standing",
    "Till",
    "ValueKind",
    "code_hash",
    "new_code",
    "plain",
    "printed",
    "three_years_after",
]
