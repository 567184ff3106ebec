"""The method of equal shares (Peters, Pierczyński and Skowron, 2021): a budget spent so that each group has its part."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from rebonds.deliberation import parameters
from rebonds.deliberation.ballots import Ballots
from rebonds.deliberation.comparing import ordered
from rebonds.deliberation.counting import places, ties_of, turnout, turnout_note
from rebonds.deliberation.measures import average, counted, ranks, spread
from rebonds.deliberation.results import LABELS, Comparison, Result, Scalar, Stability, Tie
from rebonds.deliberation.sensitivity import firsts, stability
from rebonds.deliberation.values import (
    Number,
    Read,
    Scale,
    Values,
    numbers,
    one_of,
    parse,
    plain,
    said,
    words,
)
from rebonds.deliberation.wording import quoted
from rebonds.errors import UsageError
from rebonds.text import Text, typeset

_FEWEST = 5


@dataclass(frozen=True)
class Purchase:
    """A project bought: ``price`` is what a unit of satisfaction costs its supporters; ``tied`` are those as cheap."""

    option: int
    price: Fraction
    tied: tuple[int, ...]


def equal_shares(
    ballots: Ballots, budget: Number | None, costs: Mapping[str, Number] | None = None
) -> Result:
    """Spend a budget by equal shares.

    Each ballot holds an equal part of the budget. The project bought is the one whose supporters can pay for it
    at the lowest price per unit of satisfaction ``rho``: supporter v pays ``min(purse_v, rho u_v)`` and payments
    sum to the cost. And so on, until nothing can be paid for. Payments are exact fractions.

    Parameters
    ----------
    ballots : Ballots
        A cell is the satisfaction that a voter would have, from 0 up (1 for an approval; yes and no are read too).
    budget : int or Fraction
    costs : mapping, optional
        Cost of each option; 1 by default, and ``budget`` is then a number of projects.

    Returns
    -------
    Result
        Bought projects in the order of their purchase, then all others at one rank. ``detail``: ``selected``
        (1 or 0), ``cost``, ``price``, ``supporters``.

    Raises
    ------
    UsageError
        No budget, or a cost that is missing or not positive.
    """
    if budget is None or budget <= 0:
        raise UsageError(
            Text("Il faut un budget positif.", "A positive budget is needed."),
            Text(typeset("Ajoutez --budget 100000."), "Add --budget 100000."),
        )
    written = {cell for row in ballots.cells for cell in row if cell}
    if all(parse(cell) is not None for cell in written):
        columns = numbers(ballots, least=0)
    else:
        columns = one_of(ballots, words("approval"), {"no": 0, "yes": 1})
    prices = _costs(ballots.options, costs)
    bought = spend(columns, prices, Fraction(budget))
    ranking = _ranking(bought, len(columns))
    answered, share = turnout(columns)
    high = max((v for column in columns for v in column if v is not None), default=1)
    known = sorted({v for column in columns for v in column if v is not None}, reverse=True)
    read = Read(ballots, columns, 0, high, Scale(tuple(plain(v) for v in known), numeric=True))
    by_option = {one.option: one for one in bought}
    detail: list[dict[str, Scalar]] = [
        {
            "selected": int(place in by_option),
            "cost": float(prices[place]),
            "price": float(by_option[place].price) if place in by_option else None,
            "supporters": sum(1 for v in column if v),
        }
        for place, column in enumerate(columns)
    ]
    spreads = [spread(counted(column), 0, high) for column in columns]
    divided = [None if one is None else float(one) for one in spreads]
    spent = sum((prices[one.option] for one in bought), Fraction(0))
    return Result(
        method="equal-shares",
        label=LABELS["equal-shares"],
        sha256=ballots.sha256,
        ballots=len(ballots.voters),
        answered=answered,
        turnout=share,
        disagreement=average(divided),
        outcome=_outcome([ballots.options[one.option] for one in bought], spent, Fraction(budget)),
        ranking=places(read, ranking, detail, divided, known, name=_ticks if set(known) <= {0, 1} else None),
        ties=_ties(ballots.options, ranking, bought),
        reversals=(),
        stability=_leave_one_out(columns, prices, Fraction(budget), ranking),
        comparisons=(_by_total(ballots.options, columns, prices, Fraction(budget), bought),),
        notes=(
            *turnout_note(answered, len(ballots.voters)),
            *_notes(ballots.options, bought, prices, Fraction(budget) - spent),
        ),
        sources=(ballots.name,) if ballots.name else (),
    )


def _ticks(value: Number) -> str:
    return ("non", "oui")[int(value)]


def _costs(options: Sequence[str], costs: Mapping[str, Number] | None) -> list[Fraction]:
    if costs is None:
        return [Fraction(1)] * len(options)
    out = []
    for option in options:
        cost = costs.get(option)
        if cost is None or cost <= 0:
            raise UsageError(
                Text(typeset(f"« {option} » n'a pas de coût positif."), f"“{option}” has no positive cost."),
                Text(
                    typeset("Ajoutez-le à la table des coûts (option,cost)."),
                    "Add it to the table of costs (option,cost).",
                ),
            )
        out.append(Fraction(cost))
    return out


def spend(columns: Sequence[Values], costs: Sequence[Fraction], budget: Fraction) -> list[Purchase]:
    """Return what is bought, in order. Among equally cheap ones: most satisfaction, then first on the ballot."""
    n = len(columns[0])
    totals = [sum((Fraction(v or 0) for v in column), Fraction(0)) for column in columns]
    purses = [budget / n] * n
    left = list(range(len(columns)))
    bought: list[Purchase] = []
    # As purses only empty, a price only rises: an old one is a lower bound, and most need not be computed again.
    bounds = dict.fromkeys(left, Fraction(0))
    while True:
        best, fresh = None, {}
        for place in sorted(left, key=lambda one: (bounds[one], -totals[one], one)):
            if best is not None and (bounds[place], -totals[place]) > best:
                break
            price = _price(columns[place], costs[place], purses)
            if price is None:
                left.remove(place)
                continue
            bounds[place] = price
            fresh[place] = (price, -totals[place])
            best = fresh[place] if best is None else min(best, fresh[place])
        if best is None:
            return bought
        tied = sorted(place for place, key in fresh.items() if key == best)
        chosen, least = tied[0], best[0]
        for voter, value in enumerate(columns[chosen]):
            if value:
                purses[voter] -= min(purses[voter], least * value)
        bought.append(Purchase(chosen, least, tuple(tied)))
        left.remove(chosen)


def _price(column: Values, cost: Fraction, purses: Sequence[Fraction]) -> Fraction | None:
    """Return the lowest price per unit at which supporters can pay, ``None`` when together they cannot."""
    able = sorted(
        (purses[v] / u, purses[v], Fraction(u)) for v, u in enumerate(column) if u and purses[v] > 0
    )
    if sum((purse for _, purse, _ in able), Fraction(0)) < cost:
        return None
    rest, units = cost, sum((u for *_, u in able), Fraction(0))
    for most, purse, u in able:  # those whose purse empties first
        price = rest / units
        if price <= most:
            return price
        rest, units = rest - purse, units - u
    return None


def _ranking(bought: Sequence[Purchase], n: int) -> tuple[int, ...]:
    """Return ranks: purchases in order, those that were as cheap at the same moment together; others last."""
    keys: list[int | None] = [None] * n
    level = 0
    for before, one in zip((None, *bought), bought, strict=False):
        # As cheap before the previous purchase, and still at that price after it: nothing separates them.
        same = before is not None and one.price == before.price and one.option in before.tied
        level -= not same
        keys[one.option] = level
    return ranks(keys)


def _ties(options: Sequence[str], ranking: Sequence[int], bought: Sequence[Purchase]) -> tuple[Tie, ...]:
    paid = {one.option for one in bought}
    of_bought = [rank for place, rank in enumerate(ranking) if place in paid]
    why = Text(
        "elles coûtent autant par soutien au même moment", "they cost as much per support at the same moment"
    )
    found = ties_of(options, ranking, why)
    return tuple(one for one in found if one.rank in of_bought)


def _outcome(names: Sequence[str], spent: Fraction, budget: Fraction) -> Text:
    if not names:
        return Text(
            "Aucune option n'a de soutiens qui puissent la payer.",
            "No option has supporters who can pay for it.",
        )
    listed = quoted(names)
    return Text(
        typeset(f"Retenu, pour {said(spent, 'fr')} sur {said(budget, 'fr')} : {listed.fr}."),
        f"Selected, for {said(spent, 'en')} out of {said(budget, 'en')}: {listed.en}.",
    )


def _notes(
    options: Sequence[str], bought: Sequence[Purchase], costs: Sequence[Fraction], rest: Fraction
) -> list[Text]:
    paid = {one.option for one in bought}
    notes = []
    for one in bought:
        out = [options[place] for place in one.tied if place not in paid]
        if out:
            listed = quoted(out)
            notes.append(
                Text(
                    typeset(
                        f"« {options[one.option]} » est pris car il vient plus tôt sur le bulletin ; rien d'autre "
                        f"ne le sépare de {listed.fr} : au groupe d'en décider, ou au sort."
                    ),
                    f"“{options[one.option]}” is taken because it stands earlier on the ballot; nothing else separates it "
                    f"from {listed.en}: the group should decide, or a draw.",
                )
            )
    affordable = [options[place] for place, cost in enumerate(costs) if place not in paid and cost <= rest]
    if affordable:
        listed = quoted(affordable)
        notes.append(
            Text(
                typeset(
                    f"Il reste {said(rest, 'fr')} : de quoi payer {listed.fr}, "
                    "mais les soutiens n'ont plus assez de leur part."
                ),
                f"{said(rest, 'en')} is left: enough for {listed.en}, "
                "but their supporters have too little of their part left.",
            )
        )
    return notes


def _by_total(
    options: Sequence[str],
    columns: Sequence[Values],
    costs: Sequence[Fraction],
    budget: Fraction,
    bought: Sequence[Purchase],
) -> Comparison:
    """Return what the most supported options would be, taken in turn while the budget lasts."""
    totals = [sum((Fraction(v or 0) for v in column), Fraction(0)) for column in columns]
    taken, rest = set(), budget
    for place in sorted(range(len(columns)), key=lambda one: (-totals[one], one)):
        if totals[place] and costs[place] <= rest:
            taken.add(place)
            rest -= costs[place]
    after = ranks([totals[place] if place in taken else None for place in range(len(columns))])
    ours = {one.option for one in bought}
    label = Text("Les plus soutenues d’abord", "Most supported first")
    if ours == taken:
        text = Text("même choix.", "same choice.")
    else:
        gained, lost = (
            quoted([options[p] for p in sorted(taken - ours)]),
            quoted([options[p] for p in sorted(ours - taken)]),
        )
        gains = Text(f"prendrait {gained.fr}", f"would take {gained.en}") if gained.fr else None
        loses = Text(f"laisserait {lost.fr}", f"would leave {lost.en}") if lost.fr else None
        changes = [one for one in (gains, loses) if one]
        text = Text(
            " et ".join(one.fr for one in changes)
            + " ; la majorité y décide de tout le budget, chacun n'y a pas sa part.",
            " and ".join(one.en for one in changes)
            + "; there the majority decides on the whole budget, and not each on their part.",
        )
    return Comparison(
        "method",
        "most-supported",
        label,
        ordered(options, after),
        ours == taken,
        Text(typeset(text.fr), text.en),
    )


def _leave_one_out(
    columns: Sequence[Values], costs: Sequence[Fraction], budget: Fraction, ranking: Sequence[int]
) -> Stability | None:
    kinds = Counter(zip(*columns, strict=True))
    tested = same_order = same_first = 0
    cells = len(columns) * len(columns[0])
    tries = max(
        _FEWEST,
        min(parameters.whole("sensitivity", "fits"), parameters.whole("sensitivity", "cells") // cells),
    )
    for row, n in kinds.most_common(tries):
        left = list(zip(*columns, strict=True))
        if len(left) < 2:
            return None
        left.remove(row)
        after = _ranking(spend(list(zip(*left, strict=True)), costs, budget), len(columns))
        tested += n
        same_order += n * (after == tuple(ranking))
        same_first += n * (firsts(after) == firsts(ranking))
    return stability(len(columns[0]), tested, same_order, same_first)
