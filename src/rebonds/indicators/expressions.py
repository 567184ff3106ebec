"""Arithmetic over core variables: the formula of an indicator, parsed safely.

The grammar is what a card needs and nothing more: numbers, names, ``+ - * /`` and parentheses.
There is no call, no attribute and no evaluation of code.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from rebonds.errors import DataError
from rebonds.text import Text

_TOKEN = re.compile(r"\s*(?:(?P<number>\d+(?:\.\d+)?)|(?P<name>[A-Za-z_][A-Za-z0-9_]*)|(?P<op>[-+*/()]))")
_SYMBOLS = {"+": "+", "-": "−", "*": "×", "/": "/"}


@dataclass(frozen=True)
class Node:
    """A number (``value``), a name (``name``), or an operation between two nodes."""

    op: str
    value: float = 0.0
    name: str = ""
    left: Node | None = None
    right: Node | None = None


class ExpressionError(DataError):
    """A formula that cannot be read."""


def _error(text: str, position: int, fr: str, en: str) -> ExpressionError:
    return ExpressionError(
        Text(
            f"Formule « {text} » illisible au caractère {position + 1} : {fr}.",
            f"Formula “{text}” cannot be read at character {position + 1}: {en}.",
        ),
        Text(
            "Une formule contient des nombres, des noms de variables, + - * / et des parenthèses.",
            "A formula holds numbers, names of variables, + - * / and parentheses.",
        ),
    )


def _tokens(text: str) -> list[tuple[str, str, int]]:
    tokens: list[tuple[str, str, int]] = []
    position = 0
    end = len(text.rstrip())
    while position < end:
        match = _TOKEN.match(text, position)
        if match is None:
            character = text[position:].lstrip()[0]
            raise _error(text, position, f"« {character} » n'est pas admis", f"“{character}” is not allowed")
        kind = str(match.lastgroup)
        tokens.append((kind, match.group(kind), match.start(kind)))
        position = match.end()
    return tokens


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = _tokens(text)
        self.at = 0

    def peek(self) -> str:
        return self.tokens[self.at][1] if self.at < len(self.tokens) else ""

    def position(self) -> int:
        return self.tokens[self.at][2] if self.at < len(self.tokens) else len(self.text)

    def whole(self) -> Node:
        node = self.sum()
        if self.at < len(self.tokens):
            word = self.peek()
            raise _error(self.text, self.position(), f"« {word} » inattendu", f"unexpected “{word}”")
        return node

    def sum(self) -> Node:
        return self.chain(self.product, ("+", "-"))

    def product(self) -> Node:
        return self.chain(self.atom, ("*", "/"))

    def chain(self, part: Callable[[], Node], operators: tuple[str, str]) -> Node:
        node = part()
        while self.peek() in operators:
            op = self.peek()
            self.at += 1
            node = Node(op, left=node, right=part())
        return node

    def atom(self) -> Node:
        if self.at >= len(self.tokens):
            raise _error(self.text, len(self.text), "il manque un terme", "a term is missing")
        kind, word, position = self.tokens[self.at]
        self.at += 1
        if kind == "number":
            return Node("number", value=float(word))
        if kind == "name":
            return Node("name", name=word)
        if word == "-":
            return Node("-", left=Node("number", value=0.0), right=self.atom())
        if word == "(":
            node = self.sum()
            if self.peek() != ")":
                raise _error(self.text, self.position(), "parenthèse non fermée", "parenthesis not closed")
            self.at += 1
            return node
        raise _error(self.text, position, f"« {word} » inattendu", f"unexpected “{word}”")


def parse(text: str) -> Node:
    """Parse an arithmetic expression.

    Raises
    ------
    ExpressionError
        If the text holds anything but numbers, names, ``+ - * /`` and parentheses.

    Examples
    --------
    >>> names(parse("(unemployed + inactive) / active"))
    ('unemployed', 'inactive', 'active')
    """
    return _Parser(text).whole()


def names(node: Node) -> tuple[str, ...]:
    """Return the names of an expression, each once, in order of appearance."""
    found: dict[str, None] = {}

    def visit(part: Node | None) -> None:
        if part is None:
            return
        if part.op == "name":
            found.setdefault(part.name)
        visit(part.left)
        visit(part.right)

    visit(node)
    return tuple(found)


def to_sql(node: Node, columns: Mapping[str, str]) -> str:
    """Write an expression in SQL, each name replaced by its column; a division by zero gives NULL."""
    if node.op == "number":
        return f"CAST({node.value!r} AS DOUBLE)"
    if node.op == "name":
        return columns[node.name]
    assert node.left is not None and node.right is not None  # noqa: S101 - by construction of the parser
    left, right = to_sql(node.left, columns), to_sql(node.right, columns)
    return f"({left} / nullif({right}, 0))" if node.op == "/" else f"({left} {node.op} {right})"


def evaluate(node: Node, values: Mapping[str, float | None]) -> float | None:
    """Evaluate an expression; ``None`` as soon as one term is missing or a divisor is zero."""
    if node.op == "number":
        return node.value
    if node.op == "name":
        return values.get(node.name)
    assert node.left is not None and node.right is not None  # noqa: S101 - by construction of the parser
    left, right = evaluate(node.left, values), evaluate(node.right, values)
    if left is None or right is None:
        return None
    if node.op == "/":
        return left / right if right else None
    return {"+": left + right, "-": left - right, "*": left * right}[node.op]


def readable(text: str) -> str:
    """Write a formula for a reader: typographic signs, same names."""
    return " ".join("".join(_SYMBOLS.get(c, c) for c in text).split())
