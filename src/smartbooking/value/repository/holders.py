"""Finding what was sold by its holder, its code, or the last letters of it: one question for all kinds of value."""

from __future__ import annotations

from typing import Any, Final

_SHORTEST_PHONE: Final = 5  # fewer digits are rather the end of a code
MATCHES: Final = """(:query = '' or code_hash = :code_hash
  or tail = upper(:query) or holder_name ilike :like escape '~' or lower(holder_email) = lower(:query)
  or :digits <> '' and holder_phone like '%' || :digits || '%')"""


def sought(*, vendor_id: int, query: str, code_hash: bytes | None, limit: int) -> dict[str, Any]:
    """Values of `MATCHES`: part of a name, a phone, an address, a code or its last four. Any: column values."""
    digits = "".join(filter(str.isdigit, query))
    return {
        "vendor_id": vendor_id, "query": query, "code_hash": code_hash, "limit": limit,
        "like": f"%{_literally(query)}%", "digits": digits if len(digits) >= _SHORTEST_PHONE else "",
    }  # fmt: skip


def _literally(text: str) -> str:
    """For `like ... escape '~'`: nothing in it stands for anything else."""
    return text.replace("~", "~~").replace("%", "~%").replace("_", "~_")
