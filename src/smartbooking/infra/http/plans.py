"""What FastAPI finds out anew for every request about a handler's signature, found out once per handler.

FastAPI walks the tree of dependencies, compares them, opens three exit stacks and looks at every parameter's model
for each request: a fifth of the CPU time of a booking. A plan is that tree as a flat list. It serves requests that
are in order; whatever is not (a missing field, bad JSON, an unusual content type) goes to FastAPI itself before any
dependency has run, so that every refusal is FastAPI's own. Handlers a plan does not understand have none.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from fastapi import Response
from fastapi._compat import ModelField, field_annotation_is_sequence
from fastapi.datastructures import DefaultPlaceholder
from fastapi.dependencies.models import Dependant
from fastapi.dependencies.utils import _get_param_aliases, request_params_to_args
from fastapi.params import Body
from fastapi.telemetry import get_telemetry_data
from fastapi.utils import is_body_allowed_for_status_code
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from smartbooking.infra.http.strict import StrictRequest, StrictRoute

_JSON: Final = b"application/json"
_ATOMS: Final = (type(None), int, str, bool)
_PLACES: Final = ("path_params", "query_params", "headers")


class _NotInOrder(Exception):
    """This request is for FastAPI: it may be wrong, and FastAPI knows how to say so."""


class _Given(NamedTuple):
    """A parameter of one value, under its name in the request."""

    name: str
    key: str
    field: ModelField
    default: Any  # Any: the declared default; Ellipsis when there is none


@dataclass(slots=True)
class _Step:
    """One call: a dependency, or at last the handler."""

    call: Callable[..., Any]
    generator: bool
    given: list[tuple[str, list[_Given], list[ModelField]]] = field(default_factory=list)
    body: str | None = None
    request: list[str] = field(default_factory=list)
    response: str | None = None
    results: list[tuple[str, int]] = field(default_factory=list)  # name of the argument, number of the earlier step


class PlannedRoute(StrictRoute):
    """`route_class` of the application: its handlers are called by their plans, FastAPI does the rest."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: FastAPI's own signature
        super().__init__(*args, **kwargs)
        steps = _steps(self)
        if steps is not None:
            self.app = _Planned(self, steps, self.app)


class _Planned:
    """ASGI application of one route."""

    def __init__(self, route: PlannedRoute, steps: list[_Step], fastapi: ASGIApp) -> None:
        self._route = route
        self._steps = steps
        self._fastapi = fastapi
        self._body = route.body_field if any(step.body for step in steps) else None
        self._generators = any(step.generator for step in steps)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        overrides = getattr(self._route.dependency_overrides_provider, "dependency_overrides", None)
        request = StrictRequest(scope, receive, send)
        content = await _content(request) if self._body is not None else b""
        try:
            if overrides or get_telemetry_data() is not None:
                raise _NotInOrder
            arguments = await self._arguments(request, content)
        except _NotInOrder:
            again = _again(content, receive) if self._body is not None else receive
            await self._fastapi(scope, again, send)
            return
        if self._generators:
            async with AsyncExitStack() as stack:
                response = await self._respond(arguments, stack)
        else:
            response = await self._respond(arguments, None)
        await response(scope, receive, send)

    async def _arguments(self, request: StrictRequest, content: bytes) -> list[dict[str, Any]]:
        """What the request itself gives to each step; nothing has been called yet."""
        body = await _read(request, content, self._body) if self._body is not None else None
        extra: Response | None = None
        found = []
        for step in self._steps:
            values: dict[str, Any] = {}
            for place, single, others in step.given:
                _take(values, getattr(request, place), single, others)
            if step.body is not None:
                values[step.body] = body
            for name in step.request:
                values[name] = request
            if step.response is not None:
                extra = extra if extra is not None else _blank()
                values[step.response] = extra
            found.append(values)
        return found

    async def _respond(self, arguments: list[dict[str, Any]], stack: AsyncExitStack | None) -> Response:
        results: list[Any] = []
        for step, values in zip(self._steps, arguments, strict=True):
            for name, number in step.results:
                values[name] = results[number]
            if step.generator:
                assert stack is not None
                results.append(await stack.enter_async_context(asynccontextmanager(step.call)(**values)))
            else:
                results.append(await step.call(**values))
        reply = results[-1]
        if isinstance(reply, Response):
            return reply
        return self._shaped(reply, arguments)

    def _shaped(self, reply: object, arguments: list[dict[str, Any]]) -> Response:
        """As FastAPI shapes what a handler returns: checked by the declared model, with the headers of `Response`."""
        route = self._route
        assert route.response_field is not None
        value, errors = route.response_field.validate(reply, {}, loc=("response",))
        if errors:
            raise TypeError(f"{route.name} returned what its response model does not allow: {errors}")
        content = route.response_field.serialize_json(
            value, include=route.response_model_include, exclude=route.response_model_exclude,
            by_alias=route.response_model_by_alias, exclude_unset=route.response_model_exclude_unset,
            exclude_defaults=route.response_model_exclude_defaults, exclude_none=route.response_model_exclude_none,
        )  # fmt: skip
        extra = next((values[step.response] for step, values in zip(self._steps, arguments, strict=True)
                      if step.response is not None), None)  # fmt: skip
        status = route.status_code or (extra.status_code if extra is not None else None) or 200
        response = Response(content, status_code=status, media_type="application/json")
        if extra is not None:
            response.headers.raw.extend(extra.headers.raw)
        return response


def _steps(route: PlannedRoute) -> list[_Step] | None:
    """The plan of a route; None when it needs something that only FastAPI does."""
    answers_itself = inspect.signature(route.endpoint).return_annotation in (Response, "Response")
    shaped = route.response_field is not None and isinstance(route.response_class, DefaultPlaceholder)
    if not (answers_itself or shaped) or route._embed_body_fields:  # noqa: SLF001 - FastAPI keeps it there
        return None
    if route.status_code is not None and not is_body_allowed_for_status_code(route.status_code):
        return None
    steps: list[_Step] = []
    known: dict[Callable[..., Any], int] = {}
    try:
        _add(route.dependant, route, steps, known)
    except _NotInOrder:
        return None
    return steps


def _add(dependant: Dependant, route: PlannedRoute, steps: list[_Step], known: dict[Callable[..., Any], int]) -> int:
    """Append the steps of a dependency, its own dependencies first; the number of its step."""
    call = dependant.call
    if call is None or _only_fastapi(dependant, route):
        raise _NotInOrder
    if dependant.use_cache and call in known:
        return known[call]
    step = _Step(call=call, generator=inspect.isasyncgenfunction(call))
    for child in dependant.dependencies:
        number = _add(child, route, steps, known)
        if child.name is not None:
            step.results.append((child.name, number))
    for place, fields in zip(
        _PLACES, (dependant.path_params, dependant.query_params, dependant.header_params), strict=True
    ):
        if fields:
            step.given.append((place, *_sorted(fields)))
    if dependant.body_params:
        step.body = dependant.body_params[0].name
    step.request = [n for n in (dependant.request_param_name, dependant.http_connection_param_name) if n]
    step.response = dependant.response_param_name
    steps.append(step)
    known[call] = len(steps) - 1
    return known[call]


def _only_fastapi(dependant: Dependant, route: PlannedRoute) -> bool:
    body, call = dependant.body_params, dependant.call
    ends_with_handler = inspect.isasyncgenfunction(call) and dependant.scope == "function"
    if not ends_with_handler and not _is_coroutine(call):
        return True
    wants = (
        dependant.websocket_param_name, dependant.background_tasks_param_name, dependant.security_scopes_param_name,
        dependant.own_oauth_scopes, dependant.concurrency, dependant.cookie_params,
    )  # fmt: skip
    if not body:
        return any(wants)
    return any(wants) or len(body) > 1 or dependant is not route.dependant or type(body[0].field_info) is not Body


def _is_coroutine(call: object) -> bool:
    return inspect.iscoroutinefunction(call) or inspect.iscoroutinefunction(getattr(call, "__call__", None))  # noqa: B004


def _sorted(fields: Sequence[ModelField]) -> tuple[list[_Given], list[ModelField]]:
    """Parameters of one plain value, and those that FastAPI's own function has to read."""
    single: list[_Given] = []
    others: list[ModelField] = []
    for one in fields:
        info, kind = one.field_info, one.field_info.annotation
        model = isinstance(kind, type) and issubclass(kind, BaseModel)
        plain = info.is_required() or (type(one.default) in _ATOMS and not info.validate_default)
        names = _get_param_aliases(one)
        if model or field_annotation_is_sequence(kind) or not plain or len(names) > 1:
            others.append(one)
        else:
            single.append(_Given(one.name, names[0][1], one, ... if info.is_required() else one.default))
    return single, others


def _take(
    values: dict[str, Any], received: Mapping[str, Any], single: Sequence[_Given], others: list[ModelField]
) -> None:
    for name, key, one, default in single:
        text = received.get(key)
        if text is None:
            if default is ...:
                raise _NotInOrder
            values[name] = default
            continue
        value, errors = one.validate(text, values, loc=("plan",))
        if errors:
            raise _NotInOrder
        values[name] = value
    if others:
        found, errors = request_params_to_args(others, received)
        if errors:
            raise _NotInOrder
        values.update(found)


async def _content(request: Request) -> bytes:
    try:
        return await request.body()
    except HTTPException:
        raise
    except Exception as error:
        raise HTTPException(status_code=400) from error


async def _read(request: StrictRequest, content: bytes, model: ModelField) -> object:
    """The body as its model."""
    kind = next((value for name, value in request.scope["headers"] if name == b"content-type"), b"")
    if not content or kind.split(b";")[0].strip().lower() != _JSON:
        raise _NotInOrder
    try:
        plain = await request.json()
    except (ValueError, RecursionError):
        raise _NotInOrder from None
    value, errors = model.validate(plain, {}, loc=("body",))
    if errors:
        raise _NotInOrder
    return value


def _again(content: bytes, receive: Receive) -> Receive:
    """The body once more for FastAPI, which has not seen it yet."""
    waiting: Iterator[Message] = iter([{"type": "http.request", "body": content, "more_body": False}])

    async def receiving() -> Message:
        message = next(waiting, None)
        return message if message is not None else await receive()

    return receiving


def _blank() -> Response:
    """What a dependency with a `Response` parameter writes its headers to."""
    response = Response()
    del response.headers["content-length"]
    response.status_code = None  # type: ignore[assignment]
    return response
