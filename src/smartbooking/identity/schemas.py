"""Shapes of identity on the wire."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import partial
from typing import Annotated, Any, Final, Literal
from uuid import UUID

from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer, StringConstraints, WithJsonSchema

from smartbooking.identity.domain import (
    MAX_PASSWORD,
    MIN_PASSWORD,
    AccountStatus,
    Membership,
    Session,
    TokenPair,
    User,
)
from smartbooking.infra.http.wire import Instant, UserRef, VendorRef, Wire, example
from smartbooking.kernel.ids import MalformedId, parse_uuid, public_id
from smartbooking.kernel.page import Page
from smartbooking.kernel.principal import PlatformRole, VendorRole

_UNPRINTABLE: Final = frozenset({"Cc", "Cs", "Cn", "Co"})
_DIRECTION_OVERRIDES: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
SESSION_EXAMPLE: Final = "ses_01M7YHFMK6EXSVJKDHAQ5QAGFG"


def one_line(text: str) -> str:
    """Text that stays on its line and in its direction wherever it is shown; raises ValueError."""
    if any(unicodedata.category(sign) in _UNPRINTABLE or sign in _DIRECTION_OVERRIDES for sign in text):
        raise ValueError("This holds characters that cannot be shown.")
    return text


def _session_id(value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        return parse_uuid("ses", value)
    except MalformedId as error:
        raise ValueError(str(error)) from error


SessionRef = Annotated[
    UUID,
    BeforeValidator(_session_id),
    PlainSerializer(partial(public_id, "ses"), return_type=str),
    WithJsonSchema({
        "type": "string", "pattern": "^ses_[0-7][0-9A-HJKMNP-TV-Z]{25}$", "examples": [SESSION_EXAMPLE],
    }),
]  # fmt: skip

PersonName = Annotated[
    str, StringConstraints(min_length=1, max_length=120), AfterValidator(one_line), Field(examples=["Айгерім Бекова"])
]
Email = Annotated[str, StringConstraints(max_length=254), Field(examples=["aigerim@example.com"])]
Phone = Annotated[str, StringConstraints(max_length=80), Field(examples=["8 701 123 45 67"])]
Reason = Annotated[
    str, StringConstraints(min_length=1, max_length=500), Field(examples=["Asked by the owner by phone"])
]
# A password is taken as typed: nothing is stripped, folded or cut (ASVS 6.2.8).
Password = Annotated[
    str,
    StringConstraints(strip_whitespace=False, max_length=1024),
    Field(json_schema_extra={"format": "password"}, examples=["sunny steppe 41 tulips"]),
]
NewPassword = Annotated[
    str,
    StringConstraints(strip_whitespace=False, min_length=MIN_PASSWORD, max_length=MAX_PASSWORD),
    Field(json_schema_extra={"format": "password"}, examples=["sunny steppe 41 tulips"]),
]
Locale = Literal["kk", "ru", "en"]
RefreshToken = Annotated[
    str, StringConstraints(min_length=1, max_length=200), Field(examples=["sbr_cLqk...43 characters"])
]


class Registration(Wire):
    """A new account: an e-mail address or a phone number, or both."""

    model_config = example(
        {
            "name": "Айгерім Бекова",
            "email": "aigerim@example.com",
            "phone": "8 701 123 45 67",
            "password": "sunny steppe 41 tulips",
            "locale": "kk",
        }
    )

    email: Email | None = None
    phone: Phone | None = None
    name: PersonName
    password: NewPassword = Field(repr=False)
    locale: Locale | None = None


class Login(Wire):
    """`login` is the e-mail address or the phone number, in any spelling."""

    model_config = example({"login": "aigerim@example.com", "password": "sunny steppe 41 tulips"})

    login: Annotated[str, StringConstraints(min_length=1, max_length=254), Field(examples=["+7 701 123 45 67"])]
    password: Password = Field(repr=False)


class Refresh(Wire):
    """Left out by browsers, which send the cookie instead."""

    model_config = example({"refreshToken": "sbr_cLqkQ2r1v0b8yYw3mT7nZ5xF9hJ6dK4sG8pA0eUoIiR"})

    refresh_token: RefreshToken | None = Field(default=None, repr=False)


class ProfileChange(Wire):
    """Facts to change; what is left out stays. A new e-mail or phone needs `currentPassword`."""

    model_config = example({"version": 1, "name": "Айгерім Бекова", "locale": "kk"})

    version: Annotated[int, Field(ge=1, le=2**31 - 1, description="The version this change is based on")]
    name: PersonName | None = None
    locale: Locale | None = None
    email: Email | None = None
    phone: Phone | None = None
    current_password: Password | None = Field(default=None, repr=False)

    def changes(self) -> dict[str, Any]:  # Any: the wire's own values
        """Only what was sent; a name or language cannot be removed, a contact can."""
        sent = self.model_dump(exclude_unset=True, exclude={"version", "current_password"})
        return {key: value for key, value in sent.items() if value is not None or key in ("email", "phone")}


class PasswordChange(Wire):
    """The current password and the new one."""

    model_config = example({"currentPassword": "sunny steppe 41 tulips", "newPassword": "seven red apples 1986"})

    current_password: Password = Field(repr=False)
    new_password: NewPassword = Field(repr=False)


class AccountClosing(Wire):
    """The password confirms that it is really the owner."""

    model_config = example({"password": "sunny steppe 41 tulips"})

    password: Password = Field(repr=False)


class StatusChange(Wire):
    """Why; kept in the audit trail."""

    model_config = example({"reason": "Asked by the owner by phone"})

    reason: Reason


class RoleChange(Wire):
    """What the person shall be to the platform."""

    model_config = example({"role": "operator", "reason": "Joined the help desk"})

    role: PlatformRole
    reason: Reason


class UserView(Wire):
    """A person as they and the operators see them."""

    id: UserRef
    email: Annotated[str | None, Field(examples=["aigerim@example.com"])]
    phone: Annotated[str | None, Field(examples=["+77011234567"])]
    name: Annotated[str, Field(examples=["Айгерім Бекова"])]
    locale: Locale
    role: PlatformRole
    status: AccountStatus
    version: int
    created_at: Instant

    @classmethod
    def of(cls, user: User) -> UserView:
        return cls(
            id=user.id, email=user.email, phone=user.phone, name=user.name, locale=user.locale,
            role=user.role, status=user.status, version=user.version, created_at=user.created_at,
        )  # fmt: skip


class SignedIn(Wire):
    """Tokens of a new or renewed session. `refreshToken` is absent when it went into the cookie."""

    user: UserView
    access_token: Annotated[str, Field(repr=False, examples=["eyJhbGciOiJFZDI1NTE5Iiwi..."])]
    token_type: Literal["Bearer"] = "Bearer"  # noqa: S105  # a scheme, not a secret
    expires_in: Annotated[int, Field(description="Seconds the access token lives", examples=[600])]
    refresh_token: Annotated[str | None, Field(repr=False, examples=["sbr_cLqk...43 characters"])] = None
    refresh_expires_at: Instant

    @classmethod
    def of(cls, pair: TokenPair, *, in_cookie: bool) -> SignedIn:
        return cls(
            user=UserView.of(pair.user),
            access_token=pair.access_token,
            expires_in=pair.expires_in,
            refresh_token=None if in_cookie else pair.refresh_token,
            refresh_expires_at=pair.refresh_expires_at,
        )


class MembershipView(Wire):
    """The role the caller holds at a vendor."""

    vendor_id: VendorRef
    role: VendorRole
    granted_at: Instant


class MembershipList(Wire):
    """Where the caller works."""

    data: list[MembershipView]

    @classmethod
    def of(cls, held: Iterable[Membership]) -> MembershipList:
        return cls(
            data=[MembershipView(vendor_id=one.vendor_id, role=one.role, granted_at=one.granted_at) for one in held]
        )


class SessionView(Wire):
    """A device the caller is signed in on."""

    id: SessionRef
    device: Annotated[str, Field(examples=["Mozilla/5.0 (Linux; Android 15)"])]
    created_at: Instant
    last_seen_at: Instant
    expires_at: Instant
    current: Annotated[bool, Field(description="Whether this call came from it")]


class SessionList(Wire):
    """Devices, latest use first."""

    data: list[SessionView]

    @classmethod
    def of(cls, sessions: Iterable[Session], *, current: UUID | None) -> SessionList:
        return cls(
            data=[
                SessionView(
                    id=one.id, device=one.device, created_at=one.created_at, last_seen_at=one.last_seen_at,
                    expires_at=one.expires_at, current=one.id == current,
                )
                for one in sessions
            ]
        )  # fmt: skip


class Pagination(Wire):
    """Which part of the list this is; `total` counts all rows."""

    page: int
    limit: int
    total: int


class UserPage(Wire):
    """Accounts, newest first."""

    data: list[UserView]
    pagination: Pagination

    @classmethod
    def of(cls, found: Page[User]) -> UserPage:
        return cls(
            data=[UserView.of(user) for user in found.rows],
            pagination=Pagination(page=found.page, limit=found.limit, total=found.total),
        )
