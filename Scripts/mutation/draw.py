"""Which mutants are drawn: a function of the seed and of the sources alone."""

from __future__ import annotations

import concurrent.futures
import dataclasses
import hashlib
import json
import pathlib
from typing import Callable, Sequence

from breaks import FileBreaks
from compiler import Compiler
from mutants import KINDS, Break, Mutant
from source import Lines, code_size

# Each module's share of the mutants, and within a module a file's is that of its code.
SHARES = {"Theory": 0.40, "Sim": 0.25, "Evidence": 0.12, "Judgments": 0.23}
KERNELS = "Sources/Sim/Kernels/"
# The innermost loops are slowed by every mutant in them.
KERNEL_WEIGHT = 0.7


def uniform(*address: object) -> float:
    """A number in [0, 1), the same for the same address everywhere."""
    digest = hashlib.sha256(":".join(map(str, address)).encode()).digest()
    return int.from_bytes(digest[:7], "big") / (1 << 56)


def choose(items: Sequence, weights: Sequence[float], at: float):
    total = at * sum(weights)
    for item, weight in zip(items, weights):
        total -= weight
        if total < 0:
            return item
    return items[-1]


class Draw:
    """Draws mutants one after another; what the compiler says of the files drawn is kept in a folder of these sources."""

    def __init__(self, root: pathlib.Path, compiler: Compiler, seed: int, kept: pathlib.Path,
                 jobs: int, say: Callable[[str], None]):
        self.root, self.compiler, self.seed, self.kept, self.jobs = root, compiler, seed, kept, jobs
        self.say = say
        self.texts: dict[str, bytes] = {}
        self.weights: dict[str, float] = {}
        for module, share in SHARES.items():
            sizes = {}
            for file in compiler.files(module):
                self.texts[file] = (root / file).read_bytes()
                sizes[file] = code_size(self.texts[file]) * (KERNEL_WEIGHT if file.startswith(KERNELS) else 1)
            for file, size in sizes.items():
                self.weights[file] = share * size / sum(sizes.values())
        self.breaks: dict[str, list[Break]] = {}
        self.drawn: list[Mutant] = []
        self.turn = 0

    def more(self, count: int) -> list[Mutant]:
        """The next so many mutants, none of which was drawn before."""
        before = len(self.drawn)
        while len(self.drawn) < before + count:
            ahead = range(self.turn, self.turn + before + count - len(self.drawn))
            self._prepare([self._file(turn) for turn in ahead])
            for turn in ahead:
                self._draw(turn)
            self.turn = ahead[-1] + 1
        return self.drawn[before:]

    def _file(self, turn: int) -> str:
        files = sorted(self.weights)
        return choose(files, [self.weights[file] for file in files], uniform(self.seed, turn, "file"))

    def _prepare(self, files: list[str]) -> None:
        new = sorted(set(files) - set(self.breaks))
        with concurrent.futures.ThreadPoolExecutor(self.jobs) as pool:
            self.breaks.update(zip(new, pool.map(self._read, new)))
        if new:
            self.say(f"{len(self.breaks)} files read, in which {sum(map(len, self.breaks.values()))} breaks are possible")

    def _read(self, file: str) -> list[Break]:
        """The breaks that a file has places for."""
        kept = self.kept / (file.replace("/", "-") + ".json")
        if kept.exists():
            return [Break(**known) for known in json.loads(kept.read_text())]
        breaks = FileBreaks(self.texts[file], self.compiler.tree(file)).all
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(json.dumps([dataclasses.asdict(b) for b in breaks]))
        return breaks

    def _draw(self, turn: int) -> None:
        file = self._file(turn)
        places: dict[str, list[tuple[int, int]]] = {}
        for change in self.breaks[file]:
            known = places.setdefault(change.kind, [])
            if not known or known[-1] != (change.start, change.end):
                known.append((change.start, change.end))
        if not places:
            return
        kinds = sorted(places)
        kind = choose(kinds, [KINDS[k] for k in kinds], uniform(self.seed, turn, "kind"))
        start, end = choose(places[kind], [1] * len(places[kind]), uniform(self.seed, turn, "place"))
        ways = [b for b in self.breaks[file] if (b.kind, b.start, b.end) == (kind, start, end)]
        change = choose(ways, [1] * len(ways), uniform(self.seed, turn, "way"))
        if any(m.file == file and m.change == change for m in self.drawn):
            return
        text = self.texts[file]
        self.drawn.append(
            Mutant(len(self.drawn) + 1, file, Lines(text).line(start), text[start:end].decode(), change))
