"""Acts many plays on one stage, keeping fresh victims at hand, and collects what the judge finds."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from tests.drills import judge
from tests.drills.crashes import Play, Scene, perform
from tests.drills.harness import Running, Stage


@dataclass
class Rounds:
    """`apis[0]` gets the provider's messages, `apis[1]` stays alive and answers repetitions; victims come and go."""

    stage: Stage
    say: Callable[[str], None] = print
    findings: list[str] = field(default_factory=list)
    acted: int = 0
    _next: Running | None = None

    def act(self, plays: Sequence[Play], seed: int) -> None:
        """Each play once under the seed, then the state of the whole."""
        scenes = []
        for number, play in enumerate(plays):
            began = time.monotonic()
            scenes.append(self._one(play, seed, more=number + 1 < len(plays)))
            self.acted += 1
            self.say(f"seed {seed}: {play.name}: {time.monotonic() - began:.1f} s")
        self._rest()
        for scene in scenes:
            self.findings += [f"seed {seed}: {found}" for found in judge.findings(scene)]
        self.findings += [f"seed {seed}: {found}" for found in judge.findings_of_stage(self.stage)]

    def _one(self, play: Play, seed: int, *, more: bool) -> Scene:
        scene = perform(self.stage, play, seed, actor=self._actor(play), healthy=self.stage.apis[1])
        if play.victim == "api" and scene.actor is not self.stage.apis[0]:
            self._next = self._fresh() if more else None
        self.stage.let_leases_pass()
        self.stage.revive()
        return scene

    def _actor(self, play: Play) -> Running:
        if play.actor == "worker":
            return self.stage.worker
        if play.act == "at_the_bank":
            return self.stage.apis[0]
        actor = self._next if self._next is not None and self._next.alive else self._fresh()
        actor.wait_until_ready()
        self._next = actor
        return actor

    def _fresh(self) -> Running:
        """The next victim starts while the present scene goes on."""
        return self.stage.add_api()

    def _rest(self) -> None:
        """Everything dead is alive again, nobody holds what the dead held, and the queue runs empty."""
        self.stage.revive()
        self.stage.let_leases_pass()
        self.stage.wait_until_quiet()
