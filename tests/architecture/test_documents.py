"""The documents say what is there: every id, test, path, link, command and table they name exists; none is missing."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import asyncpg
import pytest
from tools import personal_data

from smartbooking.entrypoints import cli
from smartbooking.entrypoints.wiring import MODULES
from smartbooking.infra.db import Base
from smartbooking.migrations import tables
from tests import cluster

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "smartbooking"
SCOPE = ROOT / "docs" / "scope.md"
PROVEN = [
    ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "docs" / "architecture.md", ROOT / "docs" / "operations.md",
    SCOPE, *sorted((ROOT / "docs" / "decisions").glob("*.md")),
]  # fmt: skip
IDS = [
    *(f"S0.{n}" for n in range(1, 19)), *(f"S1.{n}" for n in range(1, 87)), *(f"S2.{n}" for n in range(1, 16)),
    *(f"S3.{n}" for n in range(1, 31)), *(f"S4.{n}" for n in range(1, 7)), *(f"C{n}" for n in range(1, 22)),
    *(f"M{n}" for n in (11, 14, 17, 18, 19, 20, 22, 23, 24, 38, 39, 40)),
]  # fmt: skip
ROW = re.compile(r"^\| ([SCM]\d[\d.]*) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
NODE = re.compile(r"(?<![\w/])((?:web/)?tests(?:/[\w.-]*\w)+)((?:::\w+)*)")
QUOTED_PATH = re.compile(r"`(\w[\w.-]*(?:/[\w.-]*\w)+)/?`")
VERB = re.compile(r"(?<![\w/])(?:\./)?smartbooking ([a-z]+)")
LINK = re.compile(r"\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)\s]*))?\)")
PARTS = {path.name for base in (ROOT, SOURCE) for path in base.iterdir() if path.is_dir()}
NO_MODULES = {"kernel", "infra", "entrypoints", "migrations", "sandbox_provider"}

# Columns that sound like a person, or could carry one inside. Whatever matches is declared or reviewed below.
PERSONAL = re.compile(
    r"^(.*_)?(names?|e?mail|phone|contact\w*|customer(_id|_key)?|user(_id)?|account(_id)?|address|ip|device|actor|by"
    r"|traceback|birth\w*|iin|passport|password_hash|note|reason|because|comment|body|reply|progress|payload|details|report)$"
)
REVIEWED = {
    "availability.holiday_policy.holiday": "a public holiday",
    "books.entry.account": "a kind of account from a fixed list (books/models.py)",
    "bookings.change.details": "ids, amounts and dates of a change; never a contact",
    "catalog.service.name": "what is done, not by whom",
    "catalog.unit.name": "a room, a seat, a lane",
    "identity.session.revoked_because": "one of our own words",
    "infra.limit_change.name": "the name of a limit",
    "infra.event.name": "the kind of event",
    "infra.event.payload": "ids and primitives only (infra/events.py)",
    "jobs.pgqueuer.payload": "ids only (infra/jobs.py)",
    "payments.provider_call.reason": "a provider's number for why it cancelled",
    "payments.journal.details": "amounts and states of a payment; references of the provider",
    "pricing.fee.name": "a fee",
    "pricing.price_rule.group_name": "a group of rules",
    "pricing.price_rule.name": "a rule",
    "pricing.promo_code.per_customer": "a number: how often one customer may use it",
    "search.city.name": "a city",
    "value.plan.name": "a plan of memberships",
    "value.pass_plan.name": "what is sold",
}


def scope_rows() -> list[tuple[str, str, str, str]]:
    return ROW.findall(SCOPE.read_text())


def verbs_of_the_command_line() -> set[str]:
    commands = {
        command.name or command.callback.__name__ for command in cli.app.registered_commands if command.callback
    }
    return commands | {str(group.name) for group in cli.app.registered_groups}


def defined_in(path: Path) -> set[str]:
    """Tests of a Python file as pytest names them behind the path: `::test_x` and `::TestX::test_x`."""
    names = set()
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            names.add(f"::{node.name}")
        elif isinstance(node, ast.ClassDef):
            names.add(f"::{node.name}")
            names |= {
                f"::{node.name}::{inner.name}"
                for inner in node.body
                if isinstance(inner, ast.FunctionDef | ast.AsyncFunctionDef)
            }
    return names


def anchors_of(page: Path) -> set[str]:
    """The anchors of a page's headings, as the usual renderers make them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


def test_every_promised_id_has_exactly_one_row() -> None:
    assert sorted(row[0] for row in scope_rows()) == sorted(IDS)
    assert len([line for line in SCOPE.read_text().splitlines() if re.match(r"\| [SCM]\d", line)]) == len(IDS)


def test_every_row_has_a_state_and_what_works_names_its_proof() -> None:
    verbs = verbs_of_the_command_line()
    for name, _, state, where in scope_rows():
        assert state in ("works", "part", "missing"), name
        proven = NODE.search(where) or set(VERB.findall(where)) & verbs
        assert proven or state != "works", f"{name} names neither a test nor a command"


def test_the_summary_counts_the_rows() -> None:
    states = [row[2] for row in scope_rows()]
    counted = ", ".join(f"{states.count(state)} {word}" for state, word in
                        (("works", "work"), ("part", "in part"), ("missing", "missing")))  # fmt: skip
    assert f"Of {len(states)} rows: {counted}." in SCOPE.read_text().replace("\n", " ")


@pytest.mark.parametrize("page", PROVEN, ids=lambda path: path.name)
def test_every_test_and_path_a_page_names_exists(page: Path) -> None:
    missing = []
    for path, names in NODE.findall(page.read_text()):
        file = ROOT / path
        if not file.exists() or (names and names not in defined_in(file)):
            missing.append(path + names)
    quoted = [path for path in QUOTED_PATH.findall(page.read_text()) if path.split("/")[0] in PARTS]
    missing += [path for path in quoted if not any((base / path).exists() for base in (ROOT, SOURCE))]
    assert missing == []


@pytest.mark.parametrize(
    "page", [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))], ids=lambda p: p.name
)
def test_every_link_leads_somewhere(page: Path) -> None:
    broken = []
    for target, anchor in LINK.findall(page.read_text()):
        goal = (page.parent / target).resolve() if target else page
        if not goal.exists() or (anchor and goal.suffix == ".md" and anchor not in anchors_of(goal)):
            broken.append(f"{target}#{anchor}")
    assert broken == []


def test_the_readme_names_every_command_and_no_other() -> None:
    readme = (ROOT / "README.md").read_text()
    table = readme.split("## Commands")[1].split("\n## ")[0]
    listed = {word for line in table.splitlines() if line.startswith("| `")
              for word in re.findall(r"`([a-z]+)`", line.split("|")[1])}  # fmt: skip

    assert listed == verbs_of_the_command_line()
    for page in PROVEN:
        assert set(VERB.findall(page.read_text())) <= listed, page.name


def test_every_module_has_a_manifest_and_is_wired() -> None:
    modules = {path.name for path in SOURCE.iterdir() if (path / "__init__.py").is_file()} - NO_MODULES

    assert {path.parent.name for path in SOURCE.glob("*/module.py")} - NO_MODULES == modules
    # "house" is the upkeep of infra itself, "setup" the wizard, which has no data of its own
    assert {module.name for module in MODULES} - {"house", "setup"} == modules


async def columns_of(url: str) -> set[str]:
    connection = await asyncpg.connect(url)
    rows = await connection.fetch(
        "select table_schema || '.' || table_name || '.' || column_name from information_schema.columns"
        " join information_schema.tables using (table_schema, table_name)"
        " where table_schema not in ('pg_catalog', 'information_schema') and table_type = 'BASE TABLE'"
    )
    await connection.close()
    return {row[0] for row in rows}


async def test_every_column_about_a_person_is_declared(clone: cluster.Clone) -> None:
    assert tables  # importing it registers every model
    found = await columns_of(clone.owner_url)
    found |= {f"{table.schema}.{table.name}.{column.name}" for table in Base.metadata.tables.values()
              for column in table.columns}  # fmt: skip
    declared = {f"{one.table}.{column}" for _, one in personal_data.declared() for column in one.columns}

    about_people = {name for name in found if PERSONAL.match(name.rpartition(".")[2])}
    assert sorted(about_people - declared - set(REVIEWED)) == []
    assert sorted(declared - found) == [], "declared, but not in the database"
    assert sorted(set(REVIEWED) & declared) == [], "reviewed as harmless and declared"


def test_the_watch_for_personal_columns_sees_what_it_should() -> None:
    seen = (
        "email",
        "contact_phone",
        "customer_id",
        "user_id",
        "created_by",
        "ip",
        "device",
        "guest_name",
        "home_address",
    )
    unseen = ("id", "vendor_id", "amount_minor", "slug", "ship", "description", "capacity")

    assert [name for name in seen if not PERSONAL.match(name)] == []
    assert [name for name in unseen if PERSONAL.match(name)] == []


def test_no_column_is_declared_twice() -> None:
    all_columns = [f"{one.table}.{column}" for _, one in personal_data.declared() for column in one.columns]
    assert sorted(name for name in set(all_columns) if all_columns.count(name) > 1) == []


def test_the_record_of_personal_data_is_what_the_modules_declare() -> None:
    assert personal_data.PAGE.read_text() == personal_data.page()
