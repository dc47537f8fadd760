"""Runs the tests of the instrumented build with one mutant active, cheap suites first."""

from __future__ import annotations

import dataclasses
import hashlib
import os
import pathlib
import queue
import re
import resource
import shutil
import signal
import subprocess
import sys
import threading
import time
from typing import Callable, Optional

from compiler import OutOfTime, environment

# All tests may take five times as long as without a mutant, a part of them as long as all; and these seconds to start up.
LIMIT_FACTOR, LIMIT_SECONDS = 5, 10
# All tests take no longer without a mutant.
LONGEST_SECONDS = 3600
# After the first failure a run goes on for so long, to name more of the tests that fail.
GRACE_SECONDS = 1
MEMORY_BYTES, FILE_BYTES = 10 << 30, 1 << 30
_ISSUE = re.compile(r"Test (.+?) recorded an issue(?:.*? at (\w[\w+]*)\.swift:\d+)?")


@dataclasses.dataclass
class Stage:
    """A part of the tests: a regular expression of suites' names, or all of them."""

    name: str
    suites: Optional[list[str]] = None

    @property
    def filter(self) -> str:
        # Not \b: a dot between letters is no boundary of words to Swift.
        return "" if self.suites is None else "[./](" + "|".join(sorted(self.suites)) + ")(/|$)"


@dataclasses.dataclass
class Run:
    """What one run of a stage came to."""

    how: str  # "passed", "failed", "crashed" or "timed out"
    seconds: float
    tests: list[str]
    pages: dict[str, str]
    tail: str = ""


class Tests:
    """The test program of an instrumented build."""

    def __init__(self, copy: pathlib.Path, build: pathlib.Path, output: pathlib.Path, effort: str):
        self.copy, self.build, self.output, self.effort = copy, build, output, effort
        self.running: set[subprocess.Popen] = set()
        self.is_stopped = False

    def stop(self) -> None:
        """Ends the runs under way; none begins any more."""
        self.is_stopped = True
        for process in list(self.running):
            _stop(process)

    def command(self, stage: Stage) -> list[str]:
        program = self.build / "debug/SparseTokenSelectionPackageTests.xctest"
        if sys.platform.startswith("linux") and program.is_file():
            command = [str(program), "--testing-library", "swift-testing"]
        else:
            command = ["swift", "test", "--skip-build", "--package-path", str(self.copy), "--scratch-path",
                       str(self.build)]
        return command + (["--filter", stage.filter] if stage.filter else [])

    def run(self, mutant: int, stage: Stage, worker: int, limit: Optional[float]) -> Run:
        """Runs a stage until its first failure, its end or its time limit."""
        if self.is_stopped:
            raise OutOfTime("interrupted")
        output = self.output / f"worker-{worker}"
        shutil.rmtree(output, ignore_errors=True)
        temporary = output / "temporary"
        temporary.mkdir(parents=True)
        started = time.monotonic()
        variables = environment(
            STS_EFFORT=self.effort, MUTANT=str(mutant), MUTATION_OUTPUT=str(output), SWIFT_BACKTRACE="enable=no",
            TMPDIR=str(temporary), NO_COLOR="1")
        process = subprocess.Popen(
            self.command(stage), cwd=self.copy, env=variables, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, start_new_session=True, preexec_fn=_limit_resources)
        self.running.add(process)
        lines: queue.Queue = queue.Queue()
        log = open(self.output / f"worker-{worker}.log", "wb")
        reader = threading.Thread(target=_read, args=(process.stdout, lines, log), daemon=True)
        reader.start()
        tests, tail, how = [], [], ""
        deadline = started + limit if limit else None
        try:
            while True:
                wait = 1.0 if deadline is None else max(0.01, min(1.0, deadline - time.monotonic()))
                try:
                    line = lines.get(timeout=wait)
                    if line is None:
                        break
                    tail = (tail + [line])[-12:]
                    issue = _ISSUE.search(line)
                    if issue:
                        test = ": ".join(part for part in (issue.group(2), issue.group(1)) if part)
                        if test not in tests:
                            tests.append(test)
                        if not how:
                            how = "failed"
                            grace = time.monotonic() + GRACE_SECONDS
                            deadline = grace if deadline is None else min(deadline, grace)
                except queue.Empty:
                    pass
                if deadline is not None and time.monotonic() >= deadline:
                    how = how or "timed out"
                    break
        except BaseException:
            _stop(process)
            raise
        if how:
            _stop(process)
        status = process.wait()
        self.running.discard(process)
        if self.is_stopped:
            raise OutOfTime("interrupted")
        if not how:
            how = "passed" if status == 0 else "crashed" if status < 0 or status > 128 else "failed"
        seconds = time.monotonic() - started
        pages = _pages(output) if how == "passed" and stage.suites is None else {}
        tail = [] if how == "passed" else [f"status {status}"] + tail
        return Run(how, seconds, tests[:8], pages, "\n".join(tail)[-1500:])


def _limit_resources() -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_BYTES, FILE_BYTES))
    if sys.platform.startswith("linux"):
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))


def _read(stream, lines: queue.Queue, log) -> None:
    """Passes lines on, and keeps the whole of the last run's in a file."""
    with log:
        for line in iter(stream.readline, b""):
            log.write(line)
            lines.put(line.decode(errors="replace").rstrip("\n"))
    lines.put(None)


def _stop(process: subprocess.Popen) -> None:
    """Ends a run and what it has started: they are a process group of their own."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    process.wait()


def _pages(output: pathlib.Path) -> dict[str, str]:
    """The written report: the digest of each file under the folder of the run's effort and seed."""
    found = {}
    base = output / ".build/sts"
    for path in sorted(base.glob("*/**/*")):
        if path.is_file():
            found[str(path.relative_to(base))] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


class Baseline:
    """All tests without a mutant: they must be green before any mutant is judged, and their time sets the limits.

    A stage is a part of these tests, so it is green as well and takes no longer than all of them.
    """

    def __init__(self, tests: Tests, known: dict, record: Callable[[dict], None], say: Callable[[str], None],
                 seconds_left: Callable[[], float]):
        self.tests, self.record, self.say, self.seconds_left = tests, record, say, seconds_left
        self.seconds: Optional[float] = known.get("seconds")
        self.pages: dict[str, str] = known.get("pages", {})

    def is_green(self) -> bool:
        """Whether all tests pass without a mutant; runs them if that is not known."""
        if self.seconds is not None:
            return True
        run = self.tests.run(0, Stage("all"), 0, limit=min(LONGEST_SECONDS, max(1, self.seconds_left())))
        if run.how == "timed out" and self.seconds_left() <= 0:
            raise OutOfTime("the time is up while the tests run without a mutant")
        if run.how != "passed":
            self.say(f"without a mutant, all tests {run.how}: {', '.join(run.tests)}\n{run.tail}")
            return False
        self.seconds, self.pages = run.seconds, run.pages
        self.record({"baseline": "all", "seconds": round(run.seconds, 2), "pages": run.pages})
        return True

    def limit(self, stage: Stage) -> float:
        """The seconds after which a stage is ended."""
        factor = LIMIT_FACTOR if stage.suites is None else 1
        return factor * self.seconds + LIMIT_SECONDS
