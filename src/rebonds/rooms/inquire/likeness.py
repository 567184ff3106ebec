"""What goes together: rare words, a theme, shifts, people and maps in common; suggestions to accept or refuse."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from rebonds.rooms.inquire.cosorting import Pair, Shared
from rebonds.rooms.inquire.parameters import load
from rebonds.sources.words import fold

_WORD = re.compile(r"\w+")
_SHORTEST = 4
Drawn = tuple[str, str]  # uid and title of a map


@dataclass(frozen=True)
class Item:
    """Something to compare: a text, and what it is tagged with."""

    uid: str
    text: str
    theme: str = ""
    shifts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Evidence:
    """What people say of pairs of items, by their positions: sorted alike, circled together, linked in maps."""

    alike: Mapping[Pair, Shared] = field(default_factory=dict)
    circled: Mapping[Pair, Shared] = field(default_factory=dict)
    maps: Mapping[Pair, tuple[Drawn, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Near:
    """Two things that may go together: how near they are (0 to 1), and why."""

    a: str
    b: str
    score: float
    words: tuple[str, ...]
    theme: bool
    shifts: tuple[str, ...]
    alike: Shared | None = None
    circled: Shared | None = None
    maps: tuple[Drawn, ...] = ()

    @property
    def key(self) -> str:
        """Name of the pair, the same both ways."""
        return pair_key(self.a, self.b)


@lru_cache(maxsize=1)
def stop_words() -> frozenset[str]:
    """Return the words that tell nothing of what is said, without accents, in both languages."""
    return frozenset(load()["likeness"]["stop"].split())


def pair_key(a: str, b: str) -> str:
    """Return the name of a pair, the same both ways."""
    return "+".join(sorted((a, b)))


def stems(text: str) -> Counter[str]:
    """Return the words of a text that tell something, without accents nor plural."""
    out: Counter[str] = Counter()
    for word in _WORD.findall(text):
        plain = fold(word)
        if len(plain) >= _SHORTEST and plain not in stop_words() and not plain.isdigit():
            out[plain.rstrip("sx") if len(plain) > _SHORTEST else plain] += 1
    return out


def near(items: Sequence[Item], evidence: Evidence | None = None) -> list[Near]:
    """Return the pairs that are near enough, the nearest first.

    Texts alone give ``t = w_words cos + w_theme [same theme] + w_shifts J``: the cosine of words weighted by their
    rarity (``tf * log(n / df)``, Salton and Buckley 1988), and the Jaccard index of shifts. What people say adds to
    it, each ground alone being able to do (noisy or, Pearl 1988):

    ``1 - (1 - t) (1 - w_alike a) (1 - w_circled c) (1 - w_map)^k``

    with ``a`` and ``c`` what sorting alike and circling together prove (`cosorting.together`), and ``k`` the maps that
    link both. Weights and the least nearness are parameters. Only pairs that share a word, or of which people say
    something, are looked at: a theme is not enough.
    """
    evidence = evidence or Evidence()
    held = load()["likeness"]
    weights, least = held["weights"], held["least"]
    words = _words(tuple(items))
    out = []
    for pair in words.keys() | evidence.alike.keys() | evidence.circled.keys() | evidence.maps.keys():
        a, b = items[pair[0]], items[pair[1]]
        dot, common_words = words.get(pair, (0.0, ()))
        theme = bool(a.theme) and a.theme == b.theme
        common = tuple(key for key in a.shifts if key in b.shifts)
        union = len(set(a.shifts) | set(b.shifts))
        text = (
            weights["words"] * dot
            + weights["theme"] * theme
            + weights["shifts"] * (len(common) / union if union else 0)
        )
        alike, circled = evidence.alike.get(pair), evidence.circled.get(pair)
        maps = evidence.maps.get(pair, ())
        score = 1 - (
            (1 - text)
            * (1 - weights["alike"] * (alike.proof if alike else 0))
            * (1 - weights["circled"] * (circled.proof if circled else 0))
            * (1 - weights["map"]) ** len(maps)
        )
        if score >= least:
            out.append(Near(a.uid, b.uid, score, common_words, theme, common, alike, circled, maps))
    return sorted(out, key=lambda one: (-one.score, one.key))


@lru_cache(maxsize=16)
def _words(items: tuple[Item, ...]) -> dict[Pair, tuple[float, tuple[str, ...]]]:
    """Return the cosine of the pairs that share a word, with the words that count most; kept while texts stay."""
    vectors = _vectors(items)
    by_word: dict[str, list[int]] = defaultdict(list)
    for place, vector in enumerate(vectors):
        for word in vector:
            by_word[word].append(place)
    dots: dict[Pair, float] = defaultdict(float)
    shared: dict[Pair, list[tuple[float, str]]] = defaultdict(list)
    for word, holders in by_word.items():
        if len(holders) > max(8, len(items) // 12):
            continue  # so common that it tells nothing, and would make every pair
        for rank, i in enumerate(holders):
            for j in holders[rank + 1 :]:
                part = vectors[i][word] * vectors[j][word]
                dots[i, j] += part
                shared[i, j].append((part, word))
    return {
        pair: (dot, tuple(word for _part, word in sorted(shared[pair], reverse=True)[:3]))
        for pair, dot in dots.items()
        if dot > 0
    }


def _vectors(items: Sequence[Item]) -> list[dict[str, float]]:
    counts = [stems(one.text) for one in items]
    frequency = Counter(word for one in counts for word in one)
    out = []
    for one in counts:
        raw = {
            word: n * math.log(len(items) / frequency[word])
            for word, n in one.items()
            if frequency[word] < len(items)
        }
        size = math.sqrt(math.fsum(x * x for x in raw.values()))
        out.append({word: x / size for word, x in raw.items()} if size else {})
    return out


def suggested(
    items: Sequence[Item],
    groups: Mapping[str, str],
    refused: Collection[str],
    evidence: Evidence | None = None,
    most: int | None = None,
) -> list[Near]:
    """Return the pairs to suggest: near, not yet in one group, not refused.

    Parameters
    ----------
    items : sequence of Item
    groups : mapping
        Group of each item that has one.
    refused : collection of str
        Names of the pairs that people refused, whatever the ground they were suggested on.
    evidence : Evidence, optional
        What people say of pairs.
    most : int, optional
        By default that of the parameters.
    """
    out: list[Near] = []
    for one in near(items, evidence):
        together = groups.get(one.a) and groups.get(one.a) == groups.get(one.b)
        apart = groups.get(one.a) and groups.get(one.b) and not together
        if together or apart or one.key in refused:
            continue
        out.append(one)
        if len(out) == (most or load()["likeness"]["most"]):
            break
    return out
