"""/api/auth: the handlers of /api/v1/auth and /api/v1/users/me under their older addresses."""

from __future__ import annotations

from fastapi import APIRouter, Depends

from smartbooking.entrypoints.facade.kinds import TAG
from smartbooking.identity.api import auth, users
from smartbooking.identity.errors import AccountSuspended, ContactTaken, CrossSiteRequest, WrongCredentials
from smartbooking.identity.schemas import SignedIn, UserView
from smartbooking.infra.http.limits import rate_limit
from smartbooking.infra.http.problems import problems
from smartbooking.infra.http.switches import SwitchedOff, switched_on
from smartbooking.kernel.problem import TooManyRequests, Unauthenticated
from smartbooking.kernel.switches import Switch

router = APIRouter(prefix="/api/auth", tags=[TAG])

# The budgets carry the names they have in /api/v1, so that both addresses share one.
router.post(
    "/register", status_code=201, response_model=SignedIn, response_model_exclude_none=True,
    summary="Make an account and sign in", name="register",
    responses=problems(ContactTaken, CrossSiteRequest, SwitchedOff, TooManyRequests),
    dependencies=[Depends(switched_on(Switch.NEW_ACCOUNTS)), Depends(rate_limit("register", "10/minute"))],
)(auth.register)  # fmt: skip
router.post(
    "/login", response_model=SignedIn, response_model_exclude_none=True, summary="Sign in", name="login",
    responses=problems(WrongCredentials, AccountSuspended, CrossSiteRequest, TooManyRequests),
    dependencies=[Depends(rate_limit("login", "10/minute"))],
)(auth.login)  # fmt: skip
router.get("/me", response_model=UserView, summary="Your account", name="read_me", responses=problems(Unauthenticated))(
    users.read_me
)
