"""What an operator in somebody's name may ask for: each operation of the API is tried, for a customer and an owner."""

from __future__ import annotations

import pytest

from smartbooking.identity.domain.acting import DOING, LOOKING, allowed
from smartbooking.infra.module import Runtime
from tests.contract.asking import ask, undone
from tests.contract.schema import operations
from tests.contract.world import OWN, Town

# Whoever may do these in somebody's name can take over an account, move money out, or carry data away.
NEVER = {
    "identity_change_me", "identity_change_my_password", "identity_close_my_account", "identity_end_my_session",
    "identity_end_my_other_sessions", "vendors_accept_invitation", "vendors_invite", "vendors_add_staff",
    "vendors_remove_staff", "payments_set_terms", "payments_confirm_payment", "payments_record_handed_back",
    "documents_put_seller", "bookings_give_back", "bookings_cancel_many", "gift_cards_pay_out_gift_card",
    "facade_refund_payment", "operations_start_acting", "bookings_export_vendor_bookings", "money_export_csv",
    "money_export_xlsx", "identity_set_user_role", "vendors_verify_vendor", "clients_import_clients",
}  # fmt: skip
# They look at no bearer token: credentials of their own.
OWN_CREDENTIALS = {"identity_login", "identity_register", "identity_refresh", "identity_logout"}


def test_what_may_be_done_in_somebodys_name_exists_and_holds_nothing_dangerous() -> None:
    known = {operation.id for operation in operations()}

    assert known >= LOOKING | DOING
    assert known >= NEVER
    assert set() == (LOOKING | DOING) & NEVER


@pytest.mark.parametrize("person", ["customer", "owner"])
async def test_every_operation_is_refused_unless_it_is_named(town: Town, runtime: Runtime, person: str) -> None:
    who = f"/users/{_id(town, person)}/acting"
    started = await town.post("operator", who, {"reason": "Asked by phone"})
    town.headers["acting"] = {"Authorization": f"Bearer {started['accessToken']}"}
    wrong, refused = [], set()
    for operation in operations():
        if operation.id in OWN_CREDENTIALS or operation.id.startswith("facade_") or not operation.facts.get("security"):
            continue
        async with undone(runtime):
            reply = await ask(operation, town, "acting", OWN)
        turned_away = reply.status_code == 403 and reply.json()["code"] == "not-while-acting"
        if turned_away:
            refused.add(operation.id)
        if turned_away == allowed(operation.method, operation.id, operation.path):
            wrong.append(f"{operation.id}: {reply.status_code} {reply.text[:200]}")
    assert wrong == []
    assert refused >= {one for one in NEVER if not one.startswith("facade_")}


def _id(town: Town, person: str) -> str:
    from smartbooking.kernel.ids import public_id

    return public_id("usr", town.users[person].id)
