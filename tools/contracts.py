"""An import contract of our own: modules meet only at their public doors."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class PublicDoorContract(Contract):
    """Another module may import only a module's doors (service, events, errors, ports, domain).

    `open_packages` may be entered anywhere; `open_guests` may enter anywhere.
    """

    # The library turns these descriptions into the values of the contract's file; Any is what both are.
    root: Any = fields.StringField()
    doors: Any = fields.SetField(subfield=fields.StringField())
    open_packages: Any = fields.SetField(subfield=fields.StringField())
    open_guests: Any = fields.SetField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        trespasses = sorted(self._trespasses(graph))
        return ContractCheck(kept=not trespasses, metadata={"trespasses": trespasses})

    def _trespasses(self, graph: ImportGraph) -> Iterator[tuple[str, str]]:
        prefix = f"{self.root}."
        for importer in graph.modules:
            for imported in graph.find_modules_directly_imported_by(importer):
                if not imported.startswith(prefix) or not importer.startswith(prefix):
                    continue
                home, _, door = imported.removeprefix(prefix).partition(".")
                guest = importer.removeprefix(prefix).partition(".")[0]
                if home == guest or home in self.open_packages or guest in self.open_guests:
                    continue
                if door.partition(".")[0] not in self.doors:
                    yield importer, imported

    def render_broken_contract(self, check: ContractCheck) -> None:
        trespasses: list[tuple[str, str]] = check.metadata["trespasses"]
        for importer, imported in trespasses:
            output.print_error(f"{importer} reaches into {imported}", bold=False)
