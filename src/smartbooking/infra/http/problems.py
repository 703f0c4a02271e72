"""Every non-2xx reply is an RFC 9457 problem document, rendered here and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException
from starlette.routing import Match

from smartbooking.infra.db import RETRYABLE_STATES, is_out_of_reach, sql_state
from smartbooking.kernel.problem import FieldError, Invalid, Problem, Unavailable

CONTENT_TYPE: Final = "application/problem+json"
_METHODS: Final = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
_PLACES: Final = {"query": "/query", "path": "/path", "header": "/header", "cookie": "/cookie"}
# Text PostgreSQL cannot hold (NUL, broken UTF-8) or numbers out of range: the caller's input, not our fault.
_INPUT_STATES: Final = frozenset({"22021", "22P05", "22003", "22008"})

log = structlog.get_logger(__name__)


class MethodNotAllowed(Problem):
    """This address exists, but not for this HTTP method; the Allow header lists those that do."""

    slug, title, status = "method-not-allowed", "This address does not take that method", 405


class PayloadTooLarge(Problem):
    """The request is bigger than this address accepts. Send less, or in parts."""

    slug, title, status = "payload-too-large", "The request is too large", 413


class UnsupportedMediaType(Problem):
    """The body is not of a type this address reads. Send application/json (or multipart/form-data for files)."""

    slug, title, status = "unsupported-media-type", "Send this as application/json", 415


class NoSuchAddress(Problem):
    """Nothing is served at this address. /docs lists everything that is."""

    slug, title, status = "no-such-address", "There is nothing at this address", 404


class InternalError(Problem):
    """Something failed that should not have. It was logged under the request id; nothing was half done."""

    slug, title, status, retryable = "internal-error", "Something went wrong on our side", 500, True


class BadRequest(Problem):
    """The request could not be read at all: broken JSON, a malformed header or an unreadable upload."""

    slug, title, status = "bad-request", "The request could not be read", 400


_BY_STATUS: Final[Mapping[int, type[Problem]]] = {
    404: NoSuchAddress, 405: MethodNotAllowed, 413: PayloadTooLarge, 415: UnsupportedMediaType, 400: BadRequest,
}  # fmt: skip


def document(problem: Problem, request_id: str) -> dict[str, Any]:
    """The JSON of a problem. `type` is the address of the page that explains it."""
    body: dict[str, Any] = {
        "type": f"/problems/{problem.slug}",
        "title": problem.title,
        "status": problem.status,
        "detail": problem.detail,
        "instance": f"urn:request:{request_id}",
        "code": problem.slug,
        "retryable": problem.retryable,
        "requestId": request_id,
    }
    if isinstance(problem, Invalid):
        body["errors"] = [{"pointer": e.pointer, "message": e.message, "code": e.code} for e in problem.errors]
    return {**body, **problem.extensions}


def render(problem: Problem, request_id: str, headers: Mapping[str, str] | None = None) -> Response:
    """The reply for a problem, with Retry-After where waiting helps."""
    all_headers = dict(headers or {})
    if problem.retry_after is not None:
        all_headers["Retry-After"] = str(problem.retry_after)
    if problem.status == 401:
        all_headers.setdefault("WWW-Authenticate", "Bearer")
    all_headers.setdefault("Cache-Control", "no-store")
    return JSONResponse(
        document(problem, request_id),
        status_code=problem.status,
        media_type=CONTENT_TYPE,
        headers=all_headers,
    )


def problems(*kinds: type[Problem]) -> dict[int | str, dict[str, Any]]:
    """`responses=` of an operation: the problems it documents beyond the common ones."""
    by_status: dict[int | str, list[type[Problem]]] = {}
    for kind in kinds:
        by_status.setdefault(kind.status, []).append(kind)
    return {
        status: {
            "description": "; ".join(f"`{kind.slug}` {kind.title}" for kind in found),
            "content": {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
        for status, found in by_status.items()
    }


def invalid_request(error: RequestValidationError) -> Problem:
    """The validation errors of a request as one Invalid problem with a JSON Pointer for each field."""
    for found in error.errors():
        if found["type"] == "json_invalid":
            return BadRequest(f"The body is not valid JSON: {found.get('ctx', {}).get('error', 'unreadable')}.")
    return Invalid(*(_field_error(found) for found in error.errors()))


def _field_error(found: Mapping[str, Any]) -> FieldError:
    where, *path = found["loc"] or ("body",)
    prefix = _PLACES.get(str(where), "")
    pointer = prefix + "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in path)
    message = str(found["msg"]).removeprefix("Value error, ")
    return FieldError(pointer=pointer or "/", message=message, code=str(found["type"]))


def database_problem(error: Exception) -> Problem | None:
    """What a database error means for the caller, or None when it is our own fault."""
    if isinstance(error, PoolTimeout):
        return Unavailable("All workers are busy. Please repeat in a moment.", retry_after=2)
    state = sql_state(error)
    if state in RETRYABLE_STATES:
        return Unavailable("Somebody is changing the same thing. Please repeat in a moment.", retry_after=1)
    if state in _INPUT_STATES:
        return Invalid(detail="The request holds text or a number that can not be stored.")
    if is_out_of_reach(error):
        return Unavailable("The database does not answer at the moment.", retry_after=2)
    return None


def unexpected(error: Exception) -> Problem:
    """The problem for an error no service anticipated; our own faults are logged here, once."""
    known = database_problem(error)
    if known is None:
        log.error("unexpected error", exc_info=error)
    elif isinstance(known, Unavailable):
        log.warning("database busy", error=type(error).__name__, state=sql_state(error))
    return known or InternalError()


def request_id_of(request: Request) -> str:
    return str(request.scope.get("state", {}).get("request_id", "unknown"))


def _methods_at(app: FastAPI, request: Request) -> list[str]:
    """Every method of this address. Routes know their own only, and one address may have several."""
    return [
        method
        for method in _METHODS
        if any(route.matches({**request.scope, "method": method})[0] is Match.FULL for route in app.router.routes)
    ]


def install(app: FastAPI) -> None:
    """Attach the renderers; after this no reply of the app carries anything but problem+json for errors."""

    async def on_problem(request: Request, error: Exception) -> Response:
        assert isinstance(error, Problem)
        return render(error, request_id_of(request))

    async def on_validation(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        return render(invalid_request(error), request_id_of(request))

    async def on_http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        kind = _BY_STATUS.get(error.status_code, InternalError if error.status_code >= 500 else BadRequest)
        headers = {"Allow": ", ".join(_methods_at(app, request))} if kind is MethodNotAllowed else error.headers
        return render(kind(), request_id_of(request), headers)

    app.add_exception_handler(Problem, on_problem)
    app.add_exception_handler(RequestValidationError, on_validation)
    app.add_exception_handler(HTTPException, on_http)
