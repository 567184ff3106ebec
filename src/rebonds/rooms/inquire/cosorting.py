"""Cards that the same people sort alike, or circle together, beyond chance: evidence for a family."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from rebonds.deliberation.measures import wilson
from rebonds.rooms.inquire.parameters import least_cell, load

Pair = tuple[int, int]
Matrix = Any  # a numpy array, cards by cards or people by cards


@dataclass(frozen=True)
class Shared:
    """What people say of two cards alike: how many of how many, and what it proves (0 nothing, 1 all)."""

    alike: int
    of: int
    proof: float


def beyond_chance(alike: int, of: int, chance: float) -> float:
    """Return how far ``alike`` people of ``of`` are above chance: 0 not proved, 1 all of very many.

    ``max(0, (w - e) / (1 - e))``, with ``e`` the share expected by chance and ``w`` the lower bound of the share
    seen (Wilson 1927, 95 %): few people prove little. Corrected for chance as kappa is (Cohen 1960).
    """
    if not of or chance >= 1:
        return 0.0
    return max(0.0, (wilson(alike / of, of)[0] - chance) / (1 - chance))


def together(
    votes: Iterable[tuple[Any, int, str, bool]], cards: Sequence[int]
) -> tuple[dict[Pair, Shared], dict[Pair, Shared]]:
    """Return the pairs of cards that the same people sort alike, and those that they circle together.

    Two cards are sorted alike by a person who puts both in one class (co-occurrence, Rosenberg and Kim 1975). With
    ``m`` people who sorted both, ``n`` of them alike, the proof is `beyond_chance` of ``n``, ``m`` and the
    greater of two chances:

    - that of the cards: ``sum_c p_c q_c``, from the shares of each card in each class among these ``m`` people; two
      cards that everyone finds wicked are not of one family for that;
    - that of the people: mean over them of ``sum_c k_c (k_c - 1) / (k (k - 1))``, two cards of their own taken at
      random; who puts every card in one class proves nothing.

    Two cards are circled together by ``n`` of the ``m`` people who circled one or the other and answered both. The
    chances are ``p q / (p + q - p q)``, and ``sum r^2 / sum (2 r - r^2)`` with ``r`` the part of her cards that each
    person circled.

    Nothing is said below ``least_voters`` people (parameters; never less than the least cell), nor where fewer
    than the least cell circled both.

    Parameters
    ----------
    votes : iterable of (person, card, class, circled)
        Once per person and card; the class may be empty.
    cards : sequence of int

    Returns
    -------
    tuple of dict
        By pair of positions in ``cards``, the smaller first; only pairs with some proof.
    """
    place = {card: at for at, card in enumerate(cards)}
    held = [(who, place[card], klass, circled) for who, card, klass, circled in votes if card in place]
    people = {who: at for at, who in enumerate(dict.fromkeys(who for who, *_rest in held))}
    if len(people) < least_voters():
        return {}, {}
    shape = (len(people), len(cards))
    classes = {klass: np.zeros(shape) for klass in {klass for _who, _card, klass, _circled in held} - {""}}
    answered, circles = np.zeros(shape), np.zeros(shape)
    for who, card, klass, circled in held:
        answered[people[who], card] = 1
        circles[people[who], card] = circled
        if klass:
            classes[klass][people[who], card] = 1
    return _sorted(list(classes.values()), shape), _circled(answered, circles)


def least_voters() -> int:
    """Return the number of people under which nothing is said of what they do alike."""
    return max(least_cell(), load()["likeness"]["least_voters"])


def _sorted(classes: list[Matrix], shape: tuple[int, int]) -> dict[Pair, Shared]:
    placed = sum(classes, np.zeros(shape))
    both = placed.T @ placed
    alike = sum((one.T @ one for one in classes), np.zeros_like(both))
    margins = [one.T @ placed for one in classes]  # people who sorted both, and put the first in this class
    k = placed.sum(axis=1)
    own = sum((one.sum(axis=1) * (one.sum(axis=1) - 1) for one in classes), np.zeros(shape[0]))
    own = own / np.maximum(k * (k - 1), 1)
    size = np.maximum(both, 1)
    cards = sum((one * one.T for one in margins), np.zeros_like(both)) / size**2
    chance = np.maximum(cards, placed.T @ (placed * own[:, None]) / size)
    return _proved(alike, both, chance, least=0)


def _circled(answered: Matrix, circles: Matrix) -> dict[Pair, Shared]:
    seen = answered.T @ answered
    alone = circles.T @ answered  # people who answered both, and circled the first
    both = circles.T @ circles
    either = alone + alone.T - both
    share = alone / np.maximum(seen, 1)
    of_cards = _either(share * share.T, share + share.T)
    rate = circles.sum(axis=1) / np.maximum(answered.sum(axis=1), 1)
    of_people = _either(
        answered.T @ (answered * rate[:, None] ** 2), answered.T @ (answered * 2 * rate[:, None])
    )
    return _proved(both, either, np.maximum(of_cards, of_people), least=least_cell())


def _either(both: Matrix, total: Matrix) -> Matrix:
    """Return the part of those who circle one or the other that circles both; 1 where nobody does."""
    union = total - both
    return np.divide(both, union, out=np.ones_like(both), where=union > 0)


def _proved(alike: Matrix, of: Matrix, chance: Matrix, least: int) -> dict[Pair, Shared]:
    wanted = (of >= least_voters()) & (alike >= least) & (alike > chance * of)
    out = {}
    for i, j in zip(*np.nonzero(np.triu(wanted, k=1)), strict=True):
        n, m = round(alike[i, j]), round(of[i, j])
        proof = beyond_chance(n, m, float(chance[i, j]))
        if proof > 0:
            out[int(i), int(j)] = Shared(n, m, proof)
    return out
