"""Acts many plays on one stage, keeping fresh victims at hand, and collects what the judge finds."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from tests.drills import judge
from tests.drills.crashes import ACTS, Play, Scene, perform
from tests.drills.harness import Running, Stage
from tests.drills.value_plays import VALUE_ACTS


@dataclass
class Rounds:
    """`apis[0]` gets the provider's messages, `apis[1]` stays alive and answers repetitions; victims come and go."""

    stage: Stage
    say: Callable[[str], None] = print
    findings: list[str] = field(default_factory=list)
    acted: int = 0
    proven: int = 0
    scenes: list[Scene] = field(default_factory=list)
    _next: Running | None = None

    def act(self, plays: Sequence[Play], seed: int) -> None:
        """Each play once under the seed, then the state of the whole: only where that is right, a play is proven."""
        scenes = []
        for number, play in enumerate(plays):
            began = time.monotonic()
            scene = self._one(play, seed, more=number + 1 < len(plays))
            if scene is not None:
                scenes.append(scene)
            self.acted += 1
            self.say(f"seed {seed}: {play.name}: {time.monotonic() - began:.1f} s")
        self._rest()
        of_scenes = [judge.findings(scene) for scene in scenes]
        of_stage = judge.findings_of_stage(self.stage)
        for found in (*of_scenes, of_stage):
            self._found(seed, found)
        self.scenes += scenes
        self.proven += 0 if of_stage else of_scenes.count([])

    def _found(self, seed: int, found: Sequence[str]) -> None:
        for words in found:
            self.findings.append(f"seed {seed}: {words}")
            self.say(self.findings[-1])

    def _one(self, play: Play, seed: int, *, more: bool) -> Scene | None:
        """None when the play never came to its end: that is a finding, and the others go on."""
        actor, scene = self._actor(play), None
        try:
            scene = perform(self.stage, play, seed, {**ACTS, **VALUE_ACTS}, actor=actor, healthy=self.stage.apis[1])
        except Exception as error:  # noqa: BLE001 - whatever it was, it is told as a finding
            reason = (str(error).splitlines() or [""])[0][:300]
            self._found(seed, [f"{play.name}: did not come to its end: {type(error).__name__} {reason}"])
            for stopped in (actor, self.stage.worker):
                stopped.resume()
        if not actor.alive and actor is self._next:
            self._next = self._fresh() if more else None
        self.stage.let_leases_pass()
        self.stage.revive()
        if play.victim == "postgres":
            self._a_fresh_worker()
        return scene

    def _a_fresh_worker(self) -> None:
        """One that has lost its connections ends some seconds later: first it may show that all is done even so."""
        self.stage.wait_until_quiet()
        self.stage.worker.kill()
        self.stage.revive()

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
