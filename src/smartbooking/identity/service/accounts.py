"""Accounts: making them, changing them, closing them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from smartbooking.identity.domain.account import ACCOUNT_TRANSITIONS, AccountStatus, User
from smartbooking.identity.domain.contact import Contact, InvalidContact, parse_email, parse_phone
from smartbooking.identity.errors import ContactTaken, InvalidTransition, LastOwner, WrongPassword
from smartbooking.identity.events import AccountStatusChanged
from smartbooking.identity.repository import accounts, memberships, sessions
from smartbooking.identity.service.callers import forget_caller
from smartbooking.identity.service.passwords import hash_password, verify_password
from smartbooking.infra.audit import record
from smartbooking.infra.db import Database, ReadTx, Tx
from smartbooking.infra.events import publish
from smartbooking.kernel.ids import public_id, uuid7
from smartbooking.kernel.page import Page
from smartbooking.kernel.principal import SYSTEM, PlatformRole, Principal
from smartbooking.kernel.problem import FieldError, Forbidden, Invalid, NotFound, StaleVersion


async def register(
    tx: Tx,
    *,
    email: str | None,
    phone: str | None,
    name: str,
    password: str,
    locale: str,
    now: datetime,
    role: PlatformRole = PlatformRole.CUSTOMER,
) -> User:
    """A new account; raises Invalid for an unusable contact or weak password, ContactTaken for a known one.

    Hashes before the first statement, so that no connection waits for it.
    """
    contact = _checked_contact(email, phone)
    if not (contact.email or contact.phone):
        raise Invalid(FieldError("/email", "Give an e-mail address or a phone number.", "missing"))
    password_hash = await hash_password(password, personal=_personal(contact, name))
    user = User(
        id=uuid7(),
        email=contact.email,
        phone=contact.phone,
        name=name,
        locale=locale,
        role=role,
        status=AccountStatus.ACTIVE,
        status_reason=None,
        version=1,
        created_at=now,
    )
    if not await accounts.insert_account(tx, user, password_hash=password_hash):
        raise ContactTaken
    await record(tx, Principal(user_id=user.id), action="identity.registered", subject=public_id("usr", user.id))
    return user


async def create_admin(
    tx: Tx, *, email: str, name: str, password: str, now: datetime, role: PlatformRole = PlatformRole.ADMIN
) -> User:
    """An account that runs the platform, for the command line; raises as `register` does."""
    user = await register(tx, email=email, phone=None, name=name, password=password, locale="ru", now=now, role=role)
    await record(tx, SYSTEM, action="identity.role_set", subject=public_id("usr", user.id), details={"role": role})
    return user


async def set_platform_role(
    tx: Tx, *, user_id: UUID, role: PlatformRole, by: Principal, now: datetime, reason: str = ""
) -> User:
    """Makes a person an operator, an admin or a plain customer; raises NotFound."""
    user = await accounts.set_role(tx, user_id, role=role, now=now)
    if user is None:
        raise NotFound("No such account.")
    facts = {"role": role, "reason": reason}
    await record(tx, by, action="identity.role_set", subject=public_id("usr", user_id), details=facts)
    forget_caller(tx, user_id)
    return user


async def get_user(read: ReadTx, user_id: UUID) -> User:
    """Raises NotFound."""
    user = await accounts.account(read, user_id)
    if user is None:
        raise NotFound("No such account.")
    return user


async def find_user_by_contact(read: ReadTx, contact: Contact) -> User | None:
    """The active account with exactly this e-mail or phone."""
    found = await accounts.credentials_by_contact(read, contact)
    return found.user if found and found.user.status is AccountStatus.ACTIVE else None


async def find_users(
    read: ReadTx, *, query: str = "", status: AccountStatus | None = None, page: int = 1, limit: int = 20
) -> Page[User]:
    """Accounts for operators, newest first."""
    return await accounts.find_accounts(read, query=query, status=status, page=page, limit=limit)


async def update_profile(
    database: Database,
    *,
    user_id: UUID,
    version: int,
    changes: Mapping[str, Any],  # Any: name, locale, email, phone as the wire checked them
    current_password: str | None,
    now: datetime,
) -> User:
    """Changes the named facts; raises StaleVersion, ContactTaken, Invalid, WrongPassword.

    A new e-mail or phone needs the password: they are the way back into the account.
    """
    contacts = {key: changes[key] for key in ("email", "phone") if key in changes}
    checked = _checked_contact(contacts.get("email"), contacts.get("phone"))
    changed = {**changes, **{key: getattr(checked, key) for key in contacts}}
    if contacts:
        await _confirm_contacts(database, user_id, changed, current_password)

    async def change(tx: Tx) -> User:
        user = await accounts.update_account(tx, user_id, version=version, now=now, changes=changed)
        if user is None:
            raise StaleVersion
        await record(
            tx, Principal(user_id=user_id), action="identity.profile_changed",
            subject=public_id("usr", user_id), details={"fields": sorted(changed)},
        )  # fmt: skip
        forget_caller(tx, user_id)
        return user

    return await database.run(change)


async def change_password(database: Database, *, principal: Principal, current: str, new: str, now: datetime) -> None:
    """Replaces the password and ends all other sessions; raises WrongPassword or Invalid."""
    assert principal.user_id is not None
    user_id = principal.user_id
    held = await _verified(database, user_id, current)
    password_hash = await hash_password(
        new, personal=_personal(Contact(held.user.email, held.user.phone), held.user.name),
        pointer="/newPassword",
    )  # fmt: skip

    async def change(tx: Tx) -> None:
        replaced = await accounts.set_password_hash(
            tx, user_id, password_hash=password_hash, instead_of=held.password_hash
        )
        if not replaced:
            raise StaleVersion("The password was changed meanwhile.")
        await sessions.revoke_sessions(tx, user_id, because="password changed", now=now, keep=principal.session_id)
        await record(tx, principal, action="identity.password_changed", subject=public_id("usr", user_id))
        forget_caller(tx, user_id)

    await database.run(change)


async def change_status(tx: Tx, *, verb: str, user_id: UUID, by: Principal, reason: str, now: datetime) -> User:
    """Carries out `suspend`, `reinstate` or `close` (ACCOUNT_TRANSITIONS) and ends the sessions at once.

    Raises NotFound, InvalidTransition, and LastOwner when a business would be left without an owner by a close.
    """
    allowed, to = ACCOUNT_TRANSITIONS[verb]
    if verb == "close" and await memberships.sole_ownerships(tx, user_id):
        raise LastOwner("You are the only owner of a business. Make somebody else an owner first.")
    user = await accounts.change_status(tx, user_id, allowed=allowed, to=to, reason=reason, now=now)
    if user is None:
        present = await get_user(tx, user_id)
        possible = [name for name, (states, _) in ACCOUNT_TRANSITIONS.items() if present.status in states]
        raise InvalidTransition(f"The account is {present.status}.", allowed=possible)
    if to is not AccountStatus.ACTIVE:
        await sessions.revoke_sessions(tx, user_id, because=f"account {to}", now=now)
    if to is AccountStatus.DELETED:
        await memberships.remove_memberships(tx, user_id)
    await record(tx, by, action=f"identity.account_{to}", subject=public_id("usr", user_id), details={"reason": reason})
    await publish(tx, AccountStatusChanged(user_id=user_id, status=to))
    forget_caller(tx, user_id)
    return user


async def suspend_account(tx: Tx, *, user_id: UUID, by: Principal, reason: str, now: datetime) -> User:
    """Locks a person out until reinstated; nobody can suspend themselves."""
    if user_id == by.user_id:
        raise Forbidden("You cannot suspend your own account.")
    return await change_status(tx, verb="suspend", user_id=user_id, by=by, reason=reason, now=now)


async def close_account(database: Database, *, principal: Principal, password: str, now: datetime) -> None:
    """Empties the caller's account for good; raises WrongPassword or LastOwner."""
    assert principal.user_id is not None
    user_id = principal.user_id
    await _verified(database, user_id, password)

    async def close(tx: Tx) -> None:
        await change_status(tx, verb="close", user_id=user_id, by=principal, reason="", now=now)

    await database.run(close)


async def _confirm_contacts(
    database: Database, user_id: UUID, changed: Mapping[str, Any], current_password: str | None
) -> None:
    held = await _verified(database, user_id, current_password or "")
    after = {key: changed.get(key, getattr(held.user, key)) for key in ("email", "phone")}
    if not any(after.values()):
        raise Invalid(FieldError("/email", "Keep an e-mail address or a phone number.", "missing"))


async def _verified(database: Database, user_id: UUID, password: str) -> accounts.Credentials:
    async with database.reading() as read:
        held = await accounts.credentials(read, user_id)
    correct, _ = await verify_password(password, held.password_hash if held else None)
    if held is None or not correct:
        raise WrongPassword
    return held


def _checked_contact(email: str | None, phone: str | None) -> Contact:
    """Both contacts in their one spelling; raises Invalid naming each that reaches nobody."""
    errors, found = [], {}
    for pointer, text, parse in (("/email", email, parse_email), ("/phone", phone, parse_phone)):
        try:
            found[pointer] = parse(text) if text else None
        except InvalidContact as error:
            errors.append(FieldError(pointer, str(error), "invalid-contact"))
    if errors:
        raise Invalid(*errors)
    return Contact(email=found["/email"], phone=found["/phone"])


def _personal(contact: Contact, name: str) -> list[str]:
    return [text for text in (contact.email, contact.phone, name) if text]
