"""A run of the script from the draw to the table."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import pathlib
import queue
import threading
import time

import outcomes
from compiler import Compiler, CompilerFailed, OutOfTime
from draw import Draw
from mutants import Break, Mutant
from outcomes import CAUGHT, INVALID, REPORT, SURVIVED, Outcomes
from suites import Suites
from trial import Baseline, Stage, Tests
from workspace import Workspace, tracked


class Session:
    def __init__(self, root: pathlib.Path, options):
        self.root, self.options = root, options
        self.started = time.monotonic()
        self.scratch = options.scratch.resolve()
        self.invalid: dict[int, str] = {}
        self.sources = digest(root)
        # What the compiler said of just these sources: a later draw from them does not ask again.
        self.kept = self.scratch / "sources" / self.sources
        self.drawn_file = self.kept / f"drawn-{options.seed}-{options.count}.json"
        self.workspace = Workspace(root, self.scratch, self.kept / "interfaces", self.say, lambda: self.seconds_left)

    def say(self, text: str) -> None:
        print(f"[{time.monotonic() - self.started:6.0f} s] {text}", flush=True)

    @property
    def seconds_left(self) -> float:
        if self.options.minutes is None:
            return float("inf")
        return 60 * self.options.minutes - (time.monotonic() - self.started)

    # MARK: - From the draw to the build

    def run(self) -> int:
        try:
            return self._run()
        except OutOfTime as end:
            self.say(f"{end}")
            return 0
        except CompilerFailed as failure:
            self.say(f"given up: {failure}")
            return 2

    def _run(self) -> int:
        self.drawn = self._draw()
        self.texts = {m.file: (self.root / m.file).read_bytes() for m in self.drawn}
        valid = [m for m in self.drawn if m.number not in self.invalid]
        self.say(f"{len(self.drawn)} mutants drawn, {len(self.invalid)} do not compile")
        if self.options.list:
            for mutant in valid:
                print(f"\n{mutant.number}. {mutant.file}:{mutant.line}, {mutant.kind}\n"
                      f"{mutant.difference(self.texts[mutant.file])}")
        if self.options.list or self.options.stop_after == "check":
            return 0
        self.invalid.update(self.workspace.build_tests(valid))
        self._keep(self.drawn)
        valid = [m for m in self.drawn if m.number not in self.invalid]
        self.say("the copy is built")
        if self.options.stop_after == "build":
            return 0
        return self._judge(valid)

    def _draw(self) -> list[Mutant]:
        """Draws until so many mutants compile; what was drawn from the same sources before is not drawn again."""
        if self.drawn_file.exists():
            known = json.loads(self.drawn_file.read_text())
            self.invalid = {int(number): error for number, error in known["invalid"].items()}
            return [Mutant(**{**m, "change": Break(**m["change"])}) for m in known["drawn"]]
        drawn = self._draw_anew()
        self._keep(drawn)
        return drawn

    def _keep(self, drawn: list[Mutant]) -> None:
        self.drawn_file.write_text(json.dumps(
            {"drawn": [dataclasses.asdict(m) for m in drawn], "invalid": self.invalid}))

    def _draw_anew(self) -> list[Mutant]:
        compiler = Compiler(self.root, self.workspace.interfaces)
        compiler.emit_interfaces(["Theory", "Sim", "Evidence"])
        draw = Draw(self.root, compiler, self.options.seed, self.kept / "breaks",
                    self.options.jobs, self.say)
        while True:
            missing = self.options.count - (len(draw.drawn) - len(self.invalid))
            if missing <= 0:
                return draw.drawn
            new = draw.more(missing)
            valid = [m for m in draw.drawn if m.number not in self.invalid]
            self.invalid.update(self.workspace.invalid(valid, new))

    # MARK: - The runs

    def _judge(self, valid: list[Mutant]) -> int:
        path = self.options.resume or self.options.output or self.scratch / "results.jsonl"
        # Not the count: a longer draw begins with a shorter one's mutants.
        draw = {"seed": self.options.seed, "effort": self.options.effort, "sources": self.sources}
        self.outcomes = Outcomes(path, draw, resumes=self.options.resume is not None)
        known = self.outcomes.of_mutants
        for mutant in self.drawn:
            if mutant.number in self.invalid and mutant.number not in known:
                self._add(mutant, INVALID, error=self.invalid[mutant.number])
        tests = Tests(self.workspace.copy, self.workspace.build, self.scratch / "output", self.options.effort)
        self.baseline = Baseline(tests, self.outcomes.baseline, self.outcomes.add, self.say,
                                 lambda: self.seconds_left)
        self.tests, self.suites = tests, Suites(self.root)
        if not self.baseline.is_green():
            self.say("the tests are not green without a mutant: nothing can be judged")
            return 1
        self.say(f"without a mutant, all tests are green in {self.baseline.seconds:.0f} s")
        chosen = {int(n) for n in self.options.only.split(",")} if self.options.only else None
        waiting: queue.Queue = queue.Queue()
        for mutant in valid:
            if mutant.number not in known and (chosen is None or mutant.number in chosen):
                waiting.put(mutant)
        workers = [threading.Thread(target=self._work, args=(waiting, n)) for n in range(self.options.jobs)]
        for worker in workers:
            worker.start()
        try:
            for worker in workers:
                worker.join()
        except KeyboardInterrupt:
            tests.stop()
            for worker in workers:
                worker.join()
            self.say("interrupted; --resume goes on")
        self._write_table(path)
        return 1 if tests.is_stopped else 0

    def _work(self, waiting: queue.Queue, worker: int) -> None:
        while self.seconds_left > 0:
            try:
                mutant = waiting.get_nowait()
            except queue.Empty:
                return
            try:
                self._try(mutant, worker)
            except OutOfTime as end:
                self.say(f"{mutant.number}: not reached, {end}")
                return

    def _try(self, mutant: Mutant, worker: int) -> None:
        """Runs the stages until one notices; a mutant that time does not suffice for has no outcome."""
        started = time.monotonic()
        properties, claims = self.suites.near(mutant.file, self.texts[mutant.file].decode())
        stages = [Stage("near properties", properties), Stage("near claims", claims), Stage("all")]
        for stage in stages:
            if stage.suites == []:
                continue
            limit = self.baseline.limit(stage)
            allowed = min(limit, self.seconds_left)
            if allowed <= 0:
                return
            run = self.tests.run(mutant.number, stage, worker, allowed)
            if run.how == "timed out" and allowed < limit:
                self.say(f"{mutant.number}: not reached in time")
                return
            seconds = round(time.monotonic() - started, 1)
            if run.how != "passed":
                self._add(mutant, CAUGHT, stage=stage.name, how=run.how, tests=run.tests, seconds=seconds,
                          tail=run.tail if not run.tests else "")
                return
            if stage.suites is None:
                pages = sorted(page for page in set(run.pages) | set(self.baseline.pages)
                               if run.pages.get(page) != self.baseline.pages.get(page))
                self._add(mutant, REPORT if pages else SURVIVED, seconds=seconds, pages=pages)

    def _add(self, mutant: Mutant, outcome: str, **more: object) -> None:
        found = outcomes.entry(mutant, outcome, mutant.difference(self.texts[mutant.file]), **more)
        self.outcomes.add(found)
        if outcome != INVALID:
            self.say(outcomes.line(found))

    def _write_table(self, path: pathlib.Path) -> None:
        text = outcomes.table(list(self.outcomes.of_mutants.values()), len(self.drawn), self.outcomes.draw)
        path.with_suffix(".md").write_text(text)
        print(text)
        self.say(f"{path} and {path.with_suffix('.md')}")


def digest(root: pathlib.Path) -> str:
    """Of all sources, tests and this script, so that results are never mixed."""
    found = hashlib.sha256()
    for file in tracked(root):
        if file.startswith(("Sources/", "Tests/", "Package.swift", "Scripts/mutation/")):
            found.update(file.encode() + b"\0" + (root / file).read_bytes())
    return found.hexdigest()[:16]
