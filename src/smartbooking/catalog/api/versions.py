"""The version an edit is based on: in the body, or in an If-Match header."""

from __future__ import annotations

import re
from typing import Annotated, Final

from fastapi import Header, Response

from smartbooking.kernel.problem import FieldError, Invalid

_ETAG: Final = re.compile(r'"([1-9][0-9]{0,9})"')

IfMatch = Annotated[str | None, Header(description="ETag of the version you have seen", examples=['"3"'])]


def seen_version(body_version: int | None, if_match: str | None) -> int:
    """The version named by the request; raises Invalid when there is none, or two that differ."""
    if if_match is None:
        if body_version is None:
            words = "Send the version you have seen here, or an If-Match header."
            raise Invalid(FieldError("/version", words, "required"))
        return body_version
    header = header_version(if_match)
    if body_version is not None and body_version != header:
        raise Invalid(FieldError("/version", "Differs from the If-Match header.", "contradiction"))
    return header


def header_version(if_match: str) -> int:
    """The version inside an If-Match header."""
    found = _ETAG.fullmatch(if_match.strip())
    if found is None or int(found[1]) > 2_147_483_647:
        raise Invalid(FieldError("/header/If-Match", 'Send one ETag, such as "3".', "wrong_format"))
    return int(found[1])


def tag(response: Response, version: int) -> None:
    """Tell clients the ETag to send back."""
    response.headers["ETag"] = f'"{version}"'
