"""How many more ballots would change an order: the fewest added that bring two neighbours level."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from rebonds.deliberation.measures import Counts, counted
from rebonds.deliberation.results import Addition
from rebonds.deliberation.rules import Rule
from rebonds.deliberation.values import Number, Values
from rebonds.deliberation.wording import many
from rebonds.text import Text, typeset


def additions(
    options: Sequence[str],
    columns: Sequence[Values],
    order: Sequence[int],
    rule: Rule,
    ends: tuple[Number, Number],
) -> tuple[Addition, ...]:
    """Return, for each two neighbours that do not tie, the fewest ballots to add for the second to catch up.

    The number is exact for a rule that only rises with answers (`Rule.rising`): of all ballots that could be added, the
    one that gives its lowest to the first and its highest to the second leaves both at least as near as any other,
    and one more of them never takes them apart. It is found by halving. Nothing is told of other rules.

    Parameters
    ----------
    options : sequence of str
    columns : sequence of Values
        The answers to each option.
    order : sequence of int
        Places of the options, in the order of the result.
    rule : Rule
    ends : pair of Number
        What an added ballot gives the first and the second.
    """
    if not rule.rising or ends[0] >= ends[1]:
        return ()
    out = []
    for a, b in pairwise(order):
        first, second = counted(columns[a]), counted(columns[b])
        if first and rule.of(first) != rule.of(second):
            out.append(_said(options[a], options[b], _fewest(first, second, rule, ends)))
    return tuple(out)


def _fewest(first: Counts, second: Counts, rule: Rule, ends: tuple[Number, Number]) -> int:
    def level(n: int) -> bool:
        x = rule.of(Counter(first) + Counter({ends[0]: n}))
        y = rule.of(Counter(second) + Counter({ends[1]: n}))
        return bool(x == y or x < y)

    most = 1
    while not level(most):
        most *= 2
    least = most // 2  # not enough, unless it is zero
    while most - least > 1:
        middle = (least + most) // 2
        least, most = (least, middle) if level(middle) else (middle, most)
    return most


def _said(ahead: str, behind: str, n: int) -> Addition:
    ballots = many(n, Text("bulletin", "ballot"), Text("bulletins", "ballots"))
    text = Text(
        f"L'ordre change si l'on ajoute {ballots.fr}, tous pour « {behind} » et contre « {ahead} » : pas à moins.",
        f"The order changes if {ballots.en} {'is' if n == 1 else 'are'} added, all for “{behind}” and against “{ahead}”: "
        "not with fewer.",
    )
    return Addition(ahead, behind, n, Text(typeset(text.fr), text.en))
