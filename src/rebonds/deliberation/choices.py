"""Sorting into classes, approval, dots and consent: each option is given a word or a few dots."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from rebonds.deliberation.ballots import Ballots
from rebonds.deliberation.comparing import by_rule
from rebonds.deliberation.counting import count
from rebonds.deliberation.measures import Counts, counted, entropy, spread, total
from rebonds.deliberation.results import Comparison, Result, Scalar
from rebonds.deliberation.rules import APPROVAL, DIVIDED, Rule
from rebonds.deliberation.values import Read, Scale, numbers, one_of, words
from rebonds.deliberation.values import graded as read_grades
from rebonds.deliberation.wording import quoted
from rebonds.text import Text, typeset


def sorting(ballots: Ballots, classes: Scale | None = None) -> Result:
    """Sort options into classes: the largest class of each, and first the options that divide most.

    Parameters
    ----------
    ballots : Ballots
        A cell is a class: any word. Without ``classes``, those that were written.
    classes : Scale, optional
        The classes in order; a class that nobody uses then counts in the entropy.

    Returns
    -------
    Result
        Rank 1 divides most (normalised entropy, compared exactly). ``detail``: ``class`` (the largest, or the
        tied ones joined by `` = ``), ``share_pct``, ``entropy``.
    """
    given = classes is not None
    if classes is None:
        seen = dict.fromkeys(cell for row in ballots.cells for cell in row if cell)
        folded: dict[str, str] = {}
        for word in sorted(seen, key=_in_order):
            folded.setdefault(word.casefold(), word)
        classes = Scale(tuple(folded.values()) or ("–",))
    read = read_grades(ballots, classes)
    width = len(classes.grades)

    def detail(counts: Counts) -> dict[str, Scalar]:
        if not total(counts):
            return {"class": None, "share_pct": None, "entropy": None}
        top = max(counts.values())
        modal = " = ".join(classes.grades[int(v)] for v in sorted(counts) if counts[v] == top)
        return {"class": modal, "share_pct": 100 * top / total(counts), "entropy": divided(counts)}

    def divided(counts: Counts) -> float | None:
        return entropy(counts.values(), width)

    def compare(ranking: Sequence[int]) -> list[Comparison]:
        if not given or width < 3:
            return []
        # In ordered classes, neighbours are less far apart than the two ends.
        apart = Rule(
            "spread",
            Text("Désaccord selon l’écart des classes", "Disagreement by distance of classes"),
            lambda counts: spread(counts, 0, width - 1),
            DIVIDED.figure,
            Text("deux classes voisines y divisent moins", "two neighbouring classes divide less in it"),
            DIVIDED.tie,
        )
        return [by_rule(ballots.options, read.columns, ranking, apart, read.scale, kind="rule")]

    def outcome(ranking: Sequence[int]) -> Text:
        first = [ballots.options[place] for place, rank in enumerate(ranking) if rank == 1]
        fr, en = quoted(first).fr, quoted(first).en
        return Text(typeset(f"Ce qui divise le plus : {fr}."), f"What divides most: {en}.")

    tied = [
        ballots.options[place]
        for place, column in enumerate(read.columns)
        if " = " in str(detail(counted(column))["class"])
    ]
    notes = []
    if tied:
        listed = ", ".join(tied)
        notes.append(
            Text(
                typeset(f"Sans classe majoritaire unique : {listed}."), f"No single largest class: {listed}."
            )
        )
    return count(
        read,
        DIVIDED,
        detail=detail,
        answers=range(width),
        compare=compare,
        notes=notes,
        divided=divided,
        outcome=outcome,
    )


def _in_order(word: str) -> tuple[bool, Fraction, str]:
    number = numbers(Ballots((word,), ("",), ((word,),)))[0][0] if re.fullmatch(r"-?\d{1,9}", word) else None
    return (number is None, Fraction(number or 0), word.casefold())


def approval(ballots: Ballots, _: Scale | None = None) -> Result:
    """Count approvals: a cell is yes or no; the option approved by most ballots is first.

    Returns
    -------
    Result
        ``detail``: ``approvals``, ``share_pct`` (of the ballots that answer the option).
    """
    known = words("approval")
    columns = one_of(ballots, known, {"no": 0, "yes": 1})
    read = Read(ballots, columns, 0, 1, Scale(("non", "oui")))

    def detail(counts: Counts) -> dict[str, Scalar]:
        yes, answers = counts.get(1, 0), total(counts)
        return {"approvals": yes, "share_pct": 100 * yes / answers if answers else None}

    def compare(ranking: Sequence[int]) -> list[Comparison]:
        share = Rule(
            "share",
            APPROVAL.label,
            lambda c: Fraction(c.get(1, 0), total(c)),
            APPROVAL.figure,
            APPROVAL.why,
            APPROVAL.tie,
        )
        if not any(value is None for column in columns for value in column):
            return []
        label = Text("Part de ceux qui répondent", "Share of those who answer")
        why = Text(
            "une option que peu jugent n'y est plus pénalisée",
            "an option that few judge no longer loses by it",
        )
        return [
            by_rule(
                ballots.options,
                columns,
                ranking,
                share,
                read.scale,
                kind="rule",
                ident="share",
                label=label,
                why=why,
            )
        ]

    return count(
        read, APPROVAL, detail=detail, answers=(1, 0), compare=compare, name=lambda v: ("non", "oui")[int(v)]
    )
