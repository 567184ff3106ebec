"""Putting a result together: what every method that looks at each option's answers shares."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from rebonds.deliberation.additions import additions
from rebonds.deliberation.measures import Counts, average, counted, ranks, spread
from rebonds.deliberation.results import LABELS, Comparison, Count, Place, Result, Scalar, Tie
from rebonds.deliberation.rules import Rule
from rebonds.deliberation.sensitivity import leave_one_out, reversals
from rebonds.deliberation.values import Number, Read, Values
from rebonds.deliberation.wording import quoted
from rebonds.text import Text, typeset

Detail = Callable[[Counts], dict[str, Scalar]]


def by_place(ranking: Sequence[int]) -> list[int]:
    """Return the places of options in the order of their ranks (then as they stand on the ballot)."""
    return sorted(range(len(ranking)), key=lambda place: ranking[place])


def ties_of(
    options: Sequence[str], ranking: Sequence[int], why: Text, blank: Sequence[bool] = ()
) -> tuple[Tie, ...]:
    """Return the ties of a ranking, in words; ``blank`` marks the options that nobody answered."""
    out = []
    for rank in sorted(set(ranking)):
        places = [place for place, one in enumerate(ranking) if one == rank]
        if len(places) < 2:
            continue
        names = tuple(options[place] for place in places)
        nobody = bool(blank) and all(blank[place] for place in places)
        reason = Text("personne n'y répond", "nobody answers them") if nobody else why
        listed = quoted(names)
        text = Text(
            typeset(f"au rang {rank}, {listed.fr} : {reason.fr}."),
            f"at rank {rank}, {listed.en}: {reason.en}.",
        )
        out.append(Tie(rank, names, text))
    return tuple(out)


def outcome_of(options: Sequence[str], ranking: Sequence[int], what: Text | None = None) -> Text:
    """Say who comes first."""
    first = [options[place] for place, rank in enumerate(ranking) if rank == 1]
    if len(first) == len(options) and len(options) > 1:
        return Text(typeset("Toutes les options sont à égalité."), "All options tie.")
    after = Text(f" : {what.fr}", f": {what.en}") if what else Text("", "")
    if len(first) == 1:
        return Text(
            typeset(f"« {first[0]} » arrive en tête{after.fr}."), f"“{first[0]}” comes first{after.en}."
        )
    fr, en = quoted(first).fr, quoted(first).en
    return Text(typeset(f"{fr} arrivent en tête, à égalité{after.fr}."), f"{en} come first, tied{after.en}.")


def places(
    read: Read,
    ranking: Sequence[int],
    detail: Sequence[Mapping[str, Scalar]],
    disagreement: Sequence[float | None],
    answers: Sequence[Number],
    name: Callable[[Number], str] | None = None,
) -> tuple[Place, ...]:
    """Return the options in order; ``answers`` are the values whose counts are told (all of them)."""
    ballots = len(read.ballots.voters)
    out = []
    for place in by_place(ranking):
        counts = counted(read.columns[place])
        answered = counts.total()
        out.append(
            Place(
                read.ballots.options[place],
                ranking[place],
                answered,
                answered / ballots,
                disagreement[place],
                dict(detail[place]),
                tuple(Count((name or read.scale.name)(value), counts.get(value, 0)) for value in answers),
            )
        )
    return tuple(out)


def turnout(columns: Sequence[Values]) -> tuple[int, float]:
    """Return how many ballots answer something, and the share of cells answered."""
    answered = sum(any(value is not None for value in row) for row in zip(*columns, strict=True))
    cells = sum(value is not None for column in columns for value in column)
    return answered, cells / (len(columns) * len(columns[0]))


def turnout_note(answered: int, ballots: int) -> tuple[Text, ...]:
    """Say how many ballots are blank."""
    blank = ballots - answered
    if not blank:
        return ()
    return (Text(f"Bulletins blancs : {blank} sur {ballots}.", f"Blank ballots: {blank} out of {ballots}."),)


def count(
    read: Read,
    rule: Rule,
    *,
    method: str = "",
    detail: Detail,
    answers: Sequence[Number],
    compare: Callable[[Sequence[int]], Sequence[Comparison]],
    notes: Sequence[Text] = (),
    divided: Callable[[Counts], float | None] | None = None,
    outcome: Callable[[Sequence[int]], Text] | None = None,
    name: Callable[[Number], str] | None = None,
    ends: tuple[Number, Number] | None = None,
) -> Result:
    """Count ballots by a rule: ranking, turnout, disagreement, ties, sensitivity, comparisons.

    Parameters
    ----------
    read : Read
    rule : Rule
    method : str
        That of the rule by default.
    detail : callable
        Counts of an option -> its figures.
    answers : sequence of Number
        The answers whose numbers are told.
    compare : callable
        Ranks -> other rules and methods on the same ballots.
    notes : sequence of Text
    divided : callable
        Counts -> disagreement, by default `measures.spread` over the scale.
    outcome : callable
        Ranks -> what is decided.
    name : callable
        Value -> how it is called.
    ends : pair of Number, optional
        What one more ballot could give an option and the next one; the ends of the scale by default.
    """
    options, columns = read.ballots.options, read.columns
    counts = [counted(column) for column in columns]
    ranking = ranks([rule.of(one) for one in counts])

    def spread_of(one: Counts) -> float | None:
        found = spread(one, read.low, read.high)
        return None if found is None else float(found)

    disagreement = [(divided or spread_of)(one) for one in counts]
    answered, share = turnout(columns)
    first = counts[by_place(ranking)[0]]
    figure = rule.figure(first, read.scale) if first else None
    return Result(
        method=method or rule.id,
        label=LABELS[method or rule.id],
        sha256=read.ballots.sha256,
        ballots=len(read.ballots.voters),
        answered=answered,
        turnout=share,
        disagreement=average(disagreement),
        outcome=outcome(ranking) if outcome else outcome_of(options, ranking, figure),
        ranking=places(read, ranking, [detail(one) for one in counts], disagreement, answers, name),
        ties=ties_of(options, ranking, rule.tie, [not one for one in counts]),
        reversals=reversals(options, columns, by_place(ranking), rule),
        stability=leave_one_out(columns, rule),
        additions=additions(options, columns, by_place(ranking), rule, ends or (read.low, read.high)),
        comparisons=tuple(compare(ranking)) if len(options) > 1 else (),
        notes=(*turnout_note(answered, len(read.ballots.voters)), *notes),
        sources=(read.ballots.name,) if read.ballots.name else (),
    )
