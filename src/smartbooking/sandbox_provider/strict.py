"""Reading requests strictly: an unknown field, a wrong type, a repeated name or a card number is refused."""

from __future__ import annotations

import json
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic.alias_generators import to_camel

from smartbooking.sandbox_provider.rules import CURRENCIES, MAX_AMOUNT, Refusal, card_number_in


def listed(allowed: frozenset[str], name: str) -> BeforeValidator:
    """A validator for one of the words of a list."""

    def check(value: object) -> object:
        if value is not None and value not in allowed:
            raise ValueError(f"not a {name} this provider knows")
        return value

    return BeforeValidator(check)


Reference = Annotated[str, Field(min_length=1, max_length=128, pattern=r"^[A-Za-z0-9_\-]+$")]
Amount = Annotated[int, Field(gt=0, le=MAX_AMOUNT)]
Currency = Annotated[str, listed(CURRENCIES, "currency")]
WebUrl = Annotated[str, Field(max_length=2000, pattern=r"^https?://[^\s<>\"']+$")]


class Strict(BaseModel):
    """No coercion, no unknown fields."""

    model_config = ConfigDict(strict=True, extra="forbid", alias_generator=to_camel, populate_by_name=False)


def read_json(raw: bytes) -> object:
    """The decoded body; raises Refusal when it is no JSON, repeats a name, or holds a card number anywhere."""

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len({name for name, _ in pairs}) != len(pairs):
            raise ValueError("a name occurs twice")
        return dict(pairs)

    try:
        text = raw.decode()
        document: object = json.loads(text or "{}", object_pairs_hook=unique, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise Refusal(400, "not_json", "the body is not a JSON object") from error
    if card_number_in(json.dumps(document)):
        raise Refusal(422, "card_number", "card numbers are not accepted here, only tokens")
    return document


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is not JSON")
