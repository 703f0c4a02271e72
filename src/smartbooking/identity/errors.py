"""Anticipated failures of identity."""

from __future__ import annotations

from smartbooking.kernel import problem
from smartbooking.kernel.problem import Conflict, Forbidden, Unauthenticated


class WrongCredentials(Unauthenticated):
    """No account opens with this login and password. The same answer, after the same time, for unknown logins.

    Check the spelling of the e-mail address or phone number and the password.
    """

    slug = "wrong-credentials"
    title = "Login or password is wrong"


class WrongPassword(Forbidden):
    """The current password, asked for again before a sensitive change, is wrong. You are still signed in."""

    slug = "wrong-password"
    title = "The current password is wrong"


class InvalidToken(Unauthenticated):
    """The access token is not one of ours, has run out, or its session was ended. Refresh it, or sign in again."""

    slug = "invalid-token"
    title = "Your access token is not valid"


class RefreshRefused(Unauthenticated):
    """The refresh token is unknown, has run out, was used before, or its session was ended. Sign in again.

    A token that was already used ends the whole session: either the client or somebody who copied the token
    presented it twice, and the two cannot be told apart.
    """

    slug = "refresh-refused"
    title = "Please sign in again"


class AccountSuspended(Forbidden):
    """The account was suspended by the operators of this platform. Contact them; the reason is in their record."""

    slug = "account-suspended"
    title = "This account is suspended"


class NotWhileActing(Forbidden):
    """An operator acts in somebody's name; this is done by the person alone, or by the operator in the own name.

    Sign-in, contacts, roles, money that goes out, exports and the closing of accounts are never done for somebody.
    """

    slug = "not-while-acting"
    title = "This cannot be done in somebody's name"


class CannotActFor(Conflict):
    """Nobody acts for operators and administrators, for closed accounts, or for themselves."""

    slug = "cannot-act-for"
    title = "Nobody can act for this account"


class ContactTaken(Conflict):
    """Another account already uses this e-mail address or phone number.

    Sign in to it, or use another contact. Booking works without an account, with any contact.
    """

    slug = "contact-taken"
    title = "There is already an account with this contact"


class InvalidTransition(problem.InvalidTransition):
    """The account is not in a state from which this is possible. `allowed` lists what is."""


class LastOwner(Conflict):
    """A business keeps at least one owner. Make somebody else an owner first."""

    slug = "last-owner"
    title = "The last owner cannot be removed"


class CrossSiteRequest(Forbidden):
    """A request that carries the session cookie must come from our own pages (its Origin header says so).

    Programs that are not browsers send the refresh token in the body instead of the cookie.
    """

    slug = "cross-site-request"
    title = "This request came from another site"
