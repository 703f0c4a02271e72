"""One cash box: its shift, its receipts by our number, and what is wrong with a request."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from smartbooking.sandbox_provider.ledger import Json

NAME: Final = "webkassa"
SALE, SALE_RETURN = 2, 3
LONGEST_NUMBER: Final = 50
UNKNOWN_SESSION, BAD_LOGIN, NO_CASHBOX, BAD_REQUEST = 2, 1, 3, 9
SHIFT_EXPIRED, NO_SHIFT, DUPLICATE, UNKNOWN_TICKET = 11, 13, 14, 19
_FIELDS: Final = {
    "Token": str, "CashboxUniqueNumber": str, "OperationType": int, "Positions": list, "Payments": list,
    "Change": (int, float), "RoundType": int, "ExternalCheckNumber": str, "ReturnBasisDetails": dict,
}  # fmt: skip
_OPTIONAL: Final = {"ReturnBasisDetails", "Change"}
_POSITION: Final = {
    "Count": (int, float), "Price": (int, float), "TaxType": int, "TaxPercent": (int, float), "Tax": (int, float),
    "PositionName": str, "UnitCode": int,
}  # fmt: skip
_BASIS: Final = {
    "DateTime": str, "Total": (int, float), "CheckNumber": str, "RegistrationNumber": str, "IsOffline": bool,
}  # fmt: skip
_PAYMENT: Final = {"Sum": (int, float), "PaymentType": int}


class Wrong(Exception):
    """An error in Webkassa's words."""

    def __init__(self, code: int, text: str, data: Json | None = None) -> None:
        super().__init__(text)
        self.code, self.text, self.data = code, text, data


def shaped(
    document: object, fields: dict[str, Any], what: str, optional: frozenset[str] | set[str] = frozenset()
) -> Json:
    """The object when it has exactly these fields with these types. Any: types of fields."""
    if not isinstance(document, dict):
        raise Wrong(BAD_REQUEST, f"{what}: not an object")
    for name in document:
        if name not in fields:
            raise Wrong(BAD_REQUEST, f"{what}: unknown field {name}")
    for name, kind in fields.items():
        if name not in document:
            if name in optional:
                continue
            raise Wrong(BAD_REQUEST, f"{what}: {name} is missing")
        value = document[name]
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            raise Wrong(BAD_REQUEST, f"{what}: {name} has a wrong type")
    return document


def checked(document: object) -> Json:
    """A receipt that adds up; raises Wrong."""
    check = shaped(document, _FIELDS, "check", _OPTIONAL)
    number = check["ExternalCheckNumber"]
    if not number or len(number) > LONGEST_NUMBER:
        raise Wrong(BAD_REQUEST, f"ExternalCheckNumber: 1 to {LONGEST_NUMBER} characters")
    if check["OperationType"] not in (SALE, SALE_RETURN) or check["RoundType"] not in (0, 1, 2):
        raise Wrong(BAD_REQUEST, "OperationType or RoundType: unknown")
    if (check["OperationType"] == SALE_RETURN) != ("ReturnBasisDetails" in check):
        raise Wrong(BAD_REQUEST, "ReturnBasisDetails: with a return, and only then")
    if "ReturnBasisDetails" in check:
        shaped(check["ReturnBasisDetails"], _BASIS, "ReturnBasisDetails")
    if not check["Positions"] or not check["Payments"]:
        raise Wrong(BAD_REQUEST, "Positions and Payments: at least one")
    owed = sum((_position(one) for one in check["Positions"]), Decimal(0))
    paid = sum((_payment(one) for one in check["Payments"]), Decimal(0))
    if owed != paid - money(check.get("Change", 0)):
        raise Wrong(BAD_REQUEST, f"Positions are {owed}, Payments {paid}")
    return check


def money(value: float) -> Decimal:
    """A number with at most two decimals."""
    amount = Decimal(repr(value))
    if amount != amount.quantize(Decimal("0.01")) or amount < 0:
        raise Wrong(BAD_REQUEST, "amounts have at most two decimals and are not negative")
    return amount


def _position(document: object) -> Decimal:
    one = shaped(document, _POSITION, "Positions")
    amount = money(one["Price"]) * Decimal(repr(one["Count"]))
    tax = money(one["Tax"])
    if one["TaxType"] not in (0, 100) or (one["TaxType"] == 0) != (tax == 0):
        raise Wrong(BAD_REQUEST, "TaxType: 0 without tax, 100 with it")
    if one["TaxType"] == 100:
        percent = Decimal(repr(one["TaxPercent"]))
        expected = amount * percent / (100 + percent)
        if abs(expected - tax) > Decimal("0.01"):
            raise Wrong(BAD_REQUEST, f"Tax: {tax} is not {percent} % of {amount}")
    if not one["PositionName"] or amount == 0:
        raise Wrong(BAD_REQUEST, "PositionName and Price: needed")
    return amount


def _payment(document: object) -> Decimal:
    one = shaped(document, _PAYMENT, "Payments")
    if one["PaymentType"] not in (0, 1):
        raise Wrong(BAD_REQUEST, "PaymentType: 0 cash, 1 card")
    return money(one["Sum"])
