"""The book of clients in a browser: two cards of one person become one, and two again."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.journeys.browser import DESK, Visitor, new_phone
from tests.journeys.conftest import Visit
from tests.journeys.test_owner_pages import home_of
from tests.journeys.test_setup_wizard import set_up

pytestmark = pytest.mark.journey


def write_down(owner: Visitor, name: str) -> None:
    dialog = owner.page.locator("dialog[open]")
    owner.page.get_by_role("button", name="Новый клиент").click()
    dialog.get_by_label("Имя", exact=True).fill(name)
    dialog.get_by_label("Телефон").fill(new_phone())
    dialog.get_by_role("button", name="Сохранить").click()
    expect(dialog).to_have_count(0)


def test_two_cards_of_one_person_are_merged_and_separated_again(visit: Visit) -> None:
    owner = visit(DESK)
    dialog, rows = owner.page.locator("dialog[open]"), owner.page.locator(".client-list li")
    set_up(owner, "sauna", "Проба книги")
    owner.open(f"{home_of(owner)}/clients?lang=ru")
    for name in ("Сәуле Ким", "сәуле ким"):
        write_down(owner, name)
    expect(rows).to_have_count(2)

    rows.first.get_by_role("button").click()
    expect(dialog.get_by_role("region", name="Может быть, тот же человек")).to_be_visible()
    assert owner.accessibility_faults() == []
    dialog.get_by_role("button", name="Объединить").click()
    expect(dialog.get_by_role("region", name="Объединены с этой карточкой")).to_be_visible()
    expect(rows).to_have_count(1)

    dialog.get_by_role("button", name="Разъединить").click()
    expect(dialog.get_by_role("button", name="Объединить")).to_be_visible()
    expect(rows).to_have_count(2)
