"""What became of the mutants: a file of JSON lines, and a table of them."""

from __future__ import annotations

import json
import pathlib
import threading
from mutants import KINDS, Mutant

CAUGHT, REPORT, SURVIVED, INVALID = "caught", "report only", "survived", "invalid"
COLUMNS = [(CAUGHT, "caught by tests"), (REPORT, "seen in the report's bytes only"), (SURVIVED, "survived")]


class Outcomes:
    """The file of outcomes, a JSON line each, written as they come in; the first line names the draw."""

    def __init__(self, path: pathlib.Path, draw: dict, resumes: bool):
        self.path, self.draw = path, draw
        self.lock = threading.Lock()
        self.entries: list[dict] = []
        if resumes and path.exists():
            self.entries = [json.loads(line) for line in path.read_text().splitlines() if line.strip()]
            written = self.entries[0] if self.entries else {}
            if written.get("draw") != draw:
                raise SystemExit(f"{path} is of another draw, or of other sources: {written.get('draw')}, not {draw}")
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("")
            self.add({"draw": draw})

    def add(self, entry: dict) -> None:
        with self.lock:
            self.entries.append(entry)
            with self.path.open("a") as file:
                file.write(json.dumps(entry, ensure_ascii=False) + "\n")

    @property
    def baseline(self) -> dict:
        """The run without a mutant; empty before it."""
        return next((entry for entry in self.entries if "baseline" in entry), {})

    @property
    def of_mutants(self) -> dict[int, dict]:
        return {entry["number"]: entry for entry in self.entries if "number" in entry}


def entry(mutant: Mutant, outcome: str, difference: str, **more: object) -> dict:
    return {
        "number": mutant.number, "file": mutant.file, "line": mutant.line, "module": mutant.module,
        "kind": mutant.kind, "what": mutant.what, "outcome": outcome, **more, "difference": difference,
    }


def table(entries: list[dict], drawn: int, draw: dict) -> str:
    """The outcomes by module and by kind, and every mutant that no test noticed."""
    judged = [e for e in entries if e["outcome"] in (CAUGHT, REPORT, SURVIVED)]
    invalid = sum(e["outcome"] == INVALID for e in entries)
    lines = [
        f"# Mutation testing, seed {draw['seed']}", "",
        f"{drawn} mutants drawn, {invalid} of them do not compile and are counted nowhere below, {len(judged)} judged by "
        f"the tests at {draw['effort']} effort, {drawn - invalid - len(judged)} not reached.", "",
    ]
    for title, name, order in (("module", "module", None), ("kind", "kind", list(KINDS))):
        groups = order or sorted({e[name] for e in judged})
        lines += _section(title, [(g, [e for e in judged if e[name] == g]) for g in groups], judged)
    for outcome, heading in ((SURVIVED, "Survived"), (REPORT, "Seen in the report's bytes only")):
        found = [e for e in judged if e["outcome"] == outcome]
        if found:
            lines += [f"## {heading}", ""]
        for e in sorted(found, key=lambda e: e["number"]):
            pages = f" ({', '.join(e['pages'][:4])})" if e.get("pages") else ""
            lines += [f"{e['number']}. `{e['file']}:{e['line']}`, {e['kind']}{pages}", "", "```diff",
                      e["difference"], "```", ""]
    return "\n".join(lines)


def _section(title: str, groups: list, judged: list[dict]) -> list[str]:
    heads = [title, "mutants"] + [head for _, head in COLUMNS] + ["share caught"]
    lines = ["| " + " | ".join(heads) + " |", "| :-- |" + " --: |" * (len(heads) - 1)]
    for name, members in groups + [("all", judged)]:
        if members:
            counts = [sum(e["outcome"] == outcome for e in members) for outcome, _ in COLUMNS]
            row = [name, str(len(members))] + [str(c) for c in counts] + [f"{100 * counts[0] / len(members):.0f} %"]
            lines.append("| " + " | ".join(row) + " |")
    return lines + [""]


def line(e: dict) -> str:
    """A line of progress."""
    how = f", {e['how']} in {e['stage']}" if e.get("stage") else ""
    tests = f": {e['tests'][0]}" if e.get("tests") else ""
    return f"{e['number']}: {e['outcome']}{how}{tests}; {e['file']}:{e['line']}, {e['kind']}: {e['what'][:100]}"


