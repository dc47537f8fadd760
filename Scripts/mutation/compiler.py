"""The Swift compiler: the syntax tree of a file with its types, and the errors of the files with mutants in them."""

from __future__ import annotations

import json
import os
import pathlib
import re
import subprocess
import sys
from typing import Iterable

MODULES = ["Theory", "Sim", "Evidence", "Judgments"]
_ERROR = re.compile(r"^(.*?\.swift):(\d+):(\d+): error: (.*)$", re.M)


class CompilerFailed(Exception):
    """The compiler, or the script's understanding of what it says, failed."""


class OutOfTime(Exception):
    """The time allowed ended before anything could be said of the mutants."""


class Compiler:
    """Compiles the modules of a package folder against interfaces that it emits once."""

    def __init__(self, root: pathlib.Path, interfaces: pathlib.Path):
        self.root = root.resolve()
        self.interfaces = interfaces.resolve()
        self.interfaces.mkdir(parents=True, exist_ok=True)
        self.frontend = ["swiftc", "-frontend"] + _paths()

    def _flags(self, module: str) -> list[str]:
        flags = [
            "-swift-version", "6", "-package-name", "mutation", "-module-name", module, "-enable-testing", "-I",
            str(self.interfaces), "-Xcc", "-fmodule-map-file=Sources/Registers/module.modulemap", "-I",
            "Sources/Registers", "-module-cache-path", str(self.interfaces / "cache"),
        ]
        switch = self.root / "Sources/MutationSwitch/include"
        return flags + (["-I", str(switch)] if switch.exists() else [])

    def files(self, module: str) -> list[str]:
        return sorted(
            str(path.relative_to(self.root)) for path in (self.root / "Sources" / module).rglob("*.swift"))

    def emit_interfaces(self, modules: Iterable[str]) -> None:
        """Emits the interfaces of modules, function bodies left out, each after those that it imports."""
        for module in MODULES:
            interface = self.interfaces / f"{module}.swiftmodule"
            if module in modules and not interface.exists():
                self._run(
                    ["swiftc", "-wmo", "-emit-module", "-Xfrontend", "-experimental-skip-all-function-bodies"]
                    + self._flags(module) + ["-o", str(interface)]
                    + self.files(module), f"the interface of {module}")

    def tree(self, file: str) -> dict:
        """The type-checked syntax tree of a file."""
        module = file.split("/")[1]
        others = [other for other in self.files(module) if other != file]
        text = self._run(
            self.frontend + ["-dump-ast", "-dump-ast-format", "json"] + self._flags(module) + ["-primary-file", file]
            + others, f"the tree of {file}")
        return json.loads(text)

    def errors(self, module: str, files: list[str]) -> list[tuple[str, int, int, str]]:
        """The errors in the files, as (file, line, column, message), those that only initialisation shows included."""
        others = [other for other in self.files(module) if other not in files]
        command = self.frontend + ["-emit-sil"] + self._flags(module)
        for file in files:
            command += ["-primary-file", file, "-o", os.devnull]
        found = subprocess.run(command + others, cwd=self.root, capture_output=True, text=True, env=environment())
        return self.parse_errors(found.stderr, found.returncode)

    def parse_errors(self, text: str, status: int) -> list[tuple[str, int, int, str]]:
        errors = []
        for path, line, column, message in _ERROR.findall(text):
            path = os.path.relpath(os.path.join(self.root, path), self.root)
            errors.append((path, int(line), int(column), message))
        if status != 0 and not errors:
            raise CompilerFailed(text[-4000:])
        return sorted(set(errors))

    def _run(self, command: list[str], what: str) -> str:
        found = subprocess.run(command, cwd=self.root, capture_output=True, text=True, env=environment())
        if found.returncode != 0:
            raise CompilerFailed(f"{what}: status {found.returncode}\n{found.stderr[-4000:]}")
        return found.stdout


def _paths() -> list[str]:
    """What the compiler's driver tells its frontend of where things are: macros, and on macOS the system's interfaces."""
    target = json.loads(subprocess.run(["swiftc", "-print-target-info"], capture_output=True, check=True).stdout)
    paths = ["-plugin-path", target["paths"]["runtimeResourcePath"] + "/host/plugins"]
    if sys.platform == "darwin":
        found = subprocess.run(["xcrun", "--show-sdk-path"], capture_output=True, text=True, check=True)
        paths += ["-sdk", found.stdout.strip(), "-target", target["target"]["triple"]]
    return paths


def environment(**more: str) -> dict[str, str]:
    """This process's variables without the package's own, the instruction set excepted."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("STS_") or k == "STS_TARGET"}
    kept.update(more)
    return kept
