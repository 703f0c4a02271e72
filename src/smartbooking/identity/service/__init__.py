"""What other modules may ask of identity."""

from smartbooking.identity.repository.memberships import Member
from smartbooking.identity.service import acting
from smartbooking.identity.service.accounts import (
    change_password,
    change_status,
    close_account,
    create_admin,
    find_user_by_contact,
    find_users,
    get_user,
    register,
    set_platform_role,
    suspend_account,
    update_profile,
)
from smartbooking.identity.service.callers import CallerMemory, forget_caller, principal_of_token
from smartbooking.identity.service.memberships import (
    grant_role,
    lock_role,
    members_of,
    memberships_of,
    revoke_role,
    settled_memberships,
)
from smartbooking.identity.service.sign_in import (
    end_other_sessions,
    end_session,
    login,
    logout,
    open_session,
    refresh,
)
from smartbooking.identity.service.tokens import MINT, TokenMint

__all__ = [
    "MINT",
    "CallerMemory",
    "Member",
    "TokenMint",
    "acting",
    "change_password",
    "change_status",
    "close_account",
    "create_admin",
    "end_other_sessions",
    "end_session",
    "find_user_by_contact",
    "find_users",
    "forget_caller",
    "get_user",
    "grant_role",
    "lock_role",
    "login",
    "logout",
    "members_of",
    "memberships_of",
    "open_session",
    "principal_of_token",
    "refresh",
    "register",
    "revoke_role",
    "set_platform_role",
    "settled_memberships",
    "suspend_account",
    "update_profile",
]
