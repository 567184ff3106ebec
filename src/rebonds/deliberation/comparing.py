"""The same ballots under other rules and methods, and what the differences come from."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from rebonds.deliberation.measures import counted, quantile, ranks
from rebonds.deliberation.results import Comparison, Ranked
from rebonds.deliberation.rules import Rule
from rebonds.deliberation.values import Number, Scale, Values
from rebonds.deliberation.wording import many
from rebonds.text import Text, typeset

DUELS = Text("Duels", "Duels")


def ordered(options: Sequence[str], ranking: Sequence[int]) -> tuple[Ranked, ...]:
    """Return the options in the order of their ranks."""
    places = sorted(range(len(options)), key=lambda place: ranking[place])
    return tuple(Ranked(options[place], ranking[place]) for place in places)


def swapped(before: Sequence[int], after: Sequence[int]) -> tuple[int, int] | None:
    """Return the best placed two options that the other ranking puts differently: (was ahead, was behind)."""
    places = sorted(range(len(before)), key=lambda place: (before[place], after[place]))
    found = None
    for a, b in combinations(places, 2):
        if before[a] < before[b] and after[a] > after[b]:
            return a, b
        if (before[a] == before[b]) != (after[a] == after[b]):
            found = found or (a, b)
    return found


def comparison(
    kind: str,
    ident: str,
    label: Text,
    options: Sequence[str],
    before: Sequence[int],
    after: Sequence[int],
    reason: Text,
    figures: Sequence[Text | None] = (),
) -> Comparison:
    """Return a comparison, with the first difference in words.

    Parameters
    ----------
    kind : {"rule", "method"}
    ident : str
    label : Text
    options : sequence of str
    before, after : sequence of int
        Ranks under the method, and under the other one.
    reason : Text
        What makes the difference.
    figures : sequence of Text
        What the other method says of each option.
    """
    pair = swapped(before, after)
    if pair is None:
        text = Text("même ordre.", "same order.")
    else:
        a, b = pair
        overtaken = before[a] < before[b] and after[a] > after[b]
        against = Text("", "")
        if figures and (x := figures[b if overtaken else a]) and (y := figures[a if overtaken else b]):
            against = Text(f" ({x.fr} contre {y.fr})", f" ({x.en} against {y.en})")
        if overtaken:
            said = Text(
                f"« {options[b]} » passe devant « {options[a]} »",
                f"“{options[b]}” goes ahead of “{options[a]}”",
            )
        elif before[a] == before[b]:
            said = Text(
                f"« {options[a]} » et « {options[b]} » se séparent", f"“{options[a]}” and “{options[b]}” part"
            )
        else:
            said = Text(
                f"« {options[a]} » et « {options[b]} » sont à égalité",
                f"“{options[a]}” and “{options[b]}” tie",
            )
        text = Text(
            f"{said.fr}{against.fr} ; {reason.fr}.",
            f"{said.en}{against.en}; {reason.en}.",
        )
    return Comparison(
        kind, ident, label, ordered(options, after), pair is None, Text(typeset(text.fr), text.en)
    )


def by_rule(
    options: Sequence[str],
    columns: Sequence[Values],
    before: Sequence[int],
    rule: Rule,
    scale: Scale,
    *,
    kind: str = "method",
    label: Text | None = None,
    ident: str = "",
    why: Text | None = None,
) -> Comparison:
    """Return the comparison with another rule (or the same rule on other columns)."""
    counts = [counted(column) for column in columns]
    after = ranks([rule.of(one) for one in counts])
    figures = [rule.figure(one, scale) if one else None for one in counts]
    return comparison(
        kind, ident or rule.id, label or rule.label, options, before, after, why or rule.why, figures
    )


def wins(columns: Sequence[Values]) -> list[list[int]]:
    """Return how many ballots put each option above each other: ``wins[i][j]`` for i over j."""
    n = len(columns)
    out = [[0] * n for _ in range(n)]
    for i, j in combinations(range(n), 2):
        for x, y in zip(columns[i], columns[j], strict=True):
            if x is not None and y is not None and x != y:
                if x > y:
                    out[i][j] += 1
                else:
                    out[j][i] += 1
    return out


def duel_ranks(table: Sequence[Sequence[int]]) -> tuple[tuple[int, ...], list[Text]]:
    """Return the ranks by duels won less duels lost (Copeland), and the figure of each option."""
    n = len(table)
    won = [sum(table[i][j] > table[j][i] for j in range(n)) for i in range(n)]
    lost = [sum(table[i][j] < table[j][i] for j in range(n)) for i in range(n)]
    figures = [_record(w, x) for w, x in zip(won, lost, strict=True)]
    return ranks([w - x for w, x in zip(won, lost, strict=True)]), figures


def _record(won: int, lost: int) -> Text:
    said = many(won, Text("duel gagné", "duel won"), Text("duels gagnés", "duels won"))
    return Text(f"{said.fr}, {lost} {'perdu' if lost < 2 else 'perdus'}", f"{said.en}, {lost} lost")


def by_duels(options: Sequence[str], columns: Sequence[Values], before: Sequence[int]) -> Comparison:
    """Return the comparison with duels: who is put above whom by more ballots, whatever the gap."""
    after, figures = duel_ranks(wins(columns))
    why = Text(
        "un duel compte qui préfère qui, pas de combien", "a duel counts who prefers whom, not by how much"
    )
    return comparison("method", "duels", DUELS, options, before, after, why, figures)


def filled(columns: Sequence[Values], value: Number) -> tuple[Values, ...]:
    """Return columns where a missing answer counts as ``value``."""
    return tuple(tuple(value if one is None else one for one in column) for column in columns)


def missing_as_lowest(
    options: Sequence[str],
    columns: Sequence[Values],
    before: Sequence[int],
    rule: Rule,
    low: Number,
    scale: Scale,
) -> tuple[Comparison, ...]:
    """Return the comparison where a missing answer counts as the lowest; nothing when none is missing."""
    if not any(value is None for column in columns for value in column):
        return ()
    label = Text("Sans réponse = le plus bas", "No answer = the lowest")
    why = Text("les options peu jugées y perdent", "options that few people judge lose by it")
    found = by_rule(
        options,
        filled(columns, low),
        before,
        rule,
        scale,
        kind="rule",
        label=label,
        ident="missing-lowest",
        why=why,
    )
    return (found,)


def missing_as_median(
    options: Sequence[str], columns: Sequence[Values], before: Sequence[int], rule: Rule, scale: Scale
) -> tuple[Comparison, ...]:
    """Return the comparison where whoever did not answer an option gives it its lower median; nothing without any."""
    if not any(value is None for column in columns for value in column):
        return ()
    medians = [quantile(one, 1, 2) if (one := counted(column)) else None for column in columns]
    given = tuple(
        tuple(median if value is None else value for value in column)
        for column, median in zip(columns, medians, strict=True)
    )
    label = Text("Sans réponse = la médiane", "No answer = the median")
    why = Text(
        "les options peu jugées y gardent leur milieu, avec plus de poids",
        "options that few people judge keep their middle, with more weight",
    )
    found = by_rule(
        options, given, before, rule, scale, kind="rule", label=label, ident="missing-median", why=why
    )
    return (found,)
