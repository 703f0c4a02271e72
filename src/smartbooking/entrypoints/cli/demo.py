"""demo: people race for the last place, and exactly one of them gets it."""

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
        console.print(f"\n{buyers} buyers, all that is left: [bold]{prize['name']}[/], night of {prize['startDate']}\n")
        gate = asyncio.Event()
        tasks = [asyncio.create_task(_take(client, gate, prize, number)) for number in range(1, buyers + 1)]
        gate.set()
        replies = await asyncio.gather(*tasks)
        _show(replies)
        won = [reply.json() for reply in replies if reply.status_code == 201]
        for hold in won:
            await client.delete(f"/api/v1/holds/{hold['holdId']}", headers={"X-Booking-Token": hold["manageToken"]})
    return len(won)


async def _free_single(client: httpx2.AsyncClient, found: list[dict[str, Any]]) -> dict[str, Any]:
    """Everything that is left of one room on a coming night: whoever takes it leaves nothing to the others."""
    for days in range(20, 200):
        start = (datetime.now(UTC) + timedelta(days=days)).date()
        for resource in found:
            span = {"startDate": start.isoformat(), "endDate": (start + timedelta(days=2)).isoformat()}
            asked = {"resourceId": resource["id"], **span, "quantity": 1}
            answer = (await client.post("/api/v1/availability/check", json=asked)).json()
            if answer.get("available"):
                return {**asked, "quantity": answer["availableQuantity"], "name": resource["name"]}
    raise process.fail("no free room was found; load the demo data first: ./smartbooking seed")


async def _take(client: httpx2.AsyncClient, gate: asyncio.Event, prize: dict[str, Any], number: int) -> httpx2.Response:
    line = {name: value for name, value in prize.items() if name != "name"}
    key = f"demo-{datetime.now(UTC).timestamp()}-{number}"
    await gate.wait()
    return await client.post("/api/v1/holds", json={"lines": [line]}, headers={"Idempotency-Key": key})


def _show(replies: list[httpx2.Response]) -> None:
    table = Table("buyer", "answer", "what it says")
    for number, reply in enumerate(replies, start=1):
        body = reply.json()
        if reply.status_code == 201:
            table.add_row(str(number), "[green]201 held[/]", f"{body['total']:.0f} {body['currency']}")
        else:
            others = len(body.get("alternatives", ()))
            words = f"{body['title']}; {others} alternatives" if others else body["title"]
            table.add_row(str(number), f"[red]{reply.status_code} {body['code']}[/]", words)
    console.print(table)
    won = sum(reply.status_code == 201 for reply in replies)
    console.print(f"\n[bold]{won}[/] of {len(replies)} got it. (The demo has given it back.)\n")
