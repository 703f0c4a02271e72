"""Demo accounts: one owner per business, a customer, an operator, an administrator.

Passwords are derived from the installation's secret key: the same on every run, so that the command can show them
again, and known to nobody who does not already hold the key.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from smartbooking.identity import service as identity
from smartbooking.identity.domain import Contact
from smartbooking.infra.crypto import derive_key, master_secret
from smartbooking.infra.db import Tx
from smartbooking.infra.settings import Settings
from smartbooking.kernel.principal import SYSTEM, PlatformRole


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoAccount:
    """Somebody to sign in as; `what` says whose eyes one sees through."""

    user_id: UUID
    login: str
    password: str
    name: str
    what: str


def password_for(settings: Settings, login: str) -> str:
    """Sixteen letters and digits, in groups, that only this installation derives."""
    digest = hmac.digest(derive_key(master_secret(settings), "demo-accounts"), login.encode(), hashlib.sha256)
    letters = base64.b32encode(digest).decode().lower()[:16]
    return "-".join(letters[n : n + 4] for n in range(0, 16, 4))


async def demo_account(
    tx: Tx,
    settings: Settings,
    *,
    login: str,
    name: str,
    what: str,
    role: PlatformRole = PlatformRole.CUSTOMER,
    now: datetime,
) -> DemoAccount:
    """The account with that e-mail address, created when it is missing."""
    password = password_for(settings, login)
    user = await identity.find_user_by_contact(tx, Contact(email=login))
    if user is None:
        user = await identity.register(tx, email=login, phone=None, name=name, password=password, locale="ru", now=now)
        if role is not PlatformRole.CUSTOMER:
            await identity.set_platform_role(tx, user_id=user.id, role=role, by=SYSTEM, now=now, reason="demonstration")
    return DemoAccount(user_id=user.id, login=login, password=password, name=name, what=what)
