"""Places in Swift source text, as byte offsets: where a token ends, on which line an offset is."""

from __future__ import annotations

import bisect
import re

_IDENTIFIER = re.compile(rb"[A-Za-z_$\x80-\xff][A-Za-z0-9_$\x80-\xff]*")
_NUMBER = re.compile(
    rb"0x[0-9A-Fa-f_]+(?:\.[0-9A-Fa-f_]+)?(?:[pP][+-]?[0-9_]+)?|0[bo][0-7_]+"
    rb"|[0-9][0-9_]*(?:\.[0-9][0-9_]*)?(?:[eE][+-]?[0-9_]+)?")
_OPERATOR = re.compile(rb"[-+*/%<>=!&|^~?.]+")


def token_end(text: bytes, start: int) -> int:
    """The offset after the token that begins at `start`."""
    first = text[start:start + 1]
    if first in b"\"#" and re.match(rb"#*\"", text[start:start + 20]):
        return _string_end(text, start)
    if first == b"`":
        return text.index(b"`", start + 1) + 1
    for pattern in (_NUMBER, _IDENTIFIER):
        found = pattern.match(text, start)
        if found:
            return found.end()
    if first == b"#":
        found = _IDENTIFIER.match(text, start + 1)
        return found.end() if found else start + 1
    if first in b"-+" and first:
        # A literal's sign is part of its range, other prefix operators are tokens.
        found = _NUMBER.match(text, start + 1)
        if found:
            return found.end()
    found = _OPERATOR.match(text, start)
    return found.end() if found else start + 1


def _string_end(text: bytes, start: int) -> int:
    hashes = 0
    while text[start + hashes:start + hashes + 1] == b"#":
        hashes += 1
    quote = b'"""' if text[start + hashes:start + hashes + 3] == b'"""' else b'"'
    close, escape = quote + b"#" * hashes, b"\\" + b"#" * hashes
    at = start + hashes + len(quote)
    while at < len(text):
        if text.startswith(close, at):
            return at + len(close)
        if text.startswith(escape, at):
            at += len(escape)
            if text[at:at + 1] == b"(":
                at = _bracket_end(text, at)
            else:
                at += 1
        else:
            at += 1
    return len(text)


def _bracket_end(text: bytes, start: int) -> int:
    depth, at = 0, start
    while at < len(text):
        byte = text[at:at + 1]
        if byte == b'"':
            at = _string_end(text, at)
            continue
        depth += (byte == b"(") - (byte == b")")
        at += 1
        if depth == 0:
            return at
    return len(text)


def skip_space(text: bytes, at: int) -> int:
    """The offset of the first byte from here on that is neither white space nor in a comment."""
    while at < len(text):
        if text[at:at + 1].isspace():
            at += 1
        elif text.startswith(b"//", at):
            at = text.find(b"\n", at) % (len(text) + 1)
        elif text.startswith(b"/*", at):
            at = text.find(b"*/", at + 2) % len(text) + 2
        else:
            return at
    return at


def code_size(text: bytes) -> int:
    """The bytes of code: neither comments, nor strings of several lines, nor white space."""
    text = re.sub(rb'#*"""(?:.|\n)*?"""', b"", text)
    text = re.sub(rb"(?m)^\s*//.*$|^\s*import .*$", b"", text)
    return len(b"".join(text.split()))


class Lines:
    """The lines of a text, counted from 1, columns too."""

    def __init__(self, text: bytes):
        self.text = text
        self.starts = [0] + [found.end() for found in re.finditer(rb"\n", text)]

    def line(self, offset: int) -> int:
        return bisect.bisect_right(self.starts, offset)

    def offset(self, line: int, column: int) -> int:
        return self.starts[min(line, len(self.starts)) - 1] + column - 1

    def between(self, start: int, end: int) -> tuple[int, int]:
        """The offsets of the whole lines that hold a range, without the last line's end."""
        last = self.text.find(b"\n", end)
        return self.starts[self.line(start) - 1], len(self.text) if last < 0 else last
