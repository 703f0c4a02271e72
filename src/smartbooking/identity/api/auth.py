"""Registering, signing in, staying signed in, signing out."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request, Response

from smartbooking.identity import service
from smartbooking.identity.access import LoginBudgetDep, MintDep, TakenContactBudgetDep
from smartbooking.identity.api.cookies import BrowserSession, BrowserSessionDep
from smartbooking.identity.domain import TokenPair
from smartbooking.identity.errors import (
    AccountSuspended,
    ContactTaken,
    CrossSiteRequest,
    RefreshRefused,
    WrongCredentials,
)
from smartbooking.identity.schemas import Login, Refresh, Registration, SignedIn
from smartbooking.infra.http.deps import DatabaseDep, LocaleDep, NowDep, TxDep
from smartbooking.infra.http.limits import rate_limit
from smartbooking.infra.http.problems import problems
from smartbooking.infra.http.switches import SwitchedOff, switched_on
from smartbooking.kernel.problem import TooManyRequests
from smartbooking.kernel.switches import Switch

router = APIRouter(prefix="/api/v1/auth", tags=["Identity"])


@router.post(
    "/register",
    status_code=201,
    summary="Make an account and sign in",
    response_model_exclude_none=True,
    responses=problems(ContactTaken, CrossSiteRequest, SwitchedOff, TooManyRequests),
    dependencies=[Depends(switched_on(Switch.NEW_ACCOUNTS)), Depends(rate_limit("register", "10/minute"))],
)
async def register(
    *, body: Registration, request: Request, response: Response, tx: TxDep, mint: MintDep,
    browser: BrowserSessionDep, budget: TakenContactBudgetDep, locale: LocaleDep, now: NowDep,
) -> SignedIn:  # fmt: skip
    """E-mail or phone, in any spelling; a password of at least 8 characters that is not easy to guess."""
    await budget.check()
    try:
        user = await service.register(
            tx, email=body.email, phone=body.phone, name=body.name, password=body.password,
            locale=body.locale or locale, now=now,
        )  # fmt: skip
    except ContactTaken:
        await budget.refused()
        raise
    pair = await service.open_session(tx, mint, user=user, device=_device(request), now=now)
    return _signed_in(pair, browser, response, now)


@router.post(
    "/login",
    summary="Sign in",
    response_model_exclude_none=True,
    responses=problems(WrongCredentials, AccountSuspended, CrossSiteRequest, TooManyRequests),
    dependencies=[Depends(rate_limit("login", "10/minute"))],
)
async def login(
    *, body: Login, request: Request, response: Response, database: DatabaseDep, mint: MintDep,
    browser: BrowserSessionDep, budget: LoginBudgetDep, now: NowDep,
) -> SignedIn:  # fmt: skip
    """The same answer after the same time, whether the account does not exist or the password is wrong."""
    await budget.check(body.login)
    try:
        pair = await service.login(
            database, mint, login=body.login, password=body.password, device=_device(request), now=now
        )
    except WrongCredentials:
        await budget.missed(body.login)
        raise
    return _signed_in(pair, browser, response, now)


@router.post(
    "/refresh",
    summary="Renew the tokens",
    response_model_exclude_none=True,
    responses=problems(RefreshRefused, CrossSiteRequest, TooManyRequests),
    dependencies=[Depends(rate_limit("refresh", "120/minute"))],
)
async def refresh(
    *, request: Request, response: Response, database: DatabaseDep, mint: MintDep, browser: BrowserSessionDep,
    now: NowDep, body: Refresh | None = None,
) -> SignedIn:  # fmt: skip
    """Each refresh token is good for one use. A repetition within 10 s gets the same successor; later ones end the
    session, because somebody holds a copy."""
    sent = body.refresh_token if body else None
    token = sent or browser.token()
    if not token:
        raise RefreshRefused("No refresh token came with the request.")
    browser.wanted = browser.wanted or not sent
    pair = await service.refresh(database, mint, token=token, device=_device(request), now=now)
    return _signed_in(pair, browser, response, now)


@router.post(
    "/logout",
    status_code=204,
    summary="Sign out",
    responses=problems(CrossSiteRequest, TooManyRequests),
    dependencies=[Depends(rate_limit("logout", "60/minute"))],
)
async def logout(
    *, response: Response, database: DatabaseDep, browser: BrowserSessionDep, now: NowDep, body: Refresh | None = None
) -> None:
    """Ends the session of the refresh token; its access token stops working too. Succeeds for unknown tokens."""
    token = (body.refresh_token if body else None) or browser.token()
    if token:
        await service.logout(database, token=token, now=now)
    browser.forget(response)


def _device(request: Request) -> str:
    return request.headers.get("user-agent", "")


def _signed_in(pair: TokenPair, browser: BrowserSession, response: Response, now: NowDep) -> SignedIn:
    if browser.wanted:
        browser.put(response, pair, now=now)
    return SignedIn.of(pair, in_cookie=browser.wanted)
