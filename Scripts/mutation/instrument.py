"""All drawn mutants in one text: `(mutantIsActive(17) ? (BROKEN) : (EXPRESSION))`, `if !mutantIsActive(17) { STATEMENT }`."""

from __future__ import annotations

from typing import Optional

from mutants import Mutant

IMPORT = b"import MutationSwitch\n"


class Instrumented:
    """A file with its mutants in it, and where in it each mutant ended up."""

    def __init__(self, text: bytes, mutants: list[Mutant]):
        self.mutants = mutants
        body, places = _rewrite(text, 0, len(text), sorted(mutants, key=lambda m: (m.start, -m.end, m.number)))
        self.text = IMPORT + body if mutants else text
        shift = len(IMPORT) if mutants else 0
        self.places = [(mutant, start + shift, end + shift) for mutant, start, end in places]

    def blamed(self, offset: int, line_starts: list[int]) -> list[Mutant]:
        """The mutants that an error at an offset of the instrumented text is put down to.

        The innermost around it; else those that begin on its line; else the next within ten lines, since an
        expression that is too long to type-check is reported where it begins; else all.
        """
        around = [(end - start, mutant) for mutant, start, end in self.places if start <= offset < end]
        if around:
            return [min(around, key=lambda pair: (pair[0], pair[1].number))[1]]
        line = _line(line_starts, offset)
        for reach in (0, 10):
            near = [(start, m) for m, start, _ in self.places if line <= _line(line_starts, start) <= line + reach]
            if near:
                return [m for _, m in near] if reach == 0 else [min(near, key=lambda pair: pair[0])[1]]
        return self.mutants


def _line(line_starts: list[int], offset: int) -> int:
    import bisect

    return bisect.bisect_right(line_starts, offset)


def _rewrite(text: bytes, start: int, end: int, mutants: list[Mutant]) -> tuple[bytes, list]:
    """The text from start to end with the mutants in it, outermost first, and where each begins and ends therein."""
    parts: list[bytes] = []
    places: list = []
    size = 0
    at, index = start, 0
    while index < len(mutants):
        outer = mutants[index]
        index += 1
        inner = []
        while index < len(mutants) and mutants[index].start < outer.end:
            inner.append(mutants[index])
            index += 1
        parts.append(text[at:outer.start])
        size += len(parts[-1])
        inside, inside_places = _rewrite(text, outer.start, outer.end, inner)
        before, after = outer.wrapping()
        places.append((outer, size, size + len(before) + len(inside) + len(after)))
        places += [(m, size + len(before) + a, size + len(before) + b) for m, a, b in inside_places]
        parts += [before, inside, after]
        size += len(before) + len(inside) + len(after)
        at = outer.end
    parts.append(text[at:end])
    return b"".join(parts), places


def overlaps(mutant: Mutant, others: list[Mutant]) -> Optional[Mutant]:
    """A mutant whose range crosses this one's without one holding the other."""
    for other in others:
        if other.start < mutant.start < other.end < mutant.end or mutant.start < other.start < mutant.end < other.end:
            return other
    return None
