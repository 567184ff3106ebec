"""Statistical secrecy: what is withheld is not brought back by taking the rest off a total."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping
from typing import TypeVar

K = TypeVar("K", bound=Hashable)


def withheld(
    sizes: Mapping[K, float], secret: Collection[K], *, parts: int = 2, people: float = 0.0
) -> frozenset[K]:
    """Return the parts of a total to withhold, so that none of the secret ones can be computed.

    A total less the parts that are shown gives the sum of those that are not: that sum must hold several parts
    (``parts``) and enough people (``people``). The smallest parts join it until it does (complementary secrecy).

    Parameters
    ----------
    sizes : mapping
        Every part and its size (people, households).
    secret : collection
        Parts that must not be shown.
    parts : int
        Least number of parts that are withheld together.
    people : float
        Least size that they must have together.
    """
    hidden = {key for key in secret if key in sizes}
    if not hidden:
        return frozenset()
    for key in sorted(sizes, key=lambda key: (sizes[key], str(key))):
        if len(hidden) >= parts and sum(sizes[one] for one in hidden) >= people:
            break
        hidden.add(key)
    return frozenset(hidden)
