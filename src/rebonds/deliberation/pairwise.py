"""Pairwise comparisons: the Bradley-Terry model, fitted by I-LSR (`choix`; Maystre and Grossglauser, 2015)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np

from rebonds.deliberation import parameters
from rebonds.deliberation.ballot_file import refused
from rebonds.deliberation.ballots import Ballots
from rebonds.deliberation.comparing import DUELS, comparison, duel_ranks
from rebonds.deliberation.counting import by_place, outcome_of, ties_of, turnout, turnout_note
from rebonds.deliberation.measures import average, ranks
from rebonds.deliberation.results import LABELS, Comparison, Place, Result, Scalar, Stability
from rebonds.deliberation.rules import both
from rebonds.deliberation.sensitivity import firsts, stability
from rebonds.deliberation.values import Scale, graded
from rebonds.errors import ModelError
from rebonds.text import Text, typeset

Table = Sequence[Sequence[int]]


def pairwise(ballots: Ballots, grades: Scale | None = None) -> Result:
    """Order options by their strength in comparisons.

    ``P(i beats j) = s_i / (s_i + s_j)``: strengths s of greatest likelihood, held together by a weak pull towards
    equality (alpha of I-LSR), so that an option that never loses stays finite.

    Parameters
    ----------
    ballots : Ballots
        A cell is a grade: on a ballot, an option with a higher one beats those with a lower one; equal or missing
        ones are not compared. Or a table ``voter,winner,loser``, one comparison a row: all those of a
        voter make one ballot.
    grades : Scale, optional
        Grades in words, from the worst to the best.

    Returns
    -------
    Result
        ``detail``: ``strength`` (shares that sum to 1 over options), ``wins``, ``losses``. Where every two options
        were compared as often, the order is that of wins, exactly; otherwise strengths closer than a relative
        `parameters.toml` tie.
    """
    if ballots.pairs:
        options, units = _compared(ballots)
    else:
        options, units = list(ballots.options), _from_ballots(ballots, grades)
    table = _sum(units, len(options))
    strengths = fit(table)
    ranking = _ranking(table, strengths)
    n = len(options)
    won = [sum(row) for row in table]
    lost = [sum(table[i][j] for i in range(n)) for j in range(n)]
    divided = [_divided(table, i) for i in range(n)]
    answers = [
        sum(any(i in pair for pair in unit) for unit, k in units.items() for _ in range(k)) for i in range(n)
    ]
    total = len(set(ballots.voters))
    detail: list[dict[str, Scalar]] = [
        {"strength": float(strengths[i]), "wins": won[i], "losses": lost[i]} for i in range(n)
    ]
    places = tuple(
        Place(options[i], ranking[i], answers[i], answers[i] / total, divided[i], detail[i])
        for i in by_place(ranking)
    )
    answered = sum(k for unit, k in units.items() if unit)
    first = by_place(ranking)[0]
    return Result(
        method="pairwise",
        label=LABELS["pairwise"],
        sha256=ballots.sha256,
        ballots=total,
        answered=answered,
        turnout=_turnout(ballots, grades),
        disagreement=average(divided),
        outcome=outcome_of(options, ranking, both(Text("force", "strength"), float(strengths[first]), 3)),
        ranking=places,
        ties=ties_of(options, ranking, _tie(table)),
        reversals=(),
        stability=_leave_one_out(units, n, ranking, strengths),
        comparisons=(_duels(options, table, ranking),) if n > 1 else (),
        notes=(*turnout_note(answered, total), *_notes(options, table)),
        sources=(ballots.name,) if ballots.name else (),
    )


def fit(table: Table, start: Any = None) -> Any:
    """Return strengths that sum to 1, given wins ``table[i][j]`` of i over j.

    Raises
    ------
    ModelError
        The iterations do not settle.
    """
    n = len(table)
    if n < 2 or not any(any(row) for row in table):
        return np.full(n, 1 / n)
    import choix

    alpha = parameters.real("pairwise", "alpha")
    try:
        found = choix.ilsr_pairwise_dense(
            np.asarray(table, dtype=float), alpha=alpha, initial_params=start, max_iter=_MOST, tol=_CLOSE
        )
    except RuntimeError as error:
        raise ModelError(
            Text(
                "Les comparaisons ne donnent pas de forces stables.",
                "The comparisons give no stable strengths.",
            )
        ) from error
    raised = np.exp(found - found.max())
    return raised / raised.sum()


_MOST, _CLOSE = 5_000, 1e-10


def _balanced(table: Table) -> bool:
    """Whether every two options were compared as often: wins then say all that the model reads."""
    n = len(table)
    return len({table[i][j] + table[j][i] for i in range(n) for j in range(i)}) <= 1


def _ranking(table: Table, strengths: Any) -> tuple[int, ...]:
    if _balanced(table):
        return ranks([sum(row) for row in table])
    close, logs = parameters.real("pairwise", "tie"), np.log(strengths)
    order = np.argsort(-logs, kind="stable")
    level, keys, before = 0, [0] * len(table), None
    for place in order:
        if before is not None and before - logs[place] > close:
            level -= 1
        keys[int(place)], before = level, logs[place]
    return ranks(keys)


def _tie(table: Table) -> Text:
    if _balanced(table):
        return Text("elles gagnent autant de comparaisons", "they win as many comparisons")
    return Text("rien ne distingue leurs forces", "nothing tells their strengths apart")


def _from_ballots(ballots: Ballots, grades: Scale | None) -> Counter[tuple[tuple[int, int], ...]]:
    columns = graded(ballots, grades).columns
    units: Counter[tuple[tuple[int, int], ...]] = Counter()
    for row in zip(*columns, strict=True):
        known = [(place, value) for place, value in enumerate(row) if value is not None]
        units[tuple((i, j) for i, x in known for j, y in known if x > y)] += 1
    return units


def _compared(ballots: Ballots) -> tuple[list[str], Counter[tuple[tuple[int, int], ...]]]:
    options = sorted({cell for row in ballots.cells for cell in row if cell})
    place = {option: rank for rank, option in enumerate(options)}
    by_voter: dict[str, list[tuple[int, int]]] = {}
    for ballot, (winner, loser) in enumerate(ballots.cells):
        if not winner or not loser or winner == loser:
            name, line = ballots.name, ballots.where(ballot)
            raise refused(
                f"{name or 'bulletins'}, ligne {line} : il faut deux options différentes.",
                f"{name or 'ballots'}, line {line}: two different options are needed.",
                None,
            )
        by_voter.setdefault(ballots.voters[ballot], []).append((place[winner], place[loser]))
    return options, Counter(tuple(sorted(unit)) for unit in by_voter.values())


def _sum(units: Counter[tuple[tuple[int, int], ...]], n: int) -> list[list[int]]:
    table = [[0] * n for _ in range(n)]
    for unit, count in units.items():
        for winner, loser in unit:
            table[winner][loser] += count
    return table


def _divided(table: Table, i: int) -> float | None:
    """Return how divided the comparisons of an option are: the mean of 4 p (1 - p) over those it meets."""
    met = [(table[i][j], table[i][j] + table[j][i]) for j in range(len(table)) if table[i][j] + table[j][i]]
    return average(4 * (w / n) * (1 - w / n) for w, n in met)


def _turnout(ballots: Ballots, grades: Scale | None) -> float:
    return 1.0 if ballots.pairs else turnout(graded(ballots, grades).columns)[1]


def _duels(options: Sequence[str], table: Table, ranking: Sequence[int]) -> Comparison:
    after, figures = duel_ranks(table)
    why = Text("un duel compte qui l'emporte, pas de combien", "a duel counts who wins, not by how much")
    return comparison(
        "method", "duels", DUELS, options, ranking, after, Text(typeset(why.fr), why.en), figures
    )


def _leave_one_out(
    units: Counter[tuple[tuple[int, int], ...]], n: int, ranking: Sequence[int], strengths: Any
) -> Stability | None:
    """Remove ballots in turn; only the most frequent kinds when a model must be fitted for many."""
    table = _sum(units, n)
    start = np.log(strengths) if any(any(row) for row in table) and n > 1 else None
    tested = same_order = same_first = 0
    for unit, count in units.most_common(parameters.whole("sensitivity", "fits")):
        for winner, loser in unit:
            table[winner][loser] -= 1
        after = ranks([sum(row) for row in table]) if _balanced(table) else _ranking(table, fit(table, start))
        for winner, loser in unit:
            table[winner][loser] += 1
        tested += count
        same_order += count * (after == tuple(ranking))
        same_first += count * (firsts(after) == firsts(ranking))
    return stability(units.total(), tested, same_order, same_first)


def _notes(options: Sequence[str], table: Table) -> list[Text]:
    """Say when comparisons do not link all options: strengths of separate sets rest on the pull alone."""
    n, seen, queue = len(options), {0}, [0]
    while queue:
        i = queue.pop()
        for j in range(n):
            if j not in seen and table[i][j] + table[j][i]:
                seen.add(j)
                queue.append(j)
    if len(seen) == n:
        return []
    listed = ", ".join(options[i] for i in range(n) if i not in seen)
    return [
        Text(
            typeset(
                f"Aucune comparaison ne relie ces options aux autres : {listed}. Leur place ne dit rien."
            ),
            f"No comparison links these options to the others: {listed}. Their place says nothing.",
        )
    ]
