"""demo: two people race for one slot, and exactly one gets it."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

import httpx2
import typer
from rich.console import Console
from rich.table import Table

from smartbooking.entrypoints.cli import process

app = typer.Typer()
console = Console()


@app.command()
def demo(
    url: Annotated[str, typer.Option(help="A running SmartBooking; empty: the one at http://localhost:8000")] = "",
    buyers: Annotated[int, typer.Option(min=2, max=500, help="How many press the button at once")] = 2,
) -> None:
    """Buyers press "book" for the same place at the same moment; the database lets exactly one through."""
    address = url or process.read_settings().base_url
    try:
        winners = asyncio.run(_race(address, buyers))
    except httpx2.TransportError as error:
        raise process.fail(f"nothing answers at {address}; start it first: ./smartbooking run") from error
    if winners != 1:
        raise process.fail(f"{winners} buyers were told yes. That must never happen; please report it.")


async def _race(address: str, buyers: int) -> int:
    async with httpx2.AsyncClient(base_url=address, timeout=30) as client:
        found = (await client.get("/api/v1/resources/search", params={"type": "hotel", "limit": 20})).json()["data"]
        prize = await _free_single(client, found)
        console.print(f"\n{buyers} buyers, one place: [bold]{prize['name']}[/], night of {prize['startDate']}\n")
        gate = asyncio.Event()
        tasks = [asyncio.create_task(_buy(client, gate, prize, number)) for number in range(1, buyers + 1)]
        gate.set()
        replies = await asyncio.gather(*tasks)
        won = [reply for reply in replies if reply.status_code == 201]
        _show(replies)
        for reply in won:
            body = reply.json()
            headers = {"X-Booking-Token": body["manageToken"]}
            await client.post(f"/api/v1/bookings/{body['bookingId']}/cancel", json={"reason": "demo"}, headers=headers)
    return len(won)


async def _free_single(client: httpx2.AsyncClient, found: list[dict[str, Any]]) -> dict[str, Any]:
    """A night of which exactly one place is wanted that is left: all but one are not the point of the race."""
    for days in range(20, 200):
        start = (datetime.now(UTC) + timedelta(days=days)).date()
        for resource in found:
            span = {"startDate": start.isoformat(), "endDate": (start + timedelta(days=2)).isoformat()}
            asked = {"resourceId": resource["id"], **span, "quantity": 1}
            answer = (await client.post("/api/v1/availability/check", json=asked)).json()
            if answer.get("available"):
                return {**asked, "quantity": answer["availableQuantity"], "name": resource["name"]}
    raise process.fail("no free room was found; load the demo data first: ./smartbooking seed")


async def _buy(client: httpx2.AsyncClient, gate: asyncio.Event, prize: dict[str, Any], number: int) -> httpx2.Response:
    body = {
        **{name: value for name, value in prize.items() if name != "name"},
        "userDetails": {"firstName": f"Buyer {number}", "phone": f"+7701555{number:04d}"},
        "paymentMethod": "pay_on_site",
    }
    await gate.wait()
    return await client.post(
        "/api/v1/bookings", json=body, headers={"Idempotency-Key": f"demo-{datetime.now(UTC).timestamp()}-{number}"}
    )


def _show(replies: list[httpx2.Response]) -> None:
    table = Table("buyer", "answer", "what it says")
    for number, reply in enumerate(replies, start=1):
        body = reply.json()
        if reply.status_code == 201:
            table.add_row(str(number), "[green]201 confirmed[/]", f"code {body['confirmationCode']}")
        else:
            others = len(body.get("alternatives", ()))
            table.add_row(
                str(number), f"[red]{reply.status_code} {body['code']}[/]", f"{body['title']}; {others} alternatives"
            )
    console.print(table)
    won = sum(reply.status_code == 201 for reply in replies)
    console.print(f"\n[bold]{won}[/] of {len(replies)} got it. (The demo's booking was cancelled again.)\n")
