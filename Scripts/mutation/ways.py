"""In what ways an operator, a number, a verdict is broken, and what is left alone."""

from __future__ import annotations

import re

# What each operator is broken into; the draw chooses one.
OPERATORS = {
    "+": ["-"], "-": ["+"], "*": ["/", "+"], "/": ["*"], "%": ["/"],
    "&+": ["&-"], "&-": ["&+"], "&*": ["&+"], "<<": [">>"], ">>": ["<<"], "&<<": ["&>>"], "&>>": ["&<<"],
    "&": ["|"], "|": ["&"], "^": ["|"],
    "+=": ["-="], "-=": ["+="], "*=": ["/="], "/=": ["*="], "&+=": ["&-="], "&-=": ["&+="],
}
COMPARISONS = {
    "<": ["<=", ">="], "<=": ["<", ">"], ">": [">=", "<="], ">=": [">", "<"], "==": ["!="], "!=": ["=="],
    ".<": [".<=", ".>="], ".<=": [".<", ".>"], ".>": [".>=", ".<="], ".>=": [".>", ".<"], ".==": [".!="],
}
BOOLEANS = {"&&": ["||"], "||": ["&&"]}
# Calls that only a faulty program notices, or only its speed and memory.
UNMUTATED_CALLS = {
    "precondition", "preconditionFailure", "fatalError", "assert", "assertionFailure", "reserveCapacity", "deallocate",
    "deinitialize", "fflush", "print",
}
# Declarations that change the order of the work alone: estimates of what an experiment takes.
UNMUTATED_DECLARATIONS = re.compile(r"[cC]ost$")
UNMUTATED_TYPES = {"$s8Evidence4CostVD"}
# Types by the names that the compiler's tree has for them.
TYPES = {"$sSdD": "Double", "$sSfD": "Float", "$sSiD": "Int", "$sSbD": "Bool", "$ss6UInt64VD": "UInt64",
         "$ss6UInt32VD": "UInt32", "$ss5Int32VD": "Int32", "$s6Theory7VerdictOD": "Verdict",
         "$s6Theory8RationalVD": "Rational", "$s6Theory8IntervalVD": "Interval"}
WITHOUT_MINUS = {"Rational", "UInt64", "UInt32"}
# What stands in place of a verdict.
VERDICTS = {
    "verified": ".verified(margin: 1)", "refuted": '.refuted(counterexample: "mutant")',
    "undecided": '.undecided(reason: "mutant")',
}


def broken_numbers(written: str, is_float: bool) -> list[str]:
    """A whole number one larger and one smaller, another twice as large and larger by a tenth; of 0, 1."""
    plain = written.replace("_", "").lstrip("-")
    sign = "-" if written.startswith("-") else ""
    if re.fullmatch(r"[0-9]+", plain):
        value = int(plain)
        larger = [str(value + 1)] if value < 1 << 62 else []
        smaller = [str(value - 1)] if value > 1 else []
        return [sign + number for number in larger + smaller]
    if is_float and re.fullmatch(r"[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?", plain):
        value = float(plain)
        return ["1.0"] if value == 0 else [sign + repr(2 * value), sign + repr(1.1 * value)]
    if re.fullmatch(r"0x[0-9A-Fa-f]+", plain):
        return [f"{sign}0x{int(plain, 16) ^ 1:X}"]
    if is_float and plain.startswith("0x"):
        return [f"{sign}{plain} * 2"]
    return []
