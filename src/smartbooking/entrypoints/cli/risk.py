"""risk: training and judging of the scorecards, offline; decided cases for the next training."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Annotated, Final

import typer

from smartbooking.entrypoints.cli import process
from smartbooking.infra.module import Runtime
from smartbooking.risk import service
from smartbooking.risk.domain import Scorecard, Signals, shipped
from smartbooking.risk.training import judging, measures, reservations
from smartbooking.risk.training.fitting import ExtraMissing, logistic

app = typer.Typer()
risk = typer.Typer(no_args_is_help=True, help="Train and judge the scores about bookings")
app.add_typer(risk, name="risk")
HELD_OUT_SEED: Final = judging.SEED + 2
_PEOPLE: Final = 20_000
Output = Annotated[Path | None, typer.Option(help="Write the scorecard here; empty: only print figures")]
Version = Annotated[int, typer.Option(min=1, help="Version to give the scorecard")]


@risk.command("train-stays")
def train_stays(
    file: Annotated[Path, typer.Argument(exists=True, help="hotel_bookings.csv or .csv.gz of Antonio et al.")],
    output: Output = None,
    version: Version = 1,
) -> None:
    """Train "will this stay come about" on real reservations and judge it on later ones."""
    cases = reservations.read_cases(file)
    try:
        card = judging.train_stays(cases, fit=logistic, version=version)
        _, later = reservations.earlier_and_later(cases, reservations.SPLIT)
        _print_stays(card.weights, cases, later)
        for title, judged in (
            (f"Arrivals from {reservations.SPLIT}", later),
            (f"Booked from {reservations.SPLIT}", reservations.booked_from(later, reservations.SPLIT)),
        ):
            print(f"\n{title}: {sum(case.lost for case in judged)} of {len(judged)} lost")
            print("| way | cases | AUC (95 %) | Brier |\n|---|---|---|---|")
            for one in judging.stay_table(card, cases, judged, fit=logistic):
                print(one.line)
    except ExtraMissing as error:
        raise process.fail(str(error)) from error
    print(
        "\nCalibration of the shipped scorecard, arrivals from the split:\n| cases | said | happened |\n|---|---|---|"
    )
    for band in measures.calibration([case.lost for case in later], [card.chance(case.features) for case in later]):
        print(f"| {band.cases} | {band.said:.3f} | {band.happened:.3f} |")
    if output:
        output.write_text(judging.written(card), "utf-8")


def _print_stays(weights: object, cases: list[reservations.Case], later: list[reservations.Case]) -> None:
    print(f"{len(cases)} usable cases, {len(cases) - len(later)} to learn from, {len(later)} to judge by")
    print(f"weights: {weights}")


@risk.command("train-fraud")
def train_fraud(
    labels: Annotated[Path | None, typer.Option(help="Decided cases, as `risk labels` writes them")] = None,
    output: Output = None,
    version: Version = 1,
    people: Annotated[int, typer.Option(min=1000, help="Size of the made-up population")] = _PEOPLE,
) -> None:
    """Train the fraud score on the made-up population (and decided cases), judge it on another seed."""
    known = [json.loads(line) for line in labels.read_text("utf-8").splitlines() if line] if labels else []
    try:
        card = judging.train_fraud(
            fit=logistic, version=version, size=people,
            labelled=[(Signals.of(one["signals"]), int(one["bad"])) for one in known],
        )  # fmt: skip
    except ExtraMissing as error:
        raise process.fail(str(error)) from error
    print(f"weights: {dict(card.weights)}, intercept {card.intercept}")
    _print_fraud(card)
    if output:
        output.write_text(judging.written(card), "utf-8")


@risk.command("judge-fraud")
def judge_fraud() -> None:
    """Judge the shipped rules and score on the made-up population; needs no extra."""
    _print_fraud(shipped("fraud"))


@risk.command("labels")
def write_labels(output: Annotated[Path, typer.Argument(help="File of decided cases to write")]) -> None:
    """Write what operators decided, one case a line, for the next training."""

    async def write(runtime: Runtime) -> None:
        async with runtime.database.reading() as read:
            decided = await service.labels(read)
        lines = [json.dumps({"signals": signals, "bad": int(bad)}) for signals, bad in decided]
        await asyncio.to_thread(output.write_text, "".join(f"{line}\n" for line in lines), "utf-8")
        typer.echo(f"{len(lines)} decided cases")

    with process.with_database(process.read_settings()) as ready:
        process.with_runtime(ready, write)


def _print_fraud(card: Scorecard) -> None:
    rules, both = judging.fraud_auc(card, size=_PEOPLE, seed=HELD_OUT_SEED)
    print(f"held-out seed {HELD_OUT_SEED}, {_PEOPLE} bookings: AUC rules {rules:.3f}, rules and score {both:.3f}")
    print("| way | marked | precision | recall |\n|---|---|---|---|")
    for name, found in judging.fraud_table(card, size=_PEOPLE, seed=HELD_OUT_SEED).items():
        print(f"| {name} | {found.marked} | {found.precision:.3f} | {found.recall:.3f} |")
