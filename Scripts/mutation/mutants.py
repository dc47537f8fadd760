"""A mutant: one small break at one place of one file."""

from __future__ import annotations

import dataclasses

# What can be broken, and how often each kind is drawn where a file has places for it.
KINDS = {
    "operator": 4, "constant": 3, "comparison": 3, "boolean": 2, "sign": 2, "return value": 4, "statement": 3,
    "smaller or larger": 1,
}


@dataclasses.dataclass(frozen=True)
class Break:
    """A way to break the text from start to end: what is put in its place."""

    kind: str
    start: int
    end: int
    broken: str
    # An expression is chosen by `?:`, a statement by `if`; a statement broken into nothing is left out.
    is_statement: bool = False
    # The type that both branches have, where it is known and short to write.
    type: str = ""


@dataclasses.dataclass(frozen=True)
class Mutant:
    """A break with its number, counted from 1 in the order drawn."""

    number: int
    file: str
    line: int
    original: str
    change: Break

    @property
    def start(self) -> int:
        return self.change.start

    @property
    def end(self) -> int:
        return self.change.end

    @property
    def kind(self) -> str:
        return self.change.kind

    @property
    def module(self) -> str:
        return self.file.split("/")[1]

    @property
    def what(self) -> str:
        """One line: what became what."""
        broken = self.change.broken or "left out"
        return f"{' '.join(self.original.split())} -> {' '.join(broken.split())}"

    def wrapping(self) -> tuple[bytes, bytes]:
        """What is put before and after the unbroken text, which may itself hold further mutants."""
        active, broken = f"mutantIsActive({self.number})", self.change.broken
        if self.change.is_statement:
            if not broken:
                return f"if !{active} {{ ".encode(), b" }"
            return f"if {active} {{ {broken} }} else {{ ".encode(), b" }"
        if self.change.type:
            return f"(({active} ? ({broken}) : (".encode(), f")) as {self.change.type})".encode()
        return f"({active} ? ({broken}) : (".encode(), b"))"

    def difference(self, text: bytes) -> str:
        """The lines before and after, as in a diff."""
        first = text.rfind(b"\n", 0, self.start) + 1
        last = text.find(b"\n", self.end)
        last = len(text) if last < 0 else last
        old = text[first:last].decode()
        new = (text[first:self.start] + self.change.broken.encode() + text[self.end:last]).decode()
        lines = [f"-{line}" for line in old.split("\n")] + [f"+{line}" for line in new.split("\n") if line.strip()]
        return "\n".join(lines)
