"""Where payments keep facts about people, and why."""

from __future__ import annotations

from smartbooking.infra.module import PersonalData

TABLES = (
    PersonalData(
        table="payments.vendor_terms",
        columns=("phone", "pay_link", "account_name", "account_number", "tax_id", "note"),
        subject="the business, which may be one person",
        purpose="telling customers where to send their money",
        kept="as long as the business offers the method",
    ),
    PersonalData(
        table="payments.provider_call",
        columns=("account", "reply"),
        subject="the person who pays (a phone, where she typed that instead of our number)",
        purpose="answering a provider's repeated question the same way, and finding money that came for nobody",
        kept="five years (accounting)",
    ),
    PersonalData(
        table="payments.saved_card",
        columns=("account_id", "token", "payer", "brand", "last4", "exp_month", "exp_year", "fingerprint", "country"),
        subject="the account holder who had the card kept",
        purpose="paying again without typing the card (consent, its time is kept); the number is the provider's alone",
        kept="until she removes it or closes the account; then until the provider has forgotten it",
    ),
    PersonalData(
        table="payments.attempt",
        columns=("payer", "saved_card_id", "save_for", "card_print", "card_country"),
        subject="the person who pays",
        purpose="keeping the card where she asked for it; noticing one card under many names (keyed name, no number)",
        kept="payer: until the provider answers; the keyed name and the country for two days",
    ),
    PersonalData(
        table="payments.proof",
        columns=("storage_key", "digest"),
        subject="the person who pays",
        purpose="letting the business compare a receipt with its account, and recognising receipts shown twice",
        kept="one year after the payment",
    ),
)
