"""How much an order holds: fewest ballots to remove for two neighbours to meet, and each ballot left out in turn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import combinations_with_replacement, pairwise
from typing import Any

from rebonds.deliberation import parameters
from rebonds.deliberation.measures import counted, ranks, total
from rebonds.deliberation.results import Reversal, Stability
from rebonds.deliberation.rules import Rule
from rebonds.deliberation.values import Number, Values
from rebonds.text import Text, typeset

#: Kinds of ballots up to which each is tried first.
_FEW = 12
Pair = tuple[Number | None, Number | None]


def reversals(
    options: Sequence[str], columns: Sequence[Values], order: Sequence[int], rule: Rule
) -> tuple[Reversal, ...]:
    """Return, for each two neighbours that do not tie, how many ballots hold their order.

    Removals of one, two... ballots are all tried while they are few (`parameters.toml`): below the first that
    works, none does. Beyond, ballots are removed one by one, those first that hold the order most: a bound, exact
    where the rule adds ballots up.

    Parameters
    ----------
    options : sequence of str
    columns : sequence of Values
        The answers to each option.
    order : sequence of int
        Places of the options, in the order of the result.
    rule : Rule
    """
    out = []
    for a, b in pairwise(order):
        if rule.of(counted(columns[a])) != rule.of(counted(columns[b])):
            least, most = _fewest(columns[a], columns[b], rule)
            out.append(reversal(options[a], options[b], least, most))
    return tuple(out)


def reversal(ahead: str, behind: str, least: int, most: int | None) -> Reversal:
    """Return how many ballots hold an order, in words."""
    if most is None:
        text = Text(
            f"Aucun retrait trouvé ne ramène « {ahead} » au niveau de « {behind} ».",
            f"No removal was found that brings “{ahead}” down to “{behind}”.",
        )
    elif least == most:
        text = Text(
            f"L'ordre change si l'on retire {_ballots(most).fr} : « {behind} » rejoint ou dépasse « {ahead} ».",
            f"The order changes if {_ballots(most).en} {'is' if most == 1 else 'are'} removed: "
            f"“{behind}” catches up with “{ahead}” or overtakes it.",
        )
    else:
        text = Text(
            f"Pour que « {behind} » rejoigne ou dépasse « {ahead} », il faut retirer de {least} à {most} bulletins.",
            f"For “{behind}” to catch up with “{ahead}” or overtake it, {least} to {most} ballots must be removed.",
        )
    return Reversal(ahead, behind, least, most, Text(typeset(text.fr), text.en))


def _ballots(n: int) -> Text:
    return Text("un bulletin", "one ballot") if n == 1 else Text(f"{n} bulletins", f"{n} ballots")


def _fewest(first: Values, second: Values, rule: Rule) -> tuple[int, int | None]:
    kinds = Counter(zip(first, second, strict=True))
    kinds.pop((None, None), None)
    adds = rule.additive or (rule.averages and not any(None in pair for pair in kinds))
    most = _greedy(kinds, rule, adds)
    if adds and most is not None:
        return most, most
    trials, least = parameters.whole("sensitivity", "trials"), 1
    while most is None or least < most:
        for tried, removed in enumerate(_removals(kinds, least)):
            if tried >= trials:
                return least, most
            if _caught(kinds - removed, rule):
                return least, least
        if least >= kinds.total():
            return least, None
        least += 1
    return least, most


def _removals(kinds: Counter[Pair], size: int) -> Iterator[Counter[Pair]]:
    for chosen in combinations_with_replacement(list(kinds), size):
        removed = Counter(chosen)
        if all(n <= kinds[kind] for kind, n in removed.items()):
            yield removed


def _sides(kinds: Counter[Pair]) -> tuple[Counter[Number], Counter[Number]]:
    sides: tuple[Counter[Number], Counter[Number]] = (Counter(), Counter())
    for pair, n in kinds.items():
        for value, side in zip(pair, sides, strict=True):
            if value is not None and n:
                side[value] += n
    return sides


def _caught(kinds: Counter[Pair], rule: Rule) -> bool:
    """Whether the second of two options is level with the first, or ahead, on the ballots left."""
    a, b = _sides(kinds)
    if not (total(a) and total(b)) and not rule.blank:
        return False
    x, y = rule.of(a), rule.of(b)
    return bool(x == y or x < y)


def _greedy(kinds: Counter[Pair], rule: Rule, adds: bool) -> int | None:
    """Return a number of removals that works, the smallest over a few ways of choosing them."""

    def weight(value: Number | None) -> Any:
        if rule.additive:
            return rule.key({} if value is None else {value: 1})
        return 0 if value is None else value

    ways: list[Callable[[Pair], Any]] = [lambda pair: weight(pair[0]) - weight(pair[1])]
    if not adds:
        ways += [
            lambda pair: (weight(pair[0]), -weight(pair[1])),
            lambda pair: (-weight(pair[1]), weight(pair[0])),
        ]
        if len(kinds) <= _FEW:
            ways += [lambda pair, kind=kind: pair == kind for kind in kinds]  # type: ignore[misc]
    best = None
    for way in ways:
        found = _until(kinds, sorted(kinds, key=way, reverse=True), rule, best)
        best = found if found is not None else best
    return best


def _until(kinds: Counter[Pair], order: Sequence[Pair], rule: Rule, below: int | None) -> int | None:
    """Return after how many removals, in this order, the second option has caught up: if fewer than ``below``."""
    left, done = Counter(kinds), 0
    for kind in order:
        for _ in range(kinds[kind]):
            left[kind] -= 1
            done += 1
            if below is not None and done >= below:
                return None
            if _caught(left, rule):
                return done
    return None


def leave_one_out(columns: Sequence[Values], rule: Rule) -> Stability | None:
    """Remove each ballot in turn (ballots alike once) and see whether the order, and the first, stay the same."""
    kinds = Counter(zip(*columns, strict=True))
    counts = [counted(column) for column in columns]
    keys = [rule.of(one) for one in counts]
    before = ranks(keys)
    same_order = same_first = 0
    for ballot, n in kinds.items():
        after_keys = list(keys)
        for place, value in enumerate(ballot):
            if value is not None:
                counts[place][value] -= 1
                after_keys[place] = rule.of(counts[place])
                counts[place][value] += 1
        after = ranks(after_keys)
        same_order += n * (after == before)
        same_first += n * (firsts(after) == firsts(before))
    return stability(len(columns[0]), len(columns[0]), same_order, same_first)


def firsts(ranking: Sequence[int]) -> frozenset[int]:
    """Return the places of rank 1."""
    return frozenset(place for place, rank in enumerate(ranking) if rank == 1)


def stability(ballots: int, tested: int, same_order: int, same_first: int) -> Stability | None:
    """Return what leaving ballots out does, in words; ``None`` when there is only one ballot."""
    if ballots < 2:
        return None
    of = Text("", "") if tested == ballots else Text(f" ({tested} essayés)", f" ({tested} tried)")
    if same_order == tested:
        text = Text(
            f"Retirer un bulletin quelconque, sur {ballots}{of.fr}, ne change rien à l'ordre.",
            f"Removing any one ballot out of {ballots}{of.en} does not change the order.",
        )
    else:
        changed, first = tested - same_order, tested - same_first
        text = Text(
            f"Retirer un seul bulletin change l'ordre ou une égalité {changed} fois sur {tested}, "
            f"et la première place {first} fois.",
            f"Removing a single ballot changes the order or a tie {changed} times out of {tested}, "
            f"and the first place {first} times.",
        )
    return Stability(ballots, tested, same_order, same_first, Text(typeset(text.fr), text.en))
