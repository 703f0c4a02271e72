"""Every setting of the product, read once from the environment (and an optional `.env` file).

`env.example` documents them for operators; a test keeps the two equal.
"""

from __future__ import annotations

import zoneinfo
from enum import StrEnum
from pathlib import Path

from pydantic import AliasChoices, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

# Time zones come from the locked `tzdata` package: system copies differ between machines (12 zones today).
zoneinfo.reset_tzpath(to=[])


class Mode(StrEnum):
    """Where the process runs: production refuses switches that only tests and demonstrations may use."""

    DEVELOPMENT = "development"
    PRODUCTION = "production"
    TEST = "test"


class Settings(BaseSettings):
    """Names in the environment are SMARTBOOKING_<FIELD>; DATABASE_URL and REDIS_URL work without prefix."""

    model_config = SettingsConfigDict(
        env_prefix="SMARTBOOKING_", env_file=".env", extra="ignore", populate_by_name=True
    )

    mode: Mode = Mode.DEVELOPMENT
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
    public_url: str = ""
    """Address people reach us at, without a slash at the end; empty means http://localhost:<port>."""

    data_dir: Path = Path("var")
    """Where the embedded database, uploads and secrets live."""

    database_url: str = Field(default="", validation_alias=AliasChoices("SMARTBOOKING_DATABASE_URL", "DATABASE_URL"))
    """postgresql://user:password@host:port/name; empty means the embedded PostgreSQL."""
    migration_database_url: str = ""
    """Login that owns the tables; empty means the same as database_url."""
    database_pool: int = Field(default=10, ge=1, le=200)
    database_statement_timeout_seconds: float = Field(default=10.0, gt=0)
    redis_url: str = Field(default="", validation_alias=AliasChoices("SMARTBOOKING_REDIS_URL", "REDIS_URL"))

    secret_key: SecretStr = SecretStr("")
    """Signs quotes, links and tokens; empty means a random one kept in data_dir/secret_key."""
    cors_origins: list[str] = []
    trusted_proxies: list[str] = []
    """Addresses whose X-Forwarded-For is believed."""
    max_body_bytes: int = Field(default=1_048_576, ge=1024)
    max_upload_bytes: int = Field(default=10_485_760, ge=1024)
    rate_limits: bool = True
    log_level: str = "INFO"
    log_format: str = Field(default="auto", pattern="^(auto|json|console)$")

    hold_minutes: int = Field(default=10, ge=1, le=30)
    hold_extension_minutes: int = Field(default=2, ge=1, le=10)
    hold_extensions: int = Field(default=10, ge=0, le=30)
    approval_hours: int = Field(default=24, ge=1, le=168)

    sandbox_url: str = ""
    """Address of the sandbox payment provider; empty means that method is not offered."""
    sandbox_api_key: SecretStr = SecretStr("sk_sandbox_local")
    sandbox_webhook_secret: SecretStr = SecretStr("whsec_sandbox_local")

    test_failpoints: bool = False
    """Named places where a drill may stop the process. Production refuses to start with it."""

    @property
    def base_url(self) -> str:
        return self.public_url.rstrip("/") or f"http://localhost:{self.port}"

    @property
    def owner_database_url(self) -> str:
        return self.migration_database_url or self.database_url


class UnsafeSettings(ValueError):
    """The settings must not be used in this mode."""


def load_settings(**overrides: object) -> Settings:
    """Settings from the environment; raises UnsafeSettings for a combination production must not run with."""
    settings = Settings(**overrides)  # type: ignore[arg-type]  # values are validated by pydantic
    if settings.mode is Mode.PRODUCTION:
        if settings.test_failpoints:
            raise UnsafeSettings("SMARTBOOKING_TEST_FAILPOINTS must not be set in production")
        if not settings.public_url.startswith("https://"):
            raise UnsafeSettings("SMARTBOOKING_PUBLIC_URL must be the https:// address people use")
    return settings
