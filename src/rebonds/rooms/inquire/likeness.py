"""What goes together: texts that share rare words, a theme, shifts; suggestions that people accept or refuse."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rebonds.rooms.inquire.parameters import load
from rebonds.sources.words import fold

_WORD = re.compile(r"\w+")
_SHORTEST = 4


@dataclass(frozen=True)
class Item:
    """Something to compare: a text, and what it is tagged with."""

    uid: str
    text: str
    theme: str = ""
    shifts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Near:
    """Two things that may go together: how near they are (0 to 1), and why."""

    a: str
    b: str
    score: float
    words: tuple[str, ...]
    theme: bool
    shifts: tuple[str, ...]

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


@lru_cache(maxsize=16)
def near(items: tuple[Item, ...]) -> tuple[Near, ...]:
    """Return the pairs that are near enough, the nearest first.

    Nearness is ``w_words cos + w_theme [same theme] + w_shifts J``: the cosine of words weighted by their rarity
    (``tf * log(n / df)``), and the Jaccard index of shifts. Weights and the least nearness are parameters. Only pairs
    that share a word are looked at: nothing else would be near enough.
    """
    held = load()["likeness"]
    weights, least = held["weights"], held["least"]
    vectors = _vectors(items)
    by_word: dict[str, list[int]] = defaultdict(list)
    for place, vector in enumerate(vectors):
        for word in vector:
            by_word[word].append(place)
    dots: dict[tuple[int, int], float] = defaultdict(float)
    shared: dict[tuple[int, int], list[tuple[float, str]]] = defaultdict(list)
    for word, holders in by_word.items():
        if len(holders) > max(8, len(items) // 12):
            continue  # so common that it tells nothing, and would make every pair
        for rank, i in enumerate(holders):
            for j in holders[rank + 1 :]:
                part = vectors[i][word] * vectors[j][word]
                dots[i, j] += part
                shared[i, j].append((part, word))
    out = []
    for (i, j), dot in dots.items():
        a, b = items[i], items[j]
        theme = bool(a.theme) and a.theme == b.theme
        common = tuple(key for key in a.shifts if key in b.shifts)
        union = len(set(a.shifts) | set(b.shifts))
        score = (
            weights["words"] * dot
            + weights["theme"] * theme
            + weights["shifts"] * (len(common) / union if union else 0)
        )
        if score >= least and dot > 0:
            words = tuple(word for _part, word in sorted(shared[i, j], reverse=True)[:3])
            out.append(Near(a.uid, b.uid, score, words, theme, common))
    out.sort(key=lambda one: (-one.score, one.key))
    return tuple(out)


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
    items: Sequence[Item], groups: Mapping[str, str], refused: Collection[str], most: int | None = None
) -> list[Near]:
    """Return the pairs to suggest: near, not yet in one group, not refused.

    Parameters
    ----------
    items : sequence of Item
    groups : mapping
        Group of each item that has one.
    refused : collection of str
        Names of the pairs that people refused.
    most : int, optional
        By default that of the parameters.
    """
    out: list[Near] = []
    for one in near(tuple(items)):
        together = groups.get(one.a) and groups.get(one.a) == groups.get(one.b)
        apart = groups.get(one.a) and groups.get(one.b) and not together
        if together or apart or one.key in refused:
            continue
        out.append(one)
        if len(out) == (most or load()["likeness"]["most"]):
            break
    return out
