"""A small town for contract tests: two businesses with everything they can have, and everybody who may come by."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import httpx2
from sqlalchemy import text

from smartbooking.bookings.service import reading as bookings
from smartbooking.books import service as books
from smartbooking.catalog.domain import PaymentTiming
from smartbooking.documents import service as documents
from smartbooking.documents.domain import FiscalKind, FiscalTerms, Recorder, SellerFacts
from smartbooking.identity import service as identity
from smartbooking.identity.domain import AccountStatus, User
from smartbooking.infra.db import Database, Tx
from smartbooking.infra.module import Runtime
from smartbooking.kernel.ids import parse_uuid, public_id, sale_id, uuid7
from smartbooking.kernel.money import Money
from smartbooking.kernel.principal import SYSTEM, PlatformRole, VendorRole
from smartbooking.payments import service as payments
from smartbooking.payments.domain.saved_cards import SavedCard
from smartbooking.payments.repository import add_alert, saved_cards
from smartbooking.pricing.domain import Unit
from smartbooking.risk import service as risk
from smartbooking.risk.domain import Signals
from smartbooking.sales.domain import PAY_WITHIN, Goods, Sale, SaleKind, SaleStatus
from smartbooking.sales.repository import sales
from smartbooking.value.domain import Holder
from tests.bookings.factory import open_daily, set_price
from tests.books.factory import earn
from tests.catalog.factory import make_resource, make_service, make_venue
from tests.catalog.pictures import make_picture
from tests.contract.schema import Operation, filled, operations
from tests.identity.factory import make_user, sign_in

JSON = dict[str, Any]
ANONYMOUS = "anonymous"
OWN, OTHER, ABSENT = "own", "other", "absent"
TENANTS = (OWN, OTHER, ABSENT)
COLLEAGUE = "aigerim"  # the person the examples name; works as staff at both businesses
PEOPLE = (
    ANONYMOUS, "suspended", "stranger", "customer", "other_owner", "staff", "manager", "owner", "operator", "admin",
)  # fmt: skip
_ROLES = {"staff": VendorRole.STAFF, "manager": VendorRole.MANAGER, "owner": VendorRole.OWNER}
_PLATFORM = {"operator": PlatformRole.OPERATOR, "admin": PlatformRole.ADMIN}


@dataclass
class Town:
    """Headers by person and, by tenant, the ids that stand for `{resource_id}` and so on in addresses."""

    client: httpx2.AsyncClient
    headers: dict[str, dict[str, str]] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    ids: dict[str, dict[str, str]] = field(default_factory=dict)

    async def post(self, who: str, path: str, body: JSON, **parts: Any) -> JSON:
        headers = {**self.headers[who], "Idempotency-Key": uuid7().hex}
        reply = await self.client.post("/api/v1" + path, json=body, headers=headers, **parts)
        assert reply.status_code in (200, 201, 202), (path, reply.status_code, reply.text)
        found: JSON = reply.json()
        return found


async def build(client: httpx2.AsyncClient, runtime: Runtime) -> Town:
    """People first, then both businesses through their own API, with the examples of the documentation."""
    town = Town(client)
    await _people(town, runtime)
    town.ids[OWN] = await _business(town, runtime.database, "owner", "customer")
    town.ids[OTHER] = await _business(town, runtime.database, "other_owner", "stranger")
    town.ids[ABSENT] = _nowhere(town.ids[OTHER])
    async with runtime.database.transaction() as tx:
        for name, role in _ROLES.items():
            vendor_id = int(town.ids[OWN]["vendor_id"][4:])
            await identity.grant_role(tx, user_id=town.users[name].id, vendor_id=vendor_id, role=role, by=SYSTEM)
        await identity.suspend_account(
            tx, user_id=town.users["suspended"].id, by=SYSTEM, reason="test", now=datetime.now(UTC)
        )
    return town


async def _people(town: Town, runtime: Runtime) -> None:
    town.headers[ANONYMOUS] = {}
    for name in (*PEOPLE[1:], COLLEAGUE):
        role = _PLATFORM.get(name, PlatformRole.CUSTOMER)

        async def make(tx: Tx, name: str = name, role: PlatformRole = role) -> User:
            return await make_user(tx, email=f"{name}@example.com", role=role, status=AccountStatus.ACTIVE)

        town.users[name] = await runtime.database.run(make)
        pair = await sign_in(runtime, town.users[name])
        town.headers[name] = {"Authorization": f"Bearer {pair.access_token}"}


async def _business(town: Town, database: Database, owner: str, guest: str) -> dict[str, str]:
    async with database.transaction() as tx:
        venue = await make_venue(tx)
        room = await make_resource(tx, venue, capacity=30)
        await set_price(tx, room, currency="KZT", unit=Unit.NIGHT, amount=25_000_00)
        chair = await make_resource(tx, venue, vertical="salon", name="Кресло", attributes={"role": "staff"})
        cut = await make_service(tx, venue, ("staff", (chair.id,)))
        await open_daily(tx, chair)
        table = await make_resource(
            tx, venue, vertical="restaurant", name="Стол 1", attributes={"seats": 4},
            payment_timing=PaymentTiming.ON_SITE,
        )  # fmt: skip
        await set_price(tx, table, currency="KZT", unit=Unit.HOUR, amount=1_000_00)
        await open_daily(tx, table)
        for name, role in ((owner, VendorRole.OWNER), (COLLEAGUE, VendorRole.STAFF)):
            await identity.grant_role(tx, user_id=town.users[name].id, vendor_id=venue.vendor_id, role=role, by=SYSTEM)
    ids = {
        "ven": public_id("ven", venue.vendor_id), "vnu": public_id("vnu", venue.id),
        "res": public_id("res", room.id), "srv": public_id("srv", cut.id),
        "chair": public_id("res", chair.id), "colleague": _user(town, COLLEAGUE), "table": public_id("res", table.id),
    }  # fmt: skip
    ids |= {"vendor_id": ids["ven"], "venue_id": ids["vnu"], "resource_id": ids["res"], "service_id": ids["srv"]}
    ids |= {"owners": "resources", "owner_id": ids["res"], "offer_id": ids["res"], "user_id": _user(town, guest)}
    ids |= {
        "slug": await _slug(town.client, ids["ven"]),
        "code": "hotel",
        "switch": "customer_moves",
        "limit": "hold_minutes",
        "provider": "sandbox",
        "day": "2027-05-05",
        "key": "images/ab/none.webp",
    }
    await _belongings(town, ids, owner)
    await _bookings(town, database, ids, guest)
    phone = "+77010000001" if guest == "customer" else "+77010000002"
    ids["request_id"] = (await town.post(guest, "/support/requests", {"phone": phone}))["requestId"]
    await _papers(town, database, ids, owner)
    why = {"reason": "Asked by phone"}
    ids["acting_id"] = (await town.post("operator", f"/users/{ids['user_id']}/acting", why))["id"]
    spare = await town.post(guest, "/bookings", filled(_examples()["bookings_create_booking"].example, ids))
    many = {"bookingIds": [spare["bookingId"]], "reason": "A pipe has burst"}
    ids["cancellation_id"] = (await town.post(owner, f"/vendors/{ids['ven']}/cancellations", many))["id"]
    return ids


async def _belongings(town: Town, ids: dict[str, str], owner: str) -> None:
    vendor = f"/vendors/{ids['ven']}"
    made = {
        "rule_id": ("pricing_add_rule", f"{vendor}/price-rules", "id"),
        "promo_id": ("pricing_add_promo", f"{vendor}/promo-codes", "id"),
        "fee_id": ("pricing_add_fee", f"{vendor}/fees", "id"),
        "block_id": ("availability_add_block", f"{vendor}/blocks", "blockId"),
        "closure_id": ("availability_add_closure", f"{vendor}/closures", "closureId"),
    }
    examples = _examples()
    for name, (operation, address, key) in made.items():
        ids[name] = (await town.post(owner, address, _other_code(filled(examples[operation].example, ids))))[key]
    sale = filled(examples["gift_cards_sell_gift_card"].example, ids)
    ids["card_id"] = (await town.post(owner, f"{vendor}/gift-cards", sale))["id"]
    plan = filled(examples["memberships_add_plan"].example, ids)
    ids["plan_id"] = (await town.post(owner, f"{vendor}/membership-plans", plan))["id"]
    member = filled(examples["memberships_sell_membership"].example, ids)
    ids["membership_id"] = (await town.post(owner, f"{vendor}/memberships", member))["id"]
    plan = examples["passes_add_plan"].example
    ids["pass_plan_id"] = (await town.post(owner, f"{vendor}/pass-plans", plan))["id"]
    held = filled(examples["passes_sell_pass"].example, ids)
    ids |= {"pass_id": (await town.post(owner, f"{vendor}/passes", held))["id"], "number": "1"}
    client = await town.post(owner, f"{vendor}/clients", {"name": "Асель", "phone": "+77015550499"})
    rows = [{"name": "Ерлан", "phone": "+77015550498"}]
    taken = await town.post(owner, f"{vendor}/clients/imports", {"rows": rows})
    ids |= {"client_id": client["clientId"], "other_id": client["clientId"], "import_id": taken["importId"]}
    units = await town.post(owner, f"{vendor}/resources/{ids['res']}/units", {"names": ["101"]})
    ids["unit_id"] = units["data"][0]["id"]
    await town.post(owner, f"{vendor}/resources/{ids['res']}/exceptions", {"date": ids["day"], "hours": []})
    for kind, of, name in (("resources", ids["res"], "image_id"), ("services", ids["srv"], "service_image")):
        sent = {"file": ("room.jpg", make_picture(width=64, height=48), "image/jpeg")}
        address = f"/api/v1{vendor}/{kind}/{of}/images"
        reply = await town.client.post(address, files=sent, headers=town.headers[owner])
        assert reply.status_code == 201, reply.text
        ids[name] = reply.json()["id"]
        ids["key"] = reply.json()["url"].removeprefix("/api/v1/media/")


def _examples() -> dict[str, Operation]:
    return {operation.id: operation for operation in operations()}


def _other_code(body: JSON) -> JSON:
    """The town's promo codes leave the example's name free."""
    return body | {"code": "TOWN"} if "code" in body else body


async def _bookings(town: Town, database: Database, ids: dict[str, str], guest: str) -> None:
    examples = _examples()
    booked = await town.post(guest, "/bookings", filled(examples["bookings_create_booking"].example, ids))
    held = await town.post(guest, "/holds", filled(examples["bookings_place_hold"].example, ids))
    ids |= {"booking_id": booked["bookingId"], "hold_id": held["holdId"], "token": booked["manageToken"]}
    ids["confirmation_code"] = booked["confirmationCode"]
    reply = await town.client.get("/api/v1/users/me/sessions", headers=town.headers[guest])
    ids["session_id"] = reply.json()["data"][0]["id"]
    async with database.transaction() as tx:
        intent = await payments.open_intent(
            tx, vendor_id=int(ids["ven"][4:]), booking_id=parse_uuid("bkg", ids["booking_id"]),
            amount=Money(100_000_00, "KZT"), method="pay_on_site", now=datetime.now(UTC),
        )  # fmt: skip
        calm = risk.advise_on(Signals(), possible=frozenset())
        await risk.keep(
            tx, vendor_id=int(ids["ven"][4:]), booking_id=parse_uuid("bkg", ids["booking_id"]), advice=calm,
            signals=Signals(), stay=None, acted=False, now=datetime.now(UTC),
        )  # fmt: skip
        await add_alert(tx, subject=f"sandbox:{ids['ven']}", reason="unknown_object", now=datetime.now(UTC))
        ids["case_id"] = public_id("pca", (await tx.execute(text("select max(id) from payments.alert"))).scalar_one())
    ids["intentId"] = public_id("pay", intent.id)
    ids |= {"part": "check", "method": "kaspi_manual"}
    ids["sale_id"] = await _sale(database, ids)
    ids["cardId"] = await _saved_card(town, database, guest)
    ids |= {"proof_id": str(uuid7()), "refund_id": public_id("ref", uuid7())}


async def _sale(database: Database, ids: dict[str, str]) -> str:
    """A sale nobody has paid."""
    now = datetime.now(UTC)
    sale = Sale(
        vendor_id=int(ids["ven"][4:]), id=sale_id(), status=SaleStatus.AWAITING_PAYMENT, intent_id=None,
        goods=Goods(kind=SaleKind.GIFT_CARD, price=Money(5_000_00, "KZT")), buyer=Holder(name="Айгерім"), recipient="",
        message="", locale="ru", issued_id=None, expires_at=now + PAY_WITHIN, created_at=now,
    )  # fmt: skip
    async with database.transaction() as tx:
        await sales.add(tx, sale)
    return public_id("sal", sale.id)


async def _saved_card(town: Town, database: Database, guest: str) -> str:
    card = SavedCard(
        id=uuid7(), account_id=town.users[guest].id, gateway="sandbox", token=f"scard_{guest}", payer=None,
        brand="visa", last4="4242", exp_month=12, exp_year=2030, fingerprint=None, country="KZ",
        consented_at=datetime.now(UTC), saved_at=datetime.now(UTC), used_at=None,
    )  # fmt: skip
    async with database.transaction() as tx:
        await saved_cards.add(tx, card, unwanted_at=None)
    return public_id("crd", card.id)


async def _papers(town: Town, database: Database, ids: dict[str, str], owner: str) -> None:
    """An invoice, a payout that waits for approval with more money earned since, and a receipt to register by hand."""
    vendor_id, now = int(ids["ven"][4:]), datetime.now(UTC)
    asked = {"bookingId": ids["booking_id"], "buyer": {"name": "ТОО «Арман»"}}
    ids["document_id"] = (await town.post(owner, f"/vendors/{ids['ven']}/invoices", asked))["id"]
    async with database.transaction() as tx:
        await earn(tx, vendor_id=vendor_id, minor=1_000_00, now=now)
        payout, _ = await books.calculate_payout(tx, vendor_id=vendor_id, currency="KZT", principal=SYSTEM, now=now)
        await earn(tx, vendor_id=vendor_id, minor=500_00, now=now)
        terms = FiscalTerms(recorder=Recorder.MANUAL)
        await documents.put_seller(tx, vendor_id=vendor_id, facts=SellerFacts(), terms=terms, principal=SYSTEM, now=now)
        booking = await bookings.booking_of(tx, parse_uuid("bkg", ids["booking_id"]))
        assert booking is not None
        receipt = await documents.record_movement(
            tx, booking=booking, kind=FiscalKind.SALE, cause=f"captured:{booking.id}", amount=booking.total, now=now
        )
        assert receipt is not None
    ids |= {"payout_id": public_id("pyt", payout.id), "receipt_id": str(receipt.id), "what": "payments"}


def _nowhere(ids: dict[str, str]) -> dict[str, str]:
    """Well-formed ids of things that do not exist."""
    gone = {}
    for name, value in ids.items():
        prefix, _, tail = value.partition("_")
        if tail.isdigit():
            gone[name] = f"{prefix}_987654321"
        elif name == "receipt_id":
            gone[name] = str(uuid7())
        elif len(tail) == 26:
            gone[name] = public_id(prefix, UUID(int=uuid7().int))
        else:
            gone[name] = value
    return gone | {
        "key": "images/ab/none.webp",
        "token": base64.urlsafe_b64encode(b"none").decode(),
        "code": "castle",
        "switch": "warp_drive",
        "limit": "warp_factor",
        "slug": "nowhere",
    }


async def _slug(client: httpx2.AsyncClient, vendor: str) -> str:
    reply = await client.get(f"/api/v1/vendors/{vendor}")
    slug: str = reply.json()["slug"]
    return slug


def _user(town: Town, name: str) -> str:
    return public_id("usr", town.users[name].id)
