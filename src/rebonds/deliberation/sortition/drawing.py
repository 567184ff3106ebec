"""A whole draw: from a pool and quotas to a panel that says what it rests on; replacements under what is left."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from rebonds.deliberation.sortition import kinds, lottery, relax
from rebonds.deliberation.sortition.leximin import leximin
from rebonds.deliberation.sortition.records import (
    Candidate,
    Chance,
    Lottery,
    Member,
    Pool,
    Problem,
    Quota,
    QuotaMet,
    QuotasError,
    Sortition,
)
from rebonds.errors import UsageError
from rebonds.quiet import quiet
from rebonds.text import Text

_BASIS = (
    Text(
        "Règle LEXIMIN : aucune autre loterie sous ces quotas ne donne une plus petite chance plus haute, "
        "puis une deuxième plus haute, et ainsi de suite (Flanigan et coll., Nature 596, 2021).",
        "LEXIMIN rule: no other lottery under these quotas has a higher lowest chance, then a higher second "
        "lowest, and so on (Flanigan et al., Nature 596, 2021).",
    ),
    Text(
        "Des candidats que rien ne distingue (mêmes catégories, adresses semblables) ont exactement la même chance.",
        "Candidates that nothing tells apart (same categories, addresses alike) have exactly the same chance.",
    ),
    Text(
        "Le tirage découle de la graine par SHA-256 : même vivier, mêmes quotas, même graine, même panel.",
        "The draw follows from the seed by SHA-256: same pool, same quotas, same seed, same panel.",
    ),
    Text(
        "Les chances valent parmi les candidats du vivier : elles ne corrigent pas qui s'est porté candidat.",
        "Chances hold among the candidates of the pool: they do not correct who came forward.",
    ),
)
_ADDRESS = Text("Une personne au plus par adresse.", "At most one person per address.")


#: Numbered panels of a physical draw, at most.
MOST_PANELS = 10_000


@dataclass(frozen=True)
class Prepared:
    """A problem and its lottery: everything that is known before the seed."""

    problem: Problem
    lottery: Lottery


def prepare(pool: Pool, quotas: Sequence[Quota], size: int) -> Prepared:
    """Work out the lottery.

    Raises
    ------
    UsageError
        A panel of less than one seat.
    QuotasError
        No panel meets the quotas; with the smallest relaxations.
    """
    if size < 1:
        raise UsageError(
            Text("Un panel a au moins une place (--size).", "A panel has at least one seat (--size).")
        )
    problem = kinds.problem(pool, quotas, size)
    with quiet():
        relax.check(problem)
        return Prepared(problem, leximin(problem))


def drawn(ready: Prepared, seed: str, panels: int = 0) -> Sortition:
    """Draw a panel with a seed.

    Parameters
    ----------
    ready : Prepared
    seed : str
    panels : int
        Also list this many numbered panels, as likely as each other, and take one of them instead. The list does not
        depend on the seed: it can be published before.

    Returns
    -------
    Sortition
    """
    problem, lots = ready.problem, ready.lottery
    base = described(ready)
    if panels:
        base = numbered(ready, panels)
        number = lottery.Dice(seed).below(panels)
        ids = set(base.panels[number])
        base = replace(base, ticket=number + 1)
        panel = tuple(one for one in problem.pool.candidates if one.id in ids)
    else:
        ticket, _, panel = lottery.draw(problem, lots, seed)
        base = replace(base, ticket=ticket)
    return _with_panel(replace(base, state="drawn", seed=seed), ready, panel)


def numbered(ready: Prepared, panels: int) -> Sortition:
    """Return what is known before the seed, with numbered panels and the chances that counting them gives.

    Raises
    ------
    UsageError
        Fewer than 1 panel, or more than `MOST_PANELS`.
    """
    if not 1 <= panels <= MOST_PANELS:
        raise UsageError(
            Text(f"--panels : de 1 à {MOST_PANELS}.", f"--panels: from 1 to {MOST_PANELS}."),
        )
    problem = ready.problem
    listed = lottery.numbered(problem, ready.lottery, panels, str(panels))
    counts = [0] * len(problem.homes)
    for one in listed:
        for at in one:
            counts[at] += 1
    base = _with_chances(described(ready), ready, [(count, panels) for count in counts])
    said = Text(
        f"Chances comptées sur {panels} panels numérotés : elles arrondissent celles de LEXIMIN.",
        f"Chances counted over {panels} numbered panels: they round those of LEXIMIN.",
    )
    idents = tuple(tuple(problem.pool.candidates[at].id for at in one) for one in listed)
    return replace(base, panels=idents, assumptions=(*base.assumptions, said))


def described(ready: Prepared) -> Sortition:
    """Return everything that is known before the seed: quotas, kinds and probabilities."""
    problem, lots = ready.problem, ready.lottery
    by_kind = lottery.shares(problem, lots)
    parts = [(0, 1)] * len(problem.pool.candidates)
    for kind, share in zip(problem.kinds, by_kind, strict=True):
        for at in kind.members:
            parts[at] = share
    counted = problem.rows[: len(problem.quotas)] @ problem.people
    found = Sortition(
        state="committed",
        size=problem.size,
        candidates=len(problem.pool.candidates),
        kinds=len(problem.kinds),
        categories=problem.pool.categories,
        same_address=problem.pool.address_column,
        seed="",
        ticket=None,
        compositions=len(lots.compositions),
        proof=lots.proof,
        minimum=0.0,
        maximum=0.0,
        excluded=0,
        panel=(),
        quotas=tuple(
            QuotaMet(q.category, q.value, q.least, q.most, int(n), 0)
            for q, n in zip(problem.quotas, counted, strict=True)
        ),
        chances=(),
        panels=(),
        fingerprints={},
        assumptions=(*_BASIS, *((_ADDRESS,) if problem.pool.address_column else ())),
    )
    return _with_chances(found, ready, tuple(parts))


def _with_chances(found: Sortition, ready: Prepared, parts: Sequence[tuple[int, int]]) -> Sortition:
    alike = {at: len(kind.members) for kind in ready.problem.kinds for at in kind.members}
    chances = tuple(
        Chance(one.id, one.values, part[0] / part[1], part[0], part[1], alike[at], False)
        for at, (one, part) in enumerate(zip(ready.problem.pool.candidates, parts, strict=True))
    )
    probabilities = [one.probability for one in chances]
    return replace(
        found,
        chances=chances,
        minimum=min(probabilities),
        maximum=max(probabilities),
        excluded=sum(p == 0 for p in probabilities),
    )


def _with_panel(found: Sortition, ready: Prepared, panel: Sequence[Candidate]) -> Sortition:
    chance = {one.id: one.probability for one in found.chances}
    ids = {one.id for one in panel}
    at = {category: rank for rank, category in enumerate(found.categories)}
    return replace(
        found,
        panel=tuple(Member(one.id, one.name, one.values, chance[one.id]) for one in panel),
        chances=tuple(replace(one, drawn=one.id in ids) for one in found.chances),
        quotas=tuple(
            replace(q, panel=sum(one.values[at[q.category]] == q.value for one in panel))
            for q in found.quotas
        ),
    )


def replacements(
    pool: Pool, quotas: Sequence[Quota], size: int, staying: Collection[str], left: Collection[str], seed: str
) -> Sortition:
    """Fill the seats of those who left, under the quotas that those who stay leave open.

    Parameters
    ----------
    pool : Pool
    quotas : sequence of Quota
    size : int
        Of the whole panel.
    staying : collection of str
        Identifiers of members who stay: their addresses are taken.
    left : collection of str
        Identifiers that are not drawn again.
    seed : str

    Returns
    -------
    Sortition
        The whole panel: ``replaces`` marks the new members, whose probabilities are those of this draw.

    Raises
    ------
    UsageError
        An unknown identifier, or nobody to replace.
    QuotasError
        The remaining quotas cannot be met.
    """
    by_id = {one.id: one for one in pool.candidates}
    unknown = sorted(set(staying).union(left) - set(by_id))
    if unknown:
        raise UsageError(
            Text(f"Inconnu dans le vivier : « {unknown[0]} ».", f"Not in the pool: “{unknown[0]}”.")
        )
    keep = [by_id[ident] for ident in sorted(set(staying) - set(left))]
    seats = size - len(keep)
    if seats < 1:
        raise UsageError(
            Text(
                f"Personne à remplacer : {len(keep)} membres restent pour {size} places.",
                f"Nobody to replace: {len(keep)} members stay for {size} seats.",
            )
        )
    taken = {one.address for one in keep if one.address}
    gone = {one.id for one in keep}.union(left)
    rest = tuple(one for one in pool.candidates if one.id not in gone and one.address not in taken)
    at = {category: rank for rank, category in enumerate(pool.categories)}
    open_quotas = []
    for q in quotas:
        count = sum(one.values[at[q.category]] == q.value for one in keep)
        if count > q.most:
            raise QuotasError(
                Text(
                    f"Ceux qui restent dépassent déjà un quota : {count} « {q.value} » ({q.category}) pour {q.most}.",
                    f"Those who stay are already above a quota: {count} “{q.value}” ({q.category}) for {q.most}.",
                )
            )
        open_quotas.append(Quota(q.category, q.value, max(0, q.least - count), q.most - count))
    ready = prepare(replace(pool, candidates=rest), open_quotas, seats)
    found = drawn(ready, seed)
    new = tuple(replace(one, replaces=True) for one in found.panel)
    old = tuple(Member(one.id, one.name, one.values, 1.0) for one in keep)
    panel = tuple(sorted((*old, *new), key=lambda one: one.id))
    met = tuple(
        QuotaMet(
            q.category, q.value, q.least, q.most, one.pool,
            sum(m.values[at[q.category]] == q.value for m in panel),
        )
        for q, one in zip(quotas, found.quotas, strict=True)
    )  # fmt: skip
    return replace(found, panel=panel, quotas=met, size=size)
