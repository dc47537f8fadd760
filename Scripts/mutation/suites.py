"""Which test suites are near a file of the sources."""

from __future__ import annotations

import pathlib
import re

MOST_SUITES = 10
_DECLARED = re.compile(r"^\s*(?:public |package |internal |private |fileprivate |final |indirect )*"
                       r"(?:struct|enum|class|protocol|actor|extension|typealias)\s+(\w+)", re.M)
_SUITE = re.compile(r"\b(?:struct|class)\s+(\w+Tests)\b")


class Suites:
    """The suites of the package's tests, by the names of the types they mention."""

    def __init__(self, root: pathlib.Path):
        read = lambda folder: {p: p.read_text() for p in sorted((root / folder).rglob("*.swift"))}
        self.properties = [(suite, _words(text)) for text in read("Tests/PropertyTests").values()
                           for suite in _SUITE.findall(text)]
        suite_of = {}
        for text in read("Tests/BoundTests").values():
            claim = re.search(r"\.judges\(\.(\w+)\)", text)
            if claim:
                suite_of[claim.group(1)] = _SUITE.findall(text)[0]
        self.helpers: list[tuple[set[str], dict[str, int]]] = []
        self.claims = []
        for path, text in read("Sources/Judgments").items():
            stated = re.search(r"static (?:let|var) (\w+)(?:: ClaimJudgment)? = ClaimJudgment\(", text)
            if stated and stated.group(1) in suite_of:
                self.claims.append((suite_of[stated.group(1)], path.name, _words(text)))
            else:
                self.helpers.append((set(_DECLARED.findall(text)), _words(text)))

    def near(self, file: str, text: str) -> tuple[list[str], list[str]]:
        """The suites of properties and of claims that are near a file, the nearest first."""
        types = _own(_DECLARED.findall(text), text)
        properties = _ranked({suite: _mentions(words, types) for suite, words in self.properties})
        wider = set(types)
        for declared, words in self.helpers:
            if _mentions(words, types):
                wider |= declared
        name = pathlib.Path(file).name
        claim = re.match(r"([A-Z]\d+)[A-Z]", name)
        scores = {}
        for suite, judgment, words in self.claims:
            scores[suite] = 10 * _mentions(words, types) + _mentions(words, wider)
            if claim and re.match(claim.group(1) + r"[A-Z]", judgment):
                scores[suite] += 10_000
        return properties, _ranked(scores)


def _own(names: list[str], text: str) -> set[str]:
    """The types declared or extended, `Row`, `Layer` and their like excepted, which every experiment has."""
    common = {"Row", "Claim", "ClaimJudgment", "Int", "Double", "Float", "Array", "Self", "Sequence", "String"}
    return {name for name in names if name not in common and len(name) > 4}


def _words(text: str) -> dict[str, int]:
    words: dict[str, int] = {}
    for word in re.findall(r"\w+", text):
        words[word] = words.get(word, 0) + 1
    return words


def _mentions(words: dict[str, int], types) -> int:
    return sum(words.get(name, 0) for name in types)


def _ranked(scores: dict[str, int]) -> list[str]:
    return sorted((s for s in scores if scores[s] > 0), key=lambda s: (-scores[s], s))[:MOST_SUITES]
