"""The instrumented copy of the package: all drawn mutants compiled in, the variable MUTANT says which one is active."""

from __future__ import annotations

import os
import pathlib
import re
import shutil
import signal
import subprocess
from typing import Callable

from compiler import Compiler, CompilerFailed, OutOfTime, environment
from instrument import Instrumented
from mutants import Mutant

SWITCH_HEADER = """\
#ifndef MUTATION_SWITCH_H
#define MUTATION_SWITCH_H
/* The number of the active mutant, 0 for none: constant from the program's start on, so that loops may rely on it. */
extern const int activeMutant;
static inline __attribute__((always_inline, const)) _Bool mutantIsActive(int number) { return activeMutant == number; }
#endif
"""
SWITCH_SOURCE = """\
#include <stdlib.h>
/* Constant in the header, which is not included here; set before anything of the program runs. */
int activeMutant;
__attribute__((constructor)) static void readActiveMutant(void) {
  const char *text = getenv("MUTANT");
  if (text) activeMutant = atoi(text);
}
"""
MODULE_MAP = "module MutationSwitch {\n  header \"MutationSwitch.h\"\n  export *\n}\n"

# What is changed in the copy besides: the switch is a target, also of what a test compiles against the modules, and each
# run writes its report in a folder of its own.
PATCHES = [
    ("Package.swift", '.target(name: "Theory", swiftSettings: librarySettings)',
     '.target(name: "MutationSwitch"),\n'
     '    .target(name: "Theory", dependencies: ["MutationSwitch"], swiftSettings: librarySettings)'),
    ("Tests/Support/RunLedger.swift", "ReportWriter.scratch(packageRoot)", "ReportWriter.scratch(mutationOutput)"),
    ("Tests/Support/RunLedger.swift", "ReportWriter(packageRoot: RunLedger.packageRoot)",
     "ReportWriter(packageRoot: RunLedger.mutationOutput)"),
    ("Tests/Support/RunLedger.swift", "  /// The folder of Package.swift.\n",
     "  static let mutationOutput = ProcessInfo.processInfo.environment[\"MUTATION_OUTPUT\"].map { URL(filePath: $0) }"
     " ?? packageRoot\n  /// The folder of Package.swift.\n"),
    ("Tests/PropertyTests/CommandLine/ExternalClaimTests.swift", '/Registers/module.modulemap"',
     '/Registers/module.modulemap" -Xcc -fmodule-map-file="$package/Sources/MutationSwitch/include/module.modulemap"'),
    ("Tests/PropertyTests/CommandLine/ExternalClaimTests.swift", '"$built"/Judgments.build/*.o',
     '"$built"/Judgments.build/*.o "$built"/MutationSwitch.build/*.o'),
]
LEFT_OUT = {".git", ".build", ".swiftpm", "__pycache__"}


class Workspace:
    """A scratch folder with the copy, the build and the interfaces to type-check against."""

    def __init__(self, root: pathlib.Path, scratch: pathlib.Path, interfaces: pathlib.Path, say: Callable[[str], None],
                 seconds_left: Callable[[], float]):
        self.root, self.interfaces, self.say, self.seconds_left = root, interfaces, say, seconds_left
        self.copy, self.build = scratch / "copy", scratch / "build"

    def write(self, mutants: list[Mutant]) -> dict[str, Instrumented]:
        """Brings the copy up to date with these mutants in it; files that stay as they are keep their dates."""
        by_file: dict[str, list[Mutant]] = {}
        for mutant in mutants:
            by_file.setdefault(mutant.file, []).append(mutant)
        instrumented = {}
        wanted: dict[str, bytes] = {
            "Sources/MutationSwitch/include/MutationSwitch.h": SWITCH_HEADER.encode(),
            "Sources/MutationSwitch/include/module.modulemap": MODULE_MAP.encode(),
            "Sources/MutationSwitch/MutationSwitch.c": SWITCH_SOURCE.encode(),
        }
        for path in tracked(self.root):
            text = (self.root / path).read_bytes()
            if path in by_file:
                instrumented[path] = Instrumented(text, by_file[path])
                text = instrumented[path].text
            wanted[path] = text
        for path, old, new in PATCHES:
            if wanted[path].count(old.encode()) != 1:
                raise CompilerFailed(f"{path} holds `{old}` {wanted[path].count(old.encode())} times, not once")
            wanted[path] = wanted[path].replace(old.encode(), new.encode())
        self._store(wanted)
        return instrumented

    def _store(self, wanted: dict[str, bytes]) -> None:
        if self.copy.exists():
            for path in tracked(self.copy):
                if path not in wanted:
                    (self.copy / path).unlink()
        for path, text in wanted.items():
            target = self.copy / path
            if target.exists() and target.read_bytes() == text:
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(text)
            if (self.root / path).exists():
                shutil.copymode(self.root / path, target)

    def invalid(self, mutants: list[Mutant], unchecked: list[Mutant]) -> dict[int, str]:
        """The mutants that do not compile, with the compiler's words, by compiling the files of the unchecked ones."""
        invalid: dict[int, str] = {}
        self.write(mutants)
        compiler = Compiler(self.copy, self.interfaces)
        files = sorted({m.file for m in unchecked})
        while files:
            instrumented = self.write([m for m in mutants if m.number not in invalid])
            again: set[str] = set()
            for module in sorted({file.split("/")[1] for file in files}):
                batch = [file for file in files if file.split("/")[1] == module]
                for error in compiler.errors(module, batch):
                    again |= self.blame(error, instrumented, invalid)
            self.say(f"{len(files)} files compiled, {len(invalid)} mutants do not compile")
            files = sorted(again)
        return invalid

    def blame(self, error: tuple, instrumented: dict[str, Instrumented], invalid: dict[int, str]) -> set[str]:
        """Puts an error down to mutants; returns the file if it has any."""
        path, line, column, message = error
        if path not in instrumented:
            raise CompilerFailed(f"{path}:{line}:{column}: {message}")
        text = instrumented[path].text
        starts = [0] + [found.end() for found in re.finditer(rb"\n", text)]
        offset = starts[line - 1] + column - 1
        left = [m for m in instrumented[path].blamed(offset, starts)]
        if not left:
            raise CompilerFailed(f"{path}:{line}:{column}: {message}")
        for mutant in left:
            invalid.setdefault(mutant.number, message)
        return {path}

    def build_tests(self, mutants: list[Mutant]) -> dict[int, str]:
        """Builds the copy with its tests; returns the mutants given up because only the build found them wrong."""
        invalid: dict[int, str] = {}
        for _ in range(4):
            instrumented = self.write([m for m in mutants if m.number not in invalid])
            left = self.seconds_left()
            command = ["swift", "build", "--build-tests", "--package-path", str(self.copy), "--scratch-path",
                       str(self.build)]
            status, output = run_in_time(command, self.copy, left)
            if status == 0:
                return invalid
            errors = Compiler(self.copy, self.interfaces).parse_errors(output, status)
            for error in errors:
                self.blame(error, instrumented, invalid)
            self.say(f"the build found {len(invalid)} more mutants that do not compile")
        raise CompilerFailed("the copy does not build")


def run_in_time(command: list[str], folder: pathlib.Path, seconds: float) -> tuple[int, str]:
    """A command's status and output; its whole group of processes is ended when time is up."""
    process = subprocess.Popen(command, cwd=folder, env=environment(), stdout=subprocess.PIPE,
                               stderr=subprocess.STDOUT, text=True, start_new_session=True)
    try:
        output, _ = process.communicate(timeout=None if seconds == float("inf") else max(seconds, 0.1))
    except BaseException as reason:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        if isinstance(reason, subprocess.TimeoutExpired):
            raise OutOfTime("the time is up before the copy is built: no mutant is reached") from None
        raise
    return process.returncode, output


def tracked(root: pathlib.Path) -> list[str]:
    """The files of a package folder, without what builds leave behind."""
    found = []
    for path in sorted(root.iterdir()):
        if path.name in LEFT_OUT or path.name.startswith(".build"):
            continue
        inside = sorted(path.rglob("*")) if path.is_dir() else [path]
        found += [
            str(p.relative_to(root)) for p in inside
            if p.is_file() and not any(part in LEFT_OUT or part.startswith(".build") for part in p.relative_to(root).parts)]
    return found
