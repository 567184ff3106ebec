"""Rules that look at each option's answers alone: a key that orders options, and how to say it.

Anonymity and neutrality hold by construction: a rule sees counts of answers, never who gave them nor to what.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from rebonds.deliberation.majority import MajorityKey
from rebonds.deliberation.measures import Counts, EntropyKey, mean, middle, quantile, total
from rebonds.deliberation.results import LABELS
from rebonds.deliberation.values import Number, Scale, said
from rebonds.text import Text, typeset


@dataclass(frozen=True)
class Rule:
    """A way of ordering options by the answers to each.

    Attributes
    ----------
    id : str
    label : Text
    key : callable
        Counts -> what is compared exactly; the greatest is first. Not called without answers.
    figure : callable
        Counts, scale -> the figure to say.
    why : Text
        What the rule looks at, to explain a difference.
    tie : Text
        Why options tie under it.
    additive : bool
        The key is a sum over ballots: greedy removal is then exact.
    averages : bool
        The key is a mean: it adds up where every ballot answers.
    rising : bool
        The key only rises when answers do: whoever is answered lower, by all or by one more, is never ahead for it.
    blank : bool
        An option that nobody answered has a key too (a sum of nothing is 0).
    """

    id: str
    label: Text
    key: Callable[[Counts], Any]
    figure: Callable[[Counts, Scale], Text]
    why: Text
    tie: Text
    additive: bool = False
    averages: bool = False
    rising: bool = False
    blank: bool = False

    def of(self, counts: Counts) -> Any:
        """Return the key of an option, ``None`` when nobody answered it."""
        return self.key(counts) if self.blank or total(counts) else None


def _text(fr: str, en: str) -> Text:
    return Text(typeset(fr), en)


def both(what: Text, value: Number | float | None, decimals: int | None = None) -> Text:
    """Return a figure after its name, in both languages."""
    return Text(f"{what.fr} {said(value, 'fr', decimals)}", f"{what.en} {said(value, 'en', decimals)}")


def named(what: Text, value: Number, scale: Scale) -> Text:
    """Return a grade after the name of the figure."""
    if scale.numeric:
        return both(what, value)
    return Text(typeset(f"{what.fr} « {scale.name(value)} »"), f"{what.en} “{scale.name(value)}”")


def dots(counts: Counts) -> Number:
    """Return the sum of the answers."""
    return sum((value * n for value, n in counts.items()), Fraction(0))


_MEDIAN, _MEAN, _TOTAL = Text("médiane", "median"), Text("moyenne", "mean"), Text("total", "total")

MAJORITY = Rule(
    "majority-judgment",
    LABELS["majority-judgment"],
    MajorityKey,
    lambda counts, scale: named(_MEDIAN, quantile(counts, 1, 2), scale),
    _text(
        "il classe par la mention médiane : un avis extrême n'y pèse pas plus qu'un autre",
        "it orders by the median grade: an extreme opinion weighs no more than another",
    ),
    _text(
        "leurs mentions se répartissent exactement de même",
        "their grades are shared out in exactly the same way",
    ),
    rising=True,
)
SCORE = Rule(
    "score",
    LABELS["score"],
    mean,
    lambda counts, _: both(_MEAN, mean(counts), 2),
    _text(
        "la moyenne suppose des écarts égaux entre les notes, et un avis extrême y pèse plus",
        "the mean takes grades as evenly spaced, and an extreme opinion weighs more in it",
    ),
    _text("leurs moyennes sont exactement égales", "their means are exactly equal"),
    averages=True,
    rising=True,
)
MEDIAN = Rule(
    "slider",
    Text("Médiane", "Median"),
    middle,
    lambda counts, _: both(_MEDIAN, middle(counts)),
    _text("la médiane ne regarde que le milieu des réponses", "the median only looks at the middle answers"),
    _text("leurs médianes sont exactement égales", "their medians are exactly equal"),
    rising=True,
)
APPROVAL = Rule(
    "approval",
    LABELS["approval"],
    lambda counts: counts.get(1, 0),
    lambda counts, _: both(Text("oui :", "yes:"), counts.get(1, 0)),
    _text("elle compte les oui, pas leur force", "it counts approvals, not how strong they are"),
    _text("elles ont le même nombre d'approbations", "they have the same number of approvals"),
    additive=True,
    blank=True,
    rising=True,
)
DOTS = Rule(
    "cumulative",
    Text("Total des points", "Total of dots"),
    dots,
    lambda counts, _: both(_TOTAL, dots(counts)),
    _text(
        "elle additionne les points : quelques-uns peuvent en concentrer beaucoup",
        "it adds dots: a few people can gather many",
    ),
    _text("elles ont le même total", "they have the same total"),
    additive=True,
    blank=True,
    rising=True,
)
SUPPORTERS = Rule(
    "supporters",
    Text("Nombre de soutiens", "Number of supporters"),
    lambda counts: sum(n for value, n in counts.items() if value > 0),
    lambda counts, _: both(
        Text("soutiens :", "supporters:"), sum(n for value, n in counts.items() if value > 0)
    ),
    _text("il compte les personnes, pas leurs points", "it counts people, not their dots"),
    _text("elles ont autant de soutiens", "they have as many supporters"),
    additive=True,
    blank=True,
)
DIVIDED = Rule(
    "sorting",
    LABELS["sorting"],
    lambda counts: EntropyKey(counts.values()),
    lambda counts, _: both(Text("plus grande classe :", "largest class:"), max(counts.values(), default=0)),
    _text("il met en tête ce qui divise le plus", "it puts first what divides most"),
    _text("leurs réponses sont exactement aussi dispersées", "their answers are exactly as scattered"),
)


def approved_from(threshold: Number, scale: Scale) -> Rule:
    """Return approval of the answers from ``threshold`` on."""
    name = scale.name(threshold)

    def count(counts: Counts) -> int:
        return sum(n for value, n in counts.items() if value >= threshold)

    return Rule(
        "approval",
        _text(f"Approbation, à partir de « {name} »", f"Approval, from “{name}” on"),
        count,
        lambda counts, _: both(Text("oui :", "yes:"), count(counts)),
        _text(
            "elle ne retient que le côté du seuil où tombe chaque avis",
            "it only keeps on which side of the bar each opinion falls",
        ),
        APPROVAL.tie,
        additive=True,
        blank=True,
    )
