"""Anticipated failures. One class per failure; its docstring is the page people read about it.

Services raise problems and never see HTTP; the edge renders them as RFC 9457 problem+json.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar


class Problem(Exception):
    """Something a caller can understand and act on.

    `slug` is the stable machine code, `status` the HTTP status that carries it, `detail` says what happened
    and the way out, `extensions` are further JSON members (for example `alternatives`).
    """

    slug: ClassVar[str] = "problem"
    title: ClassVar[str] = "The request could not be carried out"
    status: ClassVar[int] = 400
    retryable: ClassVar[bool] = False

    def __init__(self, detail: str = "", *, retry_after: int | None = None, **extensions: Any) -> None:
        super().__init__(detail or self.title)
        self.detail = detail or self.title
        self.retry_after = retry_after  # seconds, sent as Retry-After
        self.extensions = extensions  # Any: plain JSON values, chosen by the class that raises


@dataclass(frozen=True, slots=True)
class FieldError:
    """One wrong field: `pointer` is a JSON Pointer (RFC 6901) into the request body, or `/query/<name>`."""

    pointer: str
    message: str
    code: str = "invalid"


class Invalid(Problem):
    """The payload is not acceptable; `errors` names each field, what is wrong with it and the way out."""

    slug = "invalid-request"
    title = "Some fields need another look"
    status = 422

    def __init__(self, *errors: FieldError, detail: str = "") -> None:
        super().__init__(detail or "; ".join(f"{e.pointer}: {e.message}" for e in errors) or self.title)
        self.errors = errors


class Unauthenticated(Problem):
    """No valid credentials came with the request. Sign in, or refresh the access token."""

    slug = "unauthenticated"
    title = "Please sign in"
    status = 401


class Forbidden(Problem):
    """The caller is known but may not do this. Ask the owner of the business for the role that may."""

    slug = "forbidden"
    title = "You may not do this"
    status = 403


class NotFound(Problem):
    """Nothing with that id exists, or it belongs to somebody else; the two are not told apart."""

    slug = "not-found"
    title = "Not found"
    status = 404


class Conflict(Problem):
    """The state of the thing does not allow this now. Read it again and decide anew."""

    slug = "conflict"
    title = "That is not possible as things are"
    status = 409


class StaleVersion(Conflict):
    """Somebody changed the thing since you read it. Read it again, then repeat your change."""

    slug = "stale-version"
    title = "Somebody else changed this meanwhile"


class InvalidTransition(Conflict):
    """The thing is in a state from which this step is not possible. `allowed` lists the steps that are."""

    slug = "invalid-transition"
    title = "That is not possible in the present state"


class ExternalReferenceTaken(Conflict):
    """Something with that reference in the other system is already here. Update that one instead."""

    slug = "external-reference-taken"
    title = "That external reference is already used"


class TooManyRequests(Problem):
    """The budget for this kind of request is used up. Wait as long as Retry-After says."""

    slug = "quota-exceeded"
    title = "Too many requests"
    status = 429
    retryable = True


class Unavailable(Problem):
    """The service is busy or a part of it is down; nothing was changed. The same request may be repeated."""

    slug = "temporarily-unavailable"
    title = "Not available for a moment"
    status = 503
    retryable = True
