"""Majority judgment, scores and sliders: each option is given a grade or a number."""

from __future__ import annotations

from collections.abc import Sequence

from rebonds.deliberation.ballots import Ballots
from rebonds.deliberation.comparing import by_duels, by_rule, missing_as_lowest, missing_as_median
from rebonds.deliberation.counting import Detail, count
from rebonds.deliberation.measures import Counts, mean, middle, quantile, total
from rebonds.deliberation.results import Comparison, Result, Scalar
from rebonds.deliberation.rules import MAJORITY, MEDIAN, SCORE, Rule, approved_from
from rebonds.deliberation.values import Number, Read, Scale, graded, measured, parse, plain
from rebonds.text import Text, typeset

_MISSING = Text(
    typeset(
        "Une option est jugée sur les bulletins qui y répondent ; une absence de réponse n'est pas un zéro."
    ),
    "An option is judged on the ballots that answer it; no answer is not a zero.",
)


def majority_judgment(ballots: Ballots, grades: Scale | None = None) -> Result:
    """Count by majority judgment (`majority.MajorityKey`).

    Parameters
    ----------
    ballots : Ballots
        A cell is a grade: a number, or a word of a scale.
    grades : Scale, optional
        Grades from the worst to the best; by default numbers, or a known scale.

    Returns
    -------
    Result
        ``detail``: ``median`` (lower median grade), ``better_pct`` and ``worse_pct`` (shares of the grades above
        and below it).
    """
    read = graded(ballots, grades)

    def detail(counts: Counts) -> dict[str, Scalar]:
        if not total(counts):
            return {"median": None, "better_pct": None, "worse_pct": None}
        median = quantile(counts, 1, 2)
        better = sum(n for value, n in counts.items() if value > median)
        worse = sum(n for value, n in counts.items() if value < median)
        share = 100 / total(counts)
        return {"median": _grade(read, median), "better_pct": share * better, "worse_pct": share * worse}

    def compare(ranking: Sequence[int]) -> list[Comparison]:
        options = ballots.options
        found = list(missing_as_lowest(options, read.columns, ranking, MAJORITY, read.low, read.scale))
        found += missing_as_median(options, read.columns, ranking, MAJORITY, read.scale)
        found.append(by_rule(options, read.columns, ranking, SCORE, read.scale))
        bar = _bar(read)
        if bar is not None:
            found.append(by_rule(options, read.columns, ranking, approved_from(bar, read.scale), read.scale))
        return [*found, by_duels(options, read.columns, ranking)]

    return count(read, MAJORITY, detail=detail, answers=_values(read), compare=compare, notes=_notes(read))


def score(ballots: Ballots, bounds: Scale | None = None) -> Result:
    """Count by the exact mean of the numbers given.

    Returns
    -------
    Result
        ``detail``: ``mean``, ``median`` (half-way between the two middle answers), ``exact_mean`` as a fraction.
    """
    read = measured(ballots, bounds)

    def detail(counts: Counts) -> dict[str, Scalar]:
        if not total(counts):
            return {"mean": None, "median": None, "exact_mean": None}
        return {"mean": float(mean(counts)), "median": float(middle(counts)), "exact_mean": str(mean(counts))}

    return _measured(read, SCORE, detail, (MAJORITY, MEDIAN))


def slider(ballots: Ballots, bounds: Scale | None = None) -> Result:
    """Order by the median of positions on a slider.

    Returns
    -------
    Result
        ``detail``: ``median``, ``quartile_1``, ``quartile_3`` (lower quantiles), ``iqr``, ``mean``.
    """
    read = measured(ballots, bounds)

    def detail(counts: Counts) -> dict[str, Scalar]:
        if not total(counts):
            return dict.fromkeys(("median", "quartile_1", "quartile_3", "iqr", "mean"))
        first, third = quantile(counts, 1, 4), quantile(counts, 3, 4)
        return {
            "median": float(middle(counts)),
            "quartile_1": float(first),
            "quartile_3": float(third),
            "iqr": float(third - first),
            "mean": float(mean(counts)),
        }

    return _measured(read, MEDIAN, detail, (MAJORITY, SCORE))


def _measured(read: Read, rule: Rule, detail: Detail, others: Sequence[Rule]) -> Result:
    def compare(ranking: Sequence[int]) -> list[Comparison]:
        options = read.ballots.options
        found = list(missing_as_lowest(options, read.columns, ranking, rule, read.low, read.scale))
        found += missing_as_median(options, read.columns, ranking, rule, read.scale)
        found += [by_rule(options, read.columns, ranking, other, read.scale) for other in others]
        return [*found, by_duels(options, read.columns, ranking)]

    return count(read, rule, detail=detail, answers=_values(read), compare=compare, notes=_notes(read))


def _grade(read: Read, value: Number) -> Scalar:
    """Return a grade for a machine: a number where the scale is made of numbers."""
    known = value if read.scale.numeric else parse(read.scale.name(value))
    if known is None:
        return read.scale.name(value)
    return known if isinstance(known, int) else float(known)


def _values(read: Read) -> Sequence[Number]:
    """Return the answers whose numbers are told, the best first."""
    if not read.scale.numeric:
        return range(len(read.scale.grades))[::-1]
    return sorted({v for column in read.columns for v in column if v is not None}, reverse=True)


def _bar(read: Read) -> Number | None:
    """Return the first grade of the upper half of the scale: what an approval would start from."""
    values = sorted(_values(read))
    return values[len(values) - len(values) // 2] if len(values) > 1 else None


def _notes(read: Read) -> list[Text]:
    notes = []
    if any(value is None for column in read.columns for value in column):
        notes.append(_MISSING)
    if read.scale.numeric:
        low, high = plain(read.low), plain(read.high)
        notes.append(
            Text(
                typeset(f"Le désaccord se mesure sur une échelle de {low} à {high}."),
                f"Disagreement is measured on a scale from {low} to {high}.",
            )
        )
    return notes
