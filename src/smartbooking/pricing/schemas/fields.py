"""Pieces shared by the shapes of pricing: ids, texts, sums and percentages."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import Annotated, Any, Final, Literal

from pydantic import BeforeValidator, Field, PlainSerializer, WithJsonSchema

from smartbooking.kernel.ids import MAX_BIGINT, MalformedId, parse_number, public_id
from smartbooking.kernel.money import Money, exponent
from smartbooking.kernel.problem import FieldError, Invalid, NotFound
from smartbooking.pricing.domain import Offer, OfferKind

OFFER_PATTERN: Final = "^(res|srv)_[0-9]{1,18}$"


def _read(prefix: str, value: Any) -> Any:  # Any: whatever the caller sent
    if not isinstance(value, str):
        return value
    try:
        return parse_number(prefix, value)
    except MalformedId as error:
        raise ValueError(str(error)) from error


def _ref(prefix: str) -> tuple[Any, ...]:
    schema = {"type": "string", "pattern": f"^{prefix}_[0-9]{{1,18}}$", "examples": [f"{prefix}_12"]}
    return (
        BeforeValidator(partial(_read, prefix)),
        PlainSerializer(partial(public_id, prefix), return_type=str),
        WithJsonSchema(schema),
    )


FeeRef = Annotated[int, *_ref("fee")]
PromoRef = Annotated[int, *_ref("prm")]
OfferRef = Annotated[str, Field(pattern=OFFER_PATTERN, examples=["res_12"])]
_NUMBER: Final = PlainSerializer(float, return_type=float, when_used="json")
Sum = Annotated[Decimal, _NUMBER, Field(ge=0, le=Decimal(10) ** 13, allow_inf_nan=False, examples=[12000])]
"""A non-negative amount in major units."""
SignedSum = Annotated[
    Decimal, _NUMBER, Field(ge=-(Decimal(10) ** 13), le=Decimal(10) ** 13, allow_inf_nan=False, examples=[-500])
]
Percent = Annotated[Decimal, _NUMBER, Field(ge=-100, le=1000, max_digits=6, decimal_places=2, allow_inf_nan=False)]
Share = Annotated[Decimal, _NUMBER, Field(ge=0, le=100, max_digits=5, decimal_places=2, allow_inf_nan=False)]
Texts = Annotated[
    dict[Literal["kk", "ru", "en"], Annotated[str, Field(min_length=1, max_length=200)]],
    Field(min_length=1, examples=[{"ru": "Выходные", "kk": "Демалыс күндері", "en": "Weekend"}]),
]
# Letters whose upper case everybody agrees on.
_CODE: Final = "^[0-9A-Za-zА-Яа-яЁёӘәҒғҚқҢңӨөҰұҮүҺһІі_-]+$"
Code = Annotated[str, Field(min_length=2, max_length=40, pattern=_CODE, examples=["NAURYZ"])]
MemberCode = Annotated[str, Field(min_length=1, max_length=40, examples=["M7K2-9QXM-T4WB-8HND"])]
Version = Annotated[int, Field(ge=1, le=2**31 - 1)]


def minor_of(value: Decimal, currency: str, pointer: str) -> int:
    """Minor units of an amount in major units. Raises Invalid when it is finer than the currency or too big."""
    try:
        minor = Money.of(value, currency).minor
    except ValueError as error:
        detail = f"{currency} has {exponent(currency)} decimals"
        raise Invalid(FieldError(pointer, detail)) from error
    if abs(minor) > MAX_BIGINT // 1_000_000:
        raise Invalid(FieldError(pointer, "this amount is too big"))
    return minor


def major_of(minor: int | None, currency: str) -> Decimal | None:
    """The amount in major units, None for None."""
    return None if minor is None else Money(minor, currency).major


def points_of(percent: Decimal) -> int:
    """Basis points of a percentage with at most two decimals."""
    return int(percent * 100)


def offer_of(vendor_id: int, text: str) -> Offer:
    """The offer a public id names. Raises NotFound for anything else."""
    for prefix, kind in (("res", OfferKind.RESOURCE), ("srv", OfferKind.SERVICE)):
        try:
            return Offer(vendor_id, kind, parse_number(prefix, text))
        except MalformedId:
            continue
    raise NotFound("No such offer.")
