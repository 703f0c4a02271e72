"""Names of places for readers of another script."""

from __future__ import annotations

import pytest

from smartbooking.vendors.domain import Address, cities, city_in, in_latin
from smartbooking.vendors.domain.spelling import street_in_english


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Сатпаева", "Satpayeva"), ("Ермекова", "Yermekova"), ("Щёлково", "Shchyolkovo"),
        ("Подъездная", "Podyezdnaya"),
        ("Қабанбай батыр", "Qabanbay batyr"), ("Әйтеке би", "Ayteke bi"), ("Ұзынағаш", "Uzynaghash"),
        ("Dostyk", "Dostyk"),
        ("Самал-2", "Samal-2"), ("СПб", "SPb"), ("ЦУМ", "TSUM"),
    ],
)  # fmt: skip
def test_letters_are_those_of_bgn_pcgn_without_marks(written: str, read: str) -> None:
    assert in_latin(written) == read


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("улица Сатпаева", "Satpayeva Street"), ("ул. Абая 10", "Abaya Street 10"),
        ("пр-т Райымбека", "Rayymbeka Avenue"),
        ("Төле би көшесі", "Tole bi Street"), ("Абай даңғылы 150/230", "Abay Avenue 150/230"),
        ("Main Street 5", "Main Street 5"),
        ("Арбат", "Arbat"),
    ],
)  # fmt: skip
def test_the_kind_of_a_street_is_translated_and_its_name_spelled(written: str, read: str) -> None:
    assert street_in_english(written) == read


def test_a_known_city_has_its_name_in_every_language_whichever_way_it_was_written() -> None:
    assert [city_in("алма-ата", locale) for locale in ("kk", "ru", "en")] == ["Алматы", "Алматы", "Almaty"]
    assert [city_in("Усть-Каменогорск", locale) for locale in ("kk", "en")] == ["Өскемен", "Oskemen"]
    assert (city_in("Ескелді би", "en"), city_in("Ескелді би", "ru")) == ("Eskeldi bi", "Ескелді би")


def test_every_city_has_an_english_name_in_latin_letters() -> None:
    assert all(one.names["en"].isascii() for one in cities())


def test_an_english_address_has_no_cyrillic_letter_and_others_are_as_written() -> None:
    address = Address(
        street="улица Панфилова", house="110", district="Самал", corner="улица Айтеке би", landmark="вход со двора"
    )

    assert address.line("en") == "Samal district, Panfilova Street 110, corner of Ayteke bi Street"
    assert address.line("ru") == "мкр. Самал, улица Панфилова 110, уг. улица Айтеке би (вход со двора)"


def test_a_translation_wins_over_letters() -> None:
    words = {"en": {"street": "Panfilov Street", "landmark": "entrance from the yard"}}
    address = Address(street="улица Панфилова", house="110", landmark="вход со двора", translations=words)

    assert address.line("en") == "Panfilov Street 110 (entrance from the yard)"
    assert address.line("kk") == "улица Панфилова 110 (вход со двора)"
