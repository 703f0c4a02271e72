"""/api/auth of the third founding document, beside /api/v1/auth."""

from __future__ import annotations

import httpx2

PERSON = {"email": "aigerim@example.com", "name": "Айгерім", "password": "sunny steppe 41 tulips"}


async def test_register_log_in_and_me_are_one_account_under_both_addresses(client: httpx2.AsyncClient) -> None:
    registered = await client.post("/api/auth/register", json=PERSON)
    again = await client.post("/api/auth/login", json={"login": PERSON["email"], "password": PERSON["password"]})
    token = {"Authorization": f"Bearer {again.json()['accessToken']}"}
    me = await client.get("/api/auth/me", headers=token)
    in_v1 = await client.get("/api/v1/users/me", headers=token)

    assert registered.status_code == 201, registered.text
    assert set(registered.json()) == {
        "user", "accessToken", "tokenType", "expiresIn", "refreshToken", "refreshExpiresAt",
    }  # fmt: skip
    assert again.status_code == 200
    assert again.json()["user"]["id"] == registered.json()["user"]["id"]
    assert me.json() == in_v1.json()
    assert (me.json()["email"], me.json()["name"], me.json()["role"]) == (PERSON["email"], "Айгерім", "customer")


async def test_a_contact_is_taken_once_under_both_addresses(client: httpx2.AsyncClient) -> None:
    await client.post("/api/v1/auth/register", json=PERSON)

    again = await client.post("/api/auth/register", json=PERSON)

    assert again.status_code == 409
    assert again.headers["content-type"] == "application/problem+json"


async def test_wrong_passwords_and_missing_tokens_are_problems(client: httpx2.AsyncClient) -> None:
    wrong = await client.post("/api/auth/login", json={"login": "nobody@example.com", "password": "wrong password"})
    missing = await client.get("/api/auth/me")
    empty = await client.post("/api/auth/register", json={})

    assert [wrong.status_code, missing.status_code, empty.status_code] == [401, 401, 422]
    assert {reply.headers["content-type"] for reply in (wrong, missing, empty)} == {"application/problem+json"}
