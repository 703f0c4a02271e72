"""Partial changes: what a PATCH names replaces what was, the rest stays."""

from __future__ import annotations

from typing import TypeVar

from pydantic import BaseModel

Shape = TypeVar("Shape", bound=BaseModel)


def merge(known: Shape, changes: BaseModel) -> Shape:
    """`known` with the fields the caller sent. A new effect or basis drops the number of the old one.

    Both sides are validated already; fields only `changes` has (its `version`) are left out.
    """
    sent = {name: getattr(changes, name) for name in changes.model_fields_set if name in type(known).model_fields}
    sent.pop("version", None)
    if "percent" in sent and "amount" not in sent and "amount" in type(known).model_fields:
        sent["amount"] = None
    elif "amount" in sent and "percent" not in sent and "percent" in type(known).model_fields:
        sent["percent"] = None
    return known.model_copy(update=sent)
