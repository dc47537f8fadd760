"""The compiler's syntax tree, as JSON gives it: nodes with a `_kind`, most with a range and an expression with a type."""

from __future__ import annotations

import re
from typing import Any, Iterator


def descendants(node: Any) -> Iterator[dict]:
    """A node and all below it, in order."""
    if isinstance(node, list):
        for child in node:
            yield from descendants(child)
    elif isinstance(node, dict):
        if "_kind" in node:
            yield node
        for key, child in node.items():
            if key != "range":
                yield from descendants(child)


def only_child(node: dict) -> Any:
    """The one node right below, none if there are several."""
    children = [child for key, child in node.items() if isinstance(child, dict) and "_kind" in child]
    return children[0] if len(children) == 1 else None


def declared_name(node: dict) -> str:
    """The name of a declaration, without its arguments' labels."""
    found = node.get("name")
    while isinstance(found, dict):
        found = found.get("base_name") or found.get("name")
    return found if isinstance(found, str) else ""


def first_type(node: dict) -> str:
    """The type of a binary expression's left side."""
    arguments = node.get("args", {}).get("args", [])
    return arguments[0].get("expr", {}).get("type", "") if arguments else ""


def is_sequence(mangled: str) -> bool:
    """Whether `+` joins values of the type: strings, arrays."""
    return mangled.startswith(("$sSS", "$sSa"))


def is_number(mangled: str) -> bool:
    """Whether a type may have a minus: SIMD vectors, type parameters; the compiler is asked in the end."""
    return bool(re.match(r"\$s(x|q_|.*5Lanes|.*4SIMD)", mangled)) and not mangled.endswith("tD")
