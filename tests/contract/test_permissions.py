"""Everybody tries everything: the reviewed table of permissions against the application."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from smartbooking.infra.module import Runtime
from tests.contract.asking import ask, undone
from tests.contract.schema import Operation, fields, operations
from tests.contract.world import ABSENT, OTHER, OWN, PEOPLE, TENANTS, Town

_TABLE = Path(__file__).parent / "permissions.yaml"
# What a person can never decide about: the server computes it, or somebody else grants it.
SERVER_OWNED = {
    "price": 1, "totalPrice": 1, "status": "verified", "paymentStatus": "paid", "paid": True, "verified": True,
    "userId": "usr_01M7YHFMK6EXSVJKDHAQ5QAGFG", "customerId": "usr_01M7YHFMK6EXSVJKDHAQ5QAGFG", "vendorId": "ven_1",
    "role": "admin", "platformRole": "admin", "createdAt": "2020-01-01T00:00:00Z", "id": "res_1", "rating": 5,
    "confirmationCode": "AAAAAAAAA",
}  # fmt: skip
# A field of this name that is the caller's to choose, and why.
CHOSEN = {
    ("passes_add_plan", "price"): "what the business asks for its pass; the buyer can not say it",
    ("passes_change_plan", "price"): "as above",
    ("vendors_add_staff", "role"): "owners give roles; who may give which is tested with the staff",
    ("vendors_invite", "role"): "as above",
    ("identity_set_user_role", "role"): "administrators give roles; that is the operation",
    ("facade_create_hotel", "vendorId"): "which of one's own businesses; another's is not found, see below",
    ("facade_create_restaurant", "vendorId"): "as above",
    ("online_sale_buy", "vendorId"): "the business somebody buys from",
    ("catalog_create_resource", "status"): "draft, active or archived; listing needs a verified business besides",
    ("catalog_update_resource", "status"): "as above",
    ("catalog_create_service", "status"): "as above",
    ("catalog_update_service", "status"): "as above",
    ("memberships_add_plan", "price"): "a business sets the price of its plan",
    ("memberships_change_plan", "price"): "as above",
}


@cache
def _table() -> dict[str, Any]:
    table: dict[str, Any] = yaml.safe_load(_TABLE.read_text())
    return table


def _row(operation: Operation) -> tuple[dict[str, dict[str, Any]], int | None]:
    row = _table()["operations"][operation.id]
    if isinstance(row, str):
        return _table()["rules"][row], None
    return _table()["rules"][row["rule"]], row["passes"]


def test_every_operation_stands_in_the_table_and_no_other() -> None:
    assert set(_table()["operations"]) == {operation.id for operation in operations()}


def test_every_rule_is_about_every_person() -> None:
    for name, rule in _table()["rules"].items():
        for tenant in set(rule) - {ABSENT}:
            assert set(rule[tenant]) == set(PEOPLE), name


@pytest.mark.parametrize("tenant", TENANTS)
async def test_everybody_may_do_what_the_table_says_and_nothing_else(town: Town, runtime: Runtime, tenant: str) -> None:
    wrong = []
    for operation in operations():
        rule, passes = _row(operation)
        assert (set(rule) == {OWN}) == (not operation.parameters("path")), operation.id
        for who, expected in rule.get(tenant, {}).items():
            async with undone(runtime):
                reply = await ask(operation, town, who, tenant)
            good = reply.status_code == expected if expected != "ok" else _passed(reply.status_code, passes)
            if not good:
                wrong.append(f"{operation.id} {who}: {expected}, not {reply.status_code} {reply.text[:200]}")
    assert wrong == []


def _passed(status: int, passes: int | None) -> bool:
    return 200 <= status < 300 if passes is None else status == passes


def _writes() -> Iterator[Operation]:
    return (operation for operation in operations() if operation.takes_json and _owner_may(operation))


def _owner_may(operation: Operation) -> bool:
    return bool(_row(operation)[0][OWN]["owner"] == "ok") and operation.id != "payments_receive_webhook"


async def test_fields_that_belong_to_the_server_are_refused_in_every_write(town: Town, runtime: Runtime) -> None:
    """One at a time; 422 that names the field. Nothing is stored, so nothing can have had an effect."""
    taken = []
    for operation in _writes():
        known = set(fields(operation.facts["requestBody"]["content"]["application/json"]["schema"]))
        for name, value in SERVER_OWNED.items():
            if (operation.id, name) in CHOSEN:
                assert name in known
                continue
            async with undone(runtime):
                reply = await ask(operation, town, "owner", OWN, {name: value})
            named = [error["pointer"] for error in reply.json().get("errors", ())]
            if name in known or reply.status_code != 422 or not any(name in pointer for pointer in named):
                taken.append(f"{operation.id} {name}: {reply.status_code} {reply.text[:200]}")
    assert taken == []


async def test_nobody_opens_a_place_for_another_business(town: Town, runtime: Runtime) -> None:
    for operation in operations():
        if operation.id in ("facade_create_hotel", "facade_create_restaurant"):
            async with undone(runtime):
                reply = await ask(operation, town, "owner", OWN, {"vendorId": town.ids[OTHER]["ven"]})
            assert reply.status_code == 404, reply.text


async def test_only_the_business_answers_a_request(town: Town, runtime: Runtime) -> None:
    """The customer may look at the booking and cancel it, but not approve it, not even while it waits."""
    ids, client = town.ids[OWN], town.client
    by_request = {"version": 1, "confirmation": "request"}
    address = f"/api/v1/vendors/{ids['ven']}/resources/{ids['res']}"
    changed = await client.patch(address, json=by_request, headers=town.headers["owner"])
    assert changed.status_code == 200, changed.text
    by_id = {operation.id: operation for operation in operations()}
    made = await ask(by_id["bookings_create_booking"], town, "customer", OWN)
    assert made.json()["status"] == "awaiting_approval", made.text
    ids["booking_id"] = made.json()["bookingId"]

    for verb in ("approve", "decline", "check_in", "complete"):
        tried = await ask(by_id[f"bookings_{verb}_booking"], town, "customer", OWN)
        assert tried.status_code in (403, 409), (verb, tried.text)
    waiting = await ask(by_id["bookings_get_booking"], town, "customer", OWN)
    approved = await ask(by_id["bookings_approve_booking"], town, "staff", OWN)

    assert waiting.json()["status"] == "awaiting_approval"
    assert (approved.status_code, approved.json()["status"]) == (200, "confirmed")


async def test_roles_are_given_only_by_those_who_may(town: Town, runtime: Runtime) -> None:
    by_id = {operation.id: operation for operation in operations()}
    async with undone(runtime):
        raised = await ask(by_id["vendors_add_staff"], town, "manager", OWN, {"role": "owner"})
        itself = await ask(by_id["identity_change_me"], town, "customer", OWN, {"role": "admin"})
        strange = await ask(by_id["vendors_add_staff"], town, "owner", OTHER, {"role": "staff"})

    assert (raised.status_code, itself.status_code, strange.status_code) == (403, 422, 404)
