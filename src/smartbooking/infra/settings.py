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


class SmtpSecurity(StrEnum):
    """How the connection to the mail server is protected; `none` is for a server in the same house only."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


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
    open_holds_per_person: int = Field(default=6, ge=0)
    """Places one account, phone number or e-mail address may keep unpaid at once; 0 means any number."""
    open_holds_per_address: int = Field(default=30, ge=0)
    """The same for one network address; many people of a mobile network share one."""
    open_holds_percent_per_network: int = Field(default=20, ge=0, le=100)
    """Share of one event's places that addresses of one network (/24, /48) may keep unpaid at once; 0: any."""

    support_phone: str = ""
    """The help desk's number, shown on every screen; empty: people can only ask to be called."""
    support_whatsapp: str = ""
    support_hours: str = Field(default="09:00-21:00", pattern=r"^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$")
    support_timezone: str = "Asia/Almaty"
    support_promise_minutes: int = Field(default=10, ge=1, le=600)
    """Within so many minutes of open time somebody who asks is called."""

    acting_minutes: int = Field(default=15, ge=1, le=60)
    """How long an operator may act in somebody's name before it ends by itself; it cannot be prolonged."""

    sandbox_url: str = ""
    """Address of the sandbox payment provider; empty means that method is not offered."""
    sandbox_api_key: SecretStr = SecretStr("sk_sandbox_local")
    sandbox_webhook_secret: SecretStr = SecretStr("whsec_sandbox_local")

    kaspi_biller_addresses: list[str] = []
    """Addresses or networks Kaspi calls from; empty means its biller protocol is not offered."""
    kaspi_biller_client_header: str = ""
    """Header in which the TLS proxy says that Kaspi's client certificate was checked; empty: not asked for."""
    kaspi_biller_client_value: str = "SUCCESS"
    kaspi_qr_url: str = ""
    """Address of the Kaspi QR API with its scheme, such as https://host:port/r3/v01; empty: not offered."""
    kaspi_qr_device_token: SecretStr = SecretStr("")
    kaspi_qr_api_key: SecretStr = SecretStr("")
    kaspi_qr_organization_bin: str = ""
    kaspi_qr_certificate_file: str = ""
    kaspi_qr_key_file: str = ""
    kaspi_qr_key_password: SecretStr = SecretStr("")
    kaspi_qr_authority_file: str = ""
    freedom_url: str = "https://api.freedompay.kz"
    freedom_merchant_id: str = ""
    freedom_secret: SecretStr = SecretStr("")
    freedom_testing: bool = False
    cloudpayments_url: str = "https://api.cloudpayments.ru"
    cloudpayments_public_id: str = ""
    cloudpayments_secret: SecretStr = SecretStr("")
    payme_merchant_id: str = ""
    payme_key: SecretStr = SecretStr("")
    payme_checkout_url: str = "https://checkout.paycom.uz"
    click_service_id: str = ""
    click_merchant_id: str = ""
    click_secret: SecretStr = SecretStr("")
    click_pay_url: str = "https://my.click.uz/services/pay"

    stripe_url: str = "https://api.stripe.com"
    stripe_secret_key: SecretStr = SecretStr("")
    stripe_webhook_secret: SecretStr = SecretStr("")
    """Secret of the webhook endpoint; while it is rolled both, with a space between."""
    razorpay_url: str = "https://api.razorpay.com"
    razorpay_key_id: str = ""
    razorpay_key_secret: SecretStr = SecretStr("")
    razorpay_webhook_secret: SecretStr = SecretStr("")
    razorpay_currencies: list[str] = ["INR"]
    paypal_url: str = "https://api-m.paypal.com"
    paypal_client_id: str = ""
    paypal_client_secret: SecretStr = SecretStr("")
    paypal_webhook_id: str = ""
    yookassa_url: str = "https://api.yookassa.ru"
    yookassa_shop_id: str = ""
    yookassa_secret_key: SecretStr = SecretStr("")
    yookassa_currencies: list[str] = ["RUB"]
    yookassa_addresses: list[str] = [
        "185.71.76.0/27", "185.71.77.0/27", "77.75.153.0/25", "77.75.156.11", "77.75.156.35", "77.75.154.128/25",
        "2a02:5180::/32",
    ]  # fmt: skip
    """Where YooKassa's notifications come from (yookassa.ru/developers/using-api/webhooks)."""
    tbank_url: str = "https://securepay.tinkoff.ru"
    tbank_terminal_key: str = ""
    tbank_password: SecretStr = SecretStr("")
    halyk_url: str = "https://epay-api.homebank.kz"
    halyk_oauth_url: str = "https://epay-oauth.homebank.kz"
    halyk_script_url: str = "https://epay.homebank.kz/payform/payment-api.js"
    halyk_client_id: str = ""
    halyk_client_secret: SecretStr = SecretStr("")
    halyk_terminal: str = ""
    halyk_currencies: list[str] = ["KZT"]

    webkassa_url: str = ""
    """Address of Webkassa, which registers fiscal receipts; empty means that businesses can not choose it."""
    webkassa_api_key: SecretStr = SecretStr("")
    webkassa_login: str = ""
    webkassa_password: SecretStr = SecretStr("")

    smtp_host: str = ""
    """The mail server; together with mail_from it makes e-mail possible."""
    smtp_port: int = Field(default=587, ge=1, le=65535)
    smtp_security: SmtpSecurity = SmtpSecurity.STARTTLS
    smtp_username: str = ""
    smtp_password: SecretStr = SecretStr("")
    mail_from: str = Field(default="", pattern=r"^$|^[^\s<>@]+@[^\s<>@]+$")
    """Our own address; people see the business's name before it."""
    twilio_url: str = "https://api.twilio.com"
    twilio_account_sid: str = ""
    twilio_auth_token: SecretStr = SecretStr("")
    twilio_from: str = ""
    """A number, a registered name, or a messaging service (MG...) that short messages come from."""
    practice_inbox_url: str = ""
    """Set by `smartbooking run` while neither road is configured: where messages can be read instead."""

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
        if settings.practice_inbox_url:
            raise UnsafeSettings("SMARTBOOKING_PRACTICE_INBOX_URL must not be set in production")
        if not settings.public_url.startswith("https://"):
            raise UnsafeSettings("SMARTBOOKING_PUBLIC_URL must be the https:// address people use")
    return settings
