"""The places of a file that can be broken, found in the compiler's syntax tree, and in what ways."""

from __future__ import annotations

import re
from typing import Any

from mutants import Break
from source import skip_space, token_end
from tree import declared_name, descendants, first_type, is_number, is_sequence, only_child
from ways import (
    BOOLEANS, COMPARISONS, OPERATORS, TYPES, UNMUTATED_CALLS, UNMUTATED_DECLARATIONS, UNMUTATED_TYPES, VERDICTS,
    WITHOUT_MINUS, broken_numbers)

TEXTS = {"interpolated_string_literal_expr", "string_literal_expr"}
EMPTY = {"$sytD"}


class FileBreaks:
    """All breaks of one file."""

    def __init__(self, text: bytes, tree: dict):
        self.text = text
        self.found: dict[Break, None] = {}
        self._walk(tree, [])

    @property
    def all(self) -> list[Break]:
        return sorted(self.found, key=lambda b: (b.start, b.end, b.kind, b.broken))

    # MARK: - The walk

    def _walk(self, node: Any, above: list[dict], first: int = 0) -> None:
        """Visits a node and what is in it; nothing in it begins before `first` but what a macro has written."""
        if isinstance(node, list):
            for child in node:
                self._walk(child, above, first)
            return
        if not isinstance(node, dict):
            return
        kind = node.get("_kind", "")
        if "range" in node:
            if node["range"]["start"] < first:
                return
            first = node["range"]["start"]
        if kind in TEXTS or kind == "enum_element_decl" or self._is_unmutated(node):
            return
        if kind and not node.get("implicit") and "range" in node:
            self._visit(kind, node, above)
        elif kind in ("return_stmt", "then_stmt"):
            self._return(node)
        elif kind == "brace_stmt":
            self._statements(node, above)
        inner = above + [node] if kind else above
        for key, child in node.items():
            if key not in ("range", "type") and isinstance(child, (dict, list)):
                self._walk(child, inner, first)

    def _visit(self, kind: str, node: dict, above: list[dict]) -> None:
        if kind == "binary_expr":
            self._binary(node)
        elif kind == "prefix_unary_expr":
            self._prefix(node)
        elif kind in ("integer_literal_expr", "float_literal_expr", "boolean_literal_expr"):
            self._constant(node, kind)
        elif kind in ("return_stmt", "then_stmt"):
            self._return(node)
        elif kind == "call_expr":
            self._call(node)
        elif kind == "brace_stmt":
            self._statements(node, above)

    def _is_unmutated(self, node: dict) -> bool:
        kind = node.get("_kind", "")
        if kind == "call_expr":
            return self._called(node) in UNMUTATED_CALLS or node.get("type") in UNMUTATED_TYPES
        return kind.endswith("_decl") and bool(UNMUTATED_DECLARATIONS.search(declared_name(node)))

    # MARK: - Expressions

    def _binary(self, node: dict) -> None:
        start, end = self.range(node)
        place = self._operator(node)
        if place is None:
            return
        operator = self.text[place:_operator_end(self.text, place)].decode()
        for kind, table in (("operator", OPERATORS), ("comparison", COMPARISONS), ("boolean", BOOLEANS)):
            for other in table.get(operator, []):
                broken = self.replaced(start, end, place, len(operator), other)
                if operator in ("+", "+=") and is_sequence(first_type(node)):
                    continue
                if operator.endswith("=") and kind == "operator":
                    self.add(kind, start, end, broken, is_statement=True)
                else:
                    self.add(kind, start, end, broken, type=TYPES.get(node.get("type", ""), ""))

    def _operator(self, node: dict) -> Any:
        """Where the operator of a binary expression is: its first reference that begins with an operator's sign."""
        start, end = self.range(node)
        for child in descendants(node.get("fn", node)):
            if "range" in child:
                at = child["range"]["start"]
                if start <= at < end and self.text[at:at + 1] in (b"+", b"-", b"*", b"/", b"%", b"<", b">", b"=",
                                                                  b"!", b"&", b"|", b"^", b"."):
                    return at
        return None

    def _prefix(self, node: dict) -> None:
        start, end = self.range(node)
        sign = self.text[start:start + 1]
        if sign in (b"-", b"!"):
            kind = "sign" if sign == b"-" else "boolean"
            self.add(kind, start, end, self.text[start + 1:end].decode(), type=TYPES.get(node.get("type", ""), ""))

    def _constant(self, node: dict, kind: str) -> None:
        start, end = self.range(node)
        written = self.text[start:end].decode()
        type = TYPES.get(node.get("type", ""), "")
        if kind == "boolean_literal_expr":
            if written in ("true", "false"):
                self.add("constant", start, end, "false" if written == "true" else "true", type=type)
            return
        for other in broken_numbers(written, kind == "float_literal_expr"):
            self.add("constant", start, end, other, type=type)
        if written.startswith("-"):
            self.add("sign", start, end, written[1:], type=type)

    def _call(self, node: dict) -> None:
        start, end = self.range(node)
        called = self._called(node)
        at = skip_space(self.text, start)
        for one, other in (("min", "max"), ("max", "min")):
            if called == one and self.text.startswith(f"{one}(".encode(), at):
                self.add("smaller or larger", start, end, self.replaced(start, end, at, len(one), other),
                         type=TYPES.get(node.get("type", ""), ""))
        if called in ("addingProduct", "addProduct", "fused"):
            # A product is fused with a sum: its sign is that of its first factor.
            opening = re.compile(rb"\.%s\(" % called.encode()).search(self.text, start, end)
            if opening:
                self.add("sign", start, end, self._negated_factor(start, end, opening.end(), called))
        if TYPES.get(node.get("type", "")) == "Verdict":
            self._verdict(start, end)

    def _negated_factor(self, start: int, end: int, arguments: int, called: str) -> str:
        if called != "fused":
            return self.replaced(start, end, arguments, 0, "-")
        # fused(c, a, b) is c + a b.
        comma = self.text.find(b", ", arguments)
        return self.replaced(start, end, comma + 2, 0, "-") if 0 <= comma < end else ""

    def _verdict(self, start: int, end: int) -> None:
        written = self.text[start:end].decode()
        case = re.match(r"(?:Verdict)?\.(verified|refuted|undecided)\(", written)
        if case:
            for name, broken in VERDICTS.items():
                if name != case.group(1):
                    self.add("return value", start, end, broken, type="Verdict")

    # MARK: - Return values and statements

    def _return(self, node: dict) -> None:
        result = node.get("result") or node.get("expr") or node.get("sub_expr")
        if not isinstance(result, dict) or "range" not in result or self._in_unmutated_call(result):
            return
        if result.get("_kind") == "single_value_stmt_expr":
            # An `if` or `switch` is no operand; its branches are visited one by one.
            return
        start, end = self.range(result)
        mangled = result.get("type", "")
        written = self.text[start:end].decode()
        if mangled in EMPTY:
            self._statement(result)
            return
        type = TYPES.get(mangled, "")
        if type == "Verdict":
            if not re.match(r"(?:Verdict)?\.(verified|refuted|undecided)\(", written):
                for broken in VERDICTS.values():
                    self.add("return value", start, end, broken, type=type)
        elif type == "Bool":
            for broken in (f"!({written})", "true", "false"):
                if broken != written:
                    self.add("return value", start, end, broken, type=type)
        elif mangled.endswith("SgD"):
            if written != "nil":
                self.add("return value", start, end, "nil")
        elif type or is_number(mangled):
            if written not in ("0", "0.0") and type not in WITHOUT_MINUS:
                self.add("return value", start, end, f"-({written})", type=type)
            if type == "Int" and not written.isdigit():
                self.add("return value", start, end, f"({written}) + 1", type=type)

    def _statements(self, node: dict, above: list[dict]) -> None:
        in_initializer = any(n.get("_kind") == "constructor_decl" for n in above)
        for element in node.get("elements", []):
            if isinstance(element, dict) and not element.get("implicit"):
                self._statement(element, in_initializer)

    def _statement(self, element: dict, in_initializer: bool = False) -> None:
        bare = element
        while bare.get("_kind") in ("try_expr", "await_expr", "paren_expr") and only_child(bare) is not None:
            bare = only_child(bare)
        kind = bare.get("_kind", "")
        if kind == "assign_expr":
            start, end = self.range(element)
            target = re.match(rb"(?:self\.)?[A-Za-z_]\w*\s*=[^=]", self.text[start:end])
            named = re.match(rb"\(?[A-Za-z_., ]*\)?\s*=[^=]", self.text[start:end])
            if (in_initializer and (target or named)) or self._is_first_value(start, end):
                return
            self.add("statement", start, end, "", is_statement=True)
        elif kind in ("call_expr", "binary_expr") and not self._in_unmutated_call(bare):
            start, end = self.range(element)
            self.add("statement", start, end, "", is_statement=True)

    def _is_first_value(self, start: int, end: int) -> bool:
        """Whether an assignment gives a constant, or a variable declared without a value, its first one."""
        names = re.match(rb"\(?([A-Za-z_][\w., ]*)\)?\s*=[^=]", self.text[start:end])
        if not names:
            return False
        for name in re.findall(rb"[A-Za-z_]\w*", names.group(1)):
            if re.search(rb"\b(?:let|var)\s+%s\s*:[^={\n]*$" % name, self.text[:start], re.M):
                return True
        return False

    def _in_unmutated_call(self, node: dict) -> bool:
        return node.get("_kind") == "call_expr" and self._called(node) in UNMUTATED_CALLS

    def _called(self, node: dict) -> str:
        """The name that a call begins its arguments after."""
        fn = node.get("fn")
        if not isinstance(fn, dict) or "range" not in fn:
            return ""
        at = fn["range"]["end"]
        found = re.search(rb"([A-Za-z_]\w*)$", self.text[:token_end(self.text, at)])
        return found.group(1).decode() if found else ""

    # MARK: - Text

    def range(self, node: dict) -> tuple[int, int]:
        """The offsets of a node's first byte and of the byte after its last token."""
        return node["range"]["start"], token_end(self.text, node["range"]["end"])

    def replaced(self, start: int, end: int, at: int, length: int, other: str) -> str:
        return (self.text[start:at] + other.encode() + self.text[at + length:end]).decode()

    def add(self, kind: str, start: int, end: int, broken: str, is_statement: bool = False, type: str = "") -> None:
        if 0 <= start < end and broken.encode() != self.text[start:end] and (broken or is_statement):
            self.found[Break(kind, start, end, broken, is_statement, type)] = None


def _operator_end(text: bytes, at: int) -> int:
    found = re.compile(rb"[-+*/%<>=!&|^.]+").match(text, at)
    return found.end() if found else at
