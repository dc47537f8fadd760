"""Tries every kind of break on a small text: what is found, how it is written, that it compiles, and what it computes."""

from __future__ import annotations

import pathlib
import shutil
import subprocess
import tempfile

from breaks import FileBreaks
from compiler import Compiler, environment
from instrument import Instrumented
from mutants import KINDS, Break, Mutant
from source import Lines, token_end
from workspace import MODULE_MAP, SWITCH_HEADER, SWITCH_SOURCE, Workspace

FILE = "Sources/Theory/Snippet.swift"
SNIPPET = r'''
/// Prose with a + b is no code.
enum Verdict {
  case verified(margin: Double)
  case refuted(counterexample: String)
  case undecided(reason: String)
}
struct Sum {
  private(set) var total = 0.5
  let limit: Double
  var numbers: [Int] = []
  init(limit: Double) {
    self.limit = limit
    numbers.reserveCapacity(3)
    numbers.append(7)
  }
  mutating func add(_ x: Double, _ y: Double) {
    total += x * -y
    numbers.append(max(numbers.count, 2))
  }
  func isSmall(_ bound: Double) -> Bool {
    precondition(bound != 4)
    let first = total < bound && !numbers.isEmpty
    return first
  }
  func fused(_ x: Double) -> Double { x.addingProduct(total, limit) }
  func half(of x: Double) throws -> Double? {
    return x == 0 ? nil : try checked(x) / 2
  }
  func checked(_ x: Double) throws -> Double { x }
  func judge() -> Verdict {
    if total > limit { return .refuted(counterexample: "total \(total - limit) + 1") }
    return .verified(margin: 1e-3)
  }
  var cost: Double { 3 * total }
  mutating func count(_ isLarge: Bool) -> Int {
    var text = ""
    switch isLarge {
    case true: numbers.removeAll()
    case false: text += "a" + "b"
    }
    return if isLarge { text.count } else { 1 }
  }
}
'''
# Kind and what became of what, of every break of the snippet.
EXPECTED = r"""
9 constant: 0.5 -> 0.55
9 constant: 0.5 -> 1.0
15 statement: numbers.append(7) -> left out
15 constant: 7 -> 6
15 constant: 7 -> 8
18 operator: total += x * -y -> total -= x * -y
18 statement: total += x * -y -> left out
18 operator: x * -y -> x + -y
18 operator: x * -y -> x / -y
18 sign: -y -> y
19 statement: numbers.append(max(numbers.count, 2)) -> left out
19 smaller or larger: max(numbers.count, 2) -> min(numbers.count, 2)
19 constant: 2 -> 1
19 constant: 2 -> 3
23 comparison: total < bound -> total <= bound
23 comparison: total < bound -> total >= bound
23 boolean: total < bound && !numbers.isEmpty -> total < bound || !numbers.isEmpty
23 boolean: !numbers.isEmpty -> numbers.isEmpty
24 return value: first -> !(first)
24 return value: first -> false
24 return value: first -> true
26 return value: x.addingProduct(total, limit) -> -(x.addingProduct(total, limit))
26 sign: x.addingProduct(total, limit) -> x.addingProduct(-total, limit)
28 comparison: x == 0 -> x != 0
28 return value: x == 0 ? nil : try checked(x) / 2 -> nil
28 constant: 0 -> 1
28 operator: checked(x) / 2 -> checked(x) * 2
28 constant: 2 -> 1
28 constant: 2 -> 3
30 return value: x -> -(x)
32 comparison: total > limit -> total <= limit
32 comparison: total > limit -> total >= limit
32 return value: .refuted(counterexample: "total \(total - limit) + 1") -> .undecided(reason: "mutant")
32 return value: .refuted(counterexample: "total \(total - limit) + 1") -> .verified(margin: 1)
33 return value: .verified(margin: 1e-3) -> .refuted(counterexample: "mutant")
33 return value: .verified(margin: 1e-3) -> .undecided(reason: "mutant")
33 constant: 1e-3 -> 0.0011
33 constant: 1e-3 -> 0.002
39 statement: numbers.removeAll() -> left out
40 statement: text += "a" + "b" -> left out
42 return value: text.count -> (text.count) + 1
42 return value: text.count -> -(text.count)
42 constant: 1 -> 2
42 return value: 1 -> -(1)
"""
MAIN = r'''
var sum = Sum(limit: 2)
sum.add(1, -1)
print(sum.total, sum.numbers, sum.isSmall(3), sum.fused(1), try sum.half(of: 3) as Any, sum.judge())
'''


def main(scratch: pathlib.Path) -> int:
    failures = tokens() + nesting()
    scratch.mkdir(parents=True, exist_ok=True)
    folder = pathlib.Path(tempfile.mkdtemp(prefix="self-test-", dir=scratch))
    try:
        failures += compiled(folder)
    finally:
        shutil.rmtree(folder)
    for failure in failures:
        print(f"wrong: {failure}")
    print("self-test: " + ("passed" if not failures else f"{len(failures)} failures"))
    return 1 if failures else 0


def tokens() -> list[str]:
    """Where tokens end."""
    cases = [("abc.d", 3), ("1.5e-3 + x", 6), ("1..<n", 1), ("0x1p-3)", 6), ('"a\\"b\\(f("c"))" x', 15), ('#"a"b"# x', 7),
             ("<= 3", 2), (")", 1), ("-2.5 x", 4), ("`if` x", 4)]
    return [f"token_end({text!r}) is {token_end(text.encode(), 0)}, not {end}"
            for text, end in cases if token_end(text.encode(), 0) != end]


def nesting() -> list[str]:
    """Two mutants, one inside the other: the broken side is the original text."""
    text = b"x = a + b * 2"
    changes = [Break("operator", 4, 13, "a - b * 2"), Break("constant", 12, 13, "3")]
    mutants = [Mutant(n + 1, FILE, 1, text[c.start:c.end].decode(), c) for n, c in enumerate(changes)]
    instrumented = Instrumented(text, mutants)
    wanted = b"import MutationSwitch\nx = (mutantIsActive(1) ? (a - b * 2) : (a + b * (mutantIsActive(2) ? (3) : (2))))"
    failures = [] if instrumented.text == wanted else [f"nested mutants are {instrumented.text!r}"]
    for mutant, start, end in instrumented.places:
        inside = instrumented.text[start:end]
        if not inside.startswith(b"(mutantIsActive(%d)" % mutant.number) or not inside.endswith(b")"):
            failures.append(f"mutant {mutant.number} is said to be at {inside!r}")
    statement = Mutant(3, FILE, 1, "f(x)", Break("statement", 0, 4, "", is_statement=True))
    if Instrumented(b"f(x)", [statement]).text != b"import MutationSwitch\nif !mutantIsActive(3) { f(x) }":
        failures.append("a statement is not left out by `if`")
    return failures


def compiled(folder: pathlib.Path) -> list[str]:
    """The snippet's breaks, all of them compiled into one program, which is run with each."""
    files = {FILE: SNIPPET, "Sources/Registers/module.modulemap": "",
             "Sources/MutationSwitch/include/MutationSwitch.h": SWITCH_HEADER,
             "Sources/MutationSwitch/include/module.modulemap": MODULE_MAP, "switch.c": SWITCH_SOURCE, "main.swift": MAIN}
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    compiler = Compiler(folder, folder / "interfaces")
    text = SNIPPET.encode()
    changes = FileBreaks(text, compiler.tree(FILE)).all
    mutants = [Mutant(n + 1, FILE, Lines(text).line(c.start), text[c.start:c.end].decode(), c)
               for n, c in enumerate(changes)]
    found = [f"{m.line} {m.kind}: {m.what}" for m in mutants]
    expected = EXPECTED.strip().split("\n")
    failures = [f"missing: {line}" for line in expected if line not in found]
    failures += [f"not expected: {line}" for line in found if line not in expected]
    failures += [f"no break of the kind {kind}" for kind in KINDS if kind not in {m.kind for m in mutants}]
    # One that does not compile is found out by the line of the error.
    place = SNIPPET.index("x.addingProduct")
    wrong = Mutant(len(mutants) + 1, FILE, 26, "x", Break("constant", place, place + 1, '"text"'))
    invalid: dict[int, str] = {}
    instrumented = Instrumented(text, mutants + [wrong])
    (folder / FILE).write_bytes(instrumented.text)
    workspace = Workspace(folder, folder, folder, print, lambda: float("inf"))
    for error in compiler.errors("Theory", [FILE]):
        workspace.blame(error, {FILE: instrumented}, invalid)
    if set(invalid) != {wrong.number}:
        failures.append(f"put down as not compiling: {sorted(invalid)}, not {wrong.number}: {invalid}")
    (folder / FILE).write_bytes(Instrumented(text, mutants).text)
    errors = compiler.errors("Theory", [FILE])
    failures += [f"does not compile: {error}" for error in errors]
    return failures or runs(folder, mutants)


def runs(folder: pathlib.Path, mutants: list[Mutant]) -> list[str]:
    """The program prints the same without a mutant as before, and something else with most."""
    (folder / "plain.swift").write_text(SNIPPET)
    switch = ["-I", "Sources/MutationSwitch/include", "switch.o", "-lm"]
    for command in (["clang", "-c", "switch.c"], ["swiftc", "-O", "plain.swift", "main.swift", "-o", "plain", "-lm"],
                    ["swiftc", "-O", FILE, "main.swift", "-o", "broken"] + switch):
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, env=environment())
        if done.returncode != 0:
            return [f"{' '.join(command)}: {done.stderr[-2000:]}"]
    output = lambda program, n: subprocess.run([f"./{program}"], cwd=folder, capture_output=True, text=True,
                                               env=environment(MUTANT=str(n), SWIFT_BACKTRACE="enable=no")).stdout
    plain = output("plain", 0)
    failures = [] if plain and output("broken", 0) == plain else ["without a mutant the program prints something else"]
    unnoticed = [m for m in mutants if output("broken", m.number) == plain]
    print(f"{len(mutants)} breaks of {len(KINDS)} kinds, {len(mutants) - len(unnoticed)} change what the program prints")
    if 2 * len(unnoticed) > len(mutants):
        failures.append("most mutants change nothing")
    return failures
