"""How a request becomes a Principal, and how a handler's signature says who may call it.

Identity installs the Authenticator; this floor only knows its shape.
"""

from __future__ import annotations

from typing import Annotated, Protocol

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from smartbooking.infra.http.wire import VendorRef
from smartbooking.kernel.principal import ANONYMOUS, Principal, VendorRole
from smartbooking.kernel.problem import Forbidden, NotFound, Unauthenticated

# Only documents the scheme in OpenAPI; the Authenticator reads the header itself.
bearer = HTTPBearer(auto_error=False, description="Access token of POST /api/v1/auth/login")
# Marks operations that look who calls without asking for it; the schema shows them as free to sign in.
welcome = HTTPBearer(auto_error=False, scheme_name="Welcome")


class Authenticator(Protocol):
    """Turns the credentials of a request into a Principal; raises Unauthenticated for bad ones."""

    async def principal_of(self, request: Request) -> Principal: ...


async def current_principal(
    request: Request, _: Annotated[HTTPAuthorizationCredentials | None, Depends(welcome)] = None
) -> Principal:
    """The caller; anonymous without credentials. Computed once per request."""
    known: Principal | None = getattr(request.state, "principal", None)
    if known is None:
        authenticator: Authenticator | None = request.app.state.runtime.parts.get("authenticator")
        known = await authenticator.principal_of(request) if authenticator else ANONYMOUS
        request.state.principal = known
    return known


CurrentPrincipal = Annotated[Principal, Depends(current_principal)]
_Documented = Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]


class _Require:
    """Dependencies for `access.py`: `Customer = Annotated[Principal, Depends(require.user)]`."""

    @staticmethod
    async def user(principal: CurrentPrincipal, _: _Documented = None) -> Principal:
        if principal.anonymous:
            raise Unauthenticated("Sign in to do this.")
        return principal

    @staticmethod
    async def operator(principal: CurrentPrincipal, _: _Documented = None) -> Principal:
        if principal.anonymous:
            raise Unauthenticated("Sign in to do this.")
        if not principal.operator:
            raise Forbidden("Only the platform's operators may do this.")
        return principal

    @staticmethod
    async def admin(principal: CurrentPrincipal, _: _Documented = None) -> Principal:
        if principal.anonymous:
            raise Unauthenticated("Sign in to do this.")
        if not principal.admin:
            raise Forbidden("Only the platform's administrators may do this.")
        return principal

    @staticmethod
    async def staff(vendor_id: VendorRef, principal: CurrentPrincipal, _: _Documented = None) -> Principal:
        return _member(principal, vendor_id, VendorRole.STAFF)

    @staticmethod
    async def manager(vendor_id: VendorRef, principal: CurrentPrincipal, _: _Documented = None) -> Principal:
        return _member(principal, vendor_id, VendorRole.MANAGER)

    @staticmethod
    async def owner(vendor_id: VendorRef, principal: CurrentPrincipal, _: _Documented = None) -> Principal:
        return _member(principal, vendor_id, VendorRole.OWNER)


def _member(principal: Principal, vendor_id: int, least: VendorRole) -> Principal:
    """Members of at least the role pass, operators always; strangers learn nothing, not even that it exists."""
    if principal.anonymous:
        raise Unauthenticated("Sign in to do this.")
    if principal.operator or principal.works_for(vendor_id, least):
        return principal
    if principal.works_for(vendor_id):
        raise Forbidden(f"This needs the role {least.value} in the business; ask its owner.")
    raise NotFound("No such business.")


require = _Require()
"""Path parameter of the vendor dependencies is `vendor_id` (declare the route as `/vendors/{vendor_id}/...`)."""
