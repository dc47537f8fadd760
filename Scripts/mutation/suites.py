"""Which test suites are near a file of the sources."""

from __future__ import annotations

import pathlib
import re

MOST_PROPERTIES, MOST_CLAIMS = 8, 5
_DECLARED = re.compile(r"\b(?:struct|enum|class|protocol|actor|typealias)\s+(\w+)")
_EXTENDED = re.compile(r"^extension\s+(\w+)", re.M)
_SUITE = re.compile(r"\b(?:struct|class)\s+(\w+Tests)\b")
# Names that every experiment has, or that say nothing of where a test is.
_COMMON = {
    "Row", "Claim", "ClaimJudgment", "Layer", "Case", "Double", "Float", "Array", "Sequence", "String", "Problem",
    "Verdict", "Check", "Settings", "Trial", "Experiment", "Control",
}


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
        self.sources = [(_types(text), _words(text)) for text in read("Sources").values()]
        self.claims = []
        for path, text in read("Sources/Judgments").items():
            stated = re.search(r"static (?:let|var) (\w+)(?:: ClaimJudgment)? = ClaimJudgment\(", text)
            if stated and stated.group(1) in suite_of:
                self.claims.append((suite_of[stated.group(1)], path.name, _words(text)))

    def near(self, file: str, text: str) -> tuple[list[str], list[str]]:
        """The suites of properties and of claims that are near a file, the nearest first.

        A suite is near if it mentions a type of the file; if none does, if it mentions a type of a file that does.
        """
        types = _types(text)
        wider = types.union(*(declared for declared, words in self.sources if _mentions(words, types)))
        properties = {suite: _mentions(words, types) for suite, words in self.properties}
        if not any(properties.values()):
            properties = {suite: _mentions(words, wider) for suite, words in self.properties}
        claim = re.match(r"([A-Z]\d+)[A-Z]", pathlib.Path(file).name)
        own = {suite for suite, judgment, _ in self.claims
               if claim and re.match(claim.group(1) + r"[A-Z]", judgment)}
        claims = {suite: _mentions(words, types) + (10_000 if suite in own else 0) for suite, _, words in self.claims}
        if not any(claims.values()):
            claims = {suite: _mentions(words, wider) for suite, _, words in self.claims}
        return _ranked(properties, MOST_PROPERTIES), _ranked(claims, MOST_CLAIMS)


def _types(text: str) -> set[str]:
    """The types that a file declares, or else extends."""
    code = re.sub(r"(?m)^\s*//.*$", "", text)
    found = set(_DECLARED.findall(code)) - _COMMON
    return {name for name in found or set(_EXTENDED.findall(code)) - _COMMON if len(name) > 4}


def _words(text: str) -> dict[str, int]:
    words: dict[str, int] = {}
    for word in re.findall(r"\w+", text):
        words[word] = words.get(word, 0) + 1
    return words


def _mentions(words: dict[str, int], types) -> int:
    return sum(words.get(name, 0) for name in types)


def _ranked(scores: dict[str, int], most: int) -> list[str]:
    return sorted((s for s in scores if scores[s] > 0), key=lambda s: (-scores[s], s))[:most]
