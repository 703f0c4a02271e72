"""Passwords: what is accepted, what is stored, what opens."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pwdlib.hashers.bcrypt import BcryptHasher

from smartbooking.identity.domain import password_weakness
from smartbooking.identity.service import passwords
from smartbooking.identity.service.passwords import hash_password, verify_password
from smartbooking.kernel.problem import Invalid, Unavailable
from tests.identity.factory import PASSWORD


@pytest.mark.parametrize(
    "password",
    ["12345678", "password1", "qwertyui", "йцукенгш", "gfhjkmgfhjkm", "пароль123", "aaaaaaaaaaaaaaaa", "smartbooking1",
     "aigerim1990", "abcabcabc", "iloveyou1"],
)  # fmt: skip
def test_common_and_personal_passwords_are_refused(password: str) -> None:
    assert "easy to guess" in (password_weakness(password, personal=["Aigerim Bekova", "aigerim@example.com"]) or "")


@pytest.mark.parametrize(
    "password", [PASSWORD, "жеті күн жол", "Tr0ub4dour&3 plus", " leading and trailing ", "🌾🐎🏔️🌙🦅 дала"]
)
def test_long_or_unusual_passwords_are_accepted(password: str) -> None:
    assert password_weakness(password) is None


def test_length_is_counted_in_characters_from_8_to_128() -> None:
    varied = "".join(chr(0x430 + (n * 7) % 32) for n in range(200))

    assert password_weakness("Xk4-pQz") == "Use at least 8 characters."
    assert password_weakness(varied[:128]) is None
    assert password_weakness(varied[:129]) == "Use at most 128 characters."


def test_characters_nobody_can_type_are_refused() -> None:
    assert "cannot be typed" in (password_weakness("sunny\0steppe 41") or "")
    assert "cannot be typed" in (password_weakness("sunny\ud800steppe 41") or "")


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=140))
def test_any_text_is_judged(text: str) -> None:
    verdict = password_weakness(text)

    assert verdict is None or verdict.endswith(".")


async def test_hashes_are_argon2id_with_the_advised_cost() -> None:
    assert (await hash_password(PASSWORD)).startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert passwords.DECOY.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


@pytest.mark.parametrize("length", [8, 64, 72, 73, 128])
async def test_no_character_of_a_password_is_ignored(length: int) -> None:
    password = "".join(chr(0x430 + (n * 7) % 32) for n in range(length))
    stored = await hash_password(password)

    assert await verify_password(password, stored) == (True, None)
    assert await verify_password(password[:-1] + "!", stored) == (False, None)
    assert await verify_password(password + " ", stored) == (False, None)


async def test_spaces_and_case_count() -> None:
    stored = await hash_password(" Sunny Steppe 41 ")

    assert (await verify_password("Sunny Steppe 41", stored))[0] is False
    assert (await verify_password(" sunny steppe 41 ", stored))[0] is False


async def test_an_old_bcrypt_hash_opens_and_is_replaced() -> None:
    old = BcryptHasher(rounds=4).hash(PASSWORD)

    correct, stronger = await verify_password(PASSWORD, old)

    assert correct
    assert stronger is not None
    assert stronger.startswith("$argon2id$")
    assert await verify_password(PASSWORD, stronger) == (True, None)
    assert await verify_password("wrong", old) == (False, None)


async def test_twins_that_share_72_bytes_do_not_open_a_bcrypt_hash() -> None:
    old = BcryptHasher(rounds=4).hash("a" * 72)

    assert await verify_password("a" * 72 + "b", old) == (False, None)


async def test_no_account_is_always_wrong() -> None:
    assert await verify_password(PASSWORD, None) == (False, None)


async def test_a_weak_password_names_its_field() -> None:
    with pytest.raises(Invalid) as refusal:
        await hash_password("12345678", pointer="/newPassword")

    assert [(error.pointer, error.code) for error in refusal.value.errors] == [("/newPassword", "weak-password")]


async def test_a_full_queue_asks_to_come_back() -> None:
    crowd = [asyncio.create_task(verify_password("x", None)) for _ in range(passwords.MAX_WAITING + 6)]
    outcomes = await asyncio.gather(*crowd, return_exceptions=True)

    assert sum(isinstance(outcome, Unavailable) for outcome in outcomes) == 6
    assert outcomes.count((False, None)) == passwords.MAX_WAITING
    assert await verify_password("x", None) == (False, None)
