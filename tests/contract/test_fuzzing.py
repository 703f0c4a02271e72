"""Schemathesis over the whole schema as four people: no 5xx, nothing the schema does not announce."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import cluster
from tests.contract.fuzzing import Findings, Stage, run
from tests.contract.schema import operations

_PEOPLE = ("anonymous", "customer", "owner", "admin")


def _check(findings: Findings) -> None:
    assert findings.errors == []
    assert findings.failures == {}, "\n\n".join(f"{key}\n{text}" for key, text in findings.failures.items())
    assert len(findings.operations) == len(operations())


@pytest.mark.parametrize("who", _PEOPLE)
def test_examples_and_an_invention_each_meet_the_schema(clone: cluster.Clone, tmp_path: Path, who: str) -> None:
    """Bounded and derandomised: the same requests every time. The long form is `smartbooking drill fuzz`."""
    findings = run(Stage(clone, tmp_path), who, examples=1, coverage=False)

    _check(findings)
    assert findings.requests >= len(operations())


@pytest.mark.drill
@pytest.mark.parametrize("who", _PEOPLE)
def test_every_boundary_and_many_inventions_meet_the_schema(clone: cluster.Clone, tmp_path: Path, who: str) -> None:
    """Every boundary of every field, then fifty inventions an operation; about ten minutes a person on two cores."""
    _check(run(Stage(clone, tmp_path), who, examples=50, coverage=True))
