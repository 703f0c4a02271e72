"""The refresh token of browsers: a cookie no script can read, taken only from our own pages.

A browser asks for it with `X-Client: web` (or `?cookie=1`). The reply then carries no refresh token; the cookie is
HttpOnly, SameSite=Strict and on https `__Host-` prefixed (bound to this host, always Secure). Requests that set or
use it must come from our own origin: the Origin header (or Sec-Fetch-Site) says so, and pages of other sites can
change neither. Programs send the token in the body and need none of this.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Final
from urllib.parse import urlsplit

from fastapi import Depends, Header, Query, Request, Response

from smartbooking.identity.domain import TokenPair
from smartbooking.identity.errors import CrossSiteRequest
from smartbooking.infra.settings import Settings

_NAME: Final = "smartbooking_refresh"


class BrowserSession:
    """The cookie side of one request."""

    def __init__(self, request: Request, *, wanted: bool) -> None:
        self._request = request
        self._settings: Settings = request.app.state.runtime.settings
        self._secure = self._settings.base_url.startswith("https://")
        self.wanted = wanted

    @property
    def name(self) -> str:
        return f"__Host-{_NAME}" if self._secure else _NAME

    def token(self) -> str | None:
        """The refresh token in the cookie; raises CrossSiteRequest when another site sent it."""
        token = self._request.cookies.get(self.name)
        if token:
            self.refuse_other_sites()
        return token

    def refuse_other_sites(self) -> None:
        """Raises CrossSiteRequest unless the browser says that one of our own pages is asking."""
        origin = self._request.headers.get("origin")
        if origin is None:
            if self._request.headers.get("sec-fetch-site") == "same-origin":
                return
            raise CrossSiteRequest
        own = {self._settings.base_url, *self._settings.cors_origins}
        if origin in own or urlsplit(origin).netloc == self._request.headers.get("host"):
            return
        raise CrossSiteRequest

    def put(self, response: Response, pair: TokenPair, *, now: datetime) -> None:
        """Hands the refresh token to the browser."""
        response.set_cookie(
            self.name, pair.refresh_token, max_age=int((pair.refresh_expires_at - now).total_seconds()),
            path="/", secure=self._secure, httponly=True, samesite="strict",
        )  # fmt: skip

    def forget(self, response: Response) -> None:
        response.delete_cookie(self.name, path="/", secure=self._secure, httponly=True, samesite="strict")


def browser_session(
    request: Request,
    x_client: Annotated[
        str | None, Header(description="`web`: keep the refresh token in a cookie", examples=["web"])
    ] = None,
    cookie: Annotated[bool, Query(description="The same as `X-Client: web`")] = False,
) -> BrowserSession:
    """For every address that hands out or takes a refresh token."""
    session = BrowserSession(request, wanted=cookie or x_client == "web")
    if session.wanted:
        session.refuse_other_sites()
    return session


BrowserSessionDep = Annotated[BrowserSession, Depends(browser_session)]
