"""Free statements: agree, disagree or pass; opinion groups, and consensus across them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from rebonds.deliberation import opinion
from rebonds.deliberation.ballots import Ballots
from rebonds.deliberation.comparing import by_rule, comparison
from rebonds.deliberation.counting import by_place, count, outcome_of, ties_of
from rebonds.deliberation.measures import Counts, ranks, total
from rebonds.deliberation.results import LABELS, Comparison, Group, Opinion, Result, Scalar
from rebonds.deliberation.rules import Rule, both
from rebonds.deliberation.values import Number, Read, Scale, Values, one_of, said, words
from rebonds.deliberation.wording import joined, quoted
from rebonds.text import Text, typeset

_NAMES = {-1: "disagree", 0: "pass", 1: "agree"}
CONSENSUS = Rule(
    "statements",
    LABELS["statements"],
    lambda counts: Fraction(counts.get(1, 0) + 1, total(counts) + 2),
    lambda counts, _: both(Text("d’accord :", "agree:"), counts.get(1, 0)),
    Text("elle ne regarde que la part d’accord", "it only looks at the share that agrees"),
    Text("leur part d’accord est exactement la même", "exactly the same share agrees"),
)
NET = Rule(
    "net",
    Text("Accords moins désaccords", "Agree less disagree"),
    lambda counts: counts.get(1, 0) - counts.get(-1, 0),
    lambda counts, _: both(Text("solde", "net"), counts.get(1, 0) - counts.get(-1, 0)),
    Text("elle additionne les voix sans regarder les groupes", "it adds people up without looking at groups"),
    CONSENSUS.tie,
)


def statements(ballots: Ballots, _: Scale | None = None, seed: int | None = None) -> Result:
    """Count reactions to statements.

    Parameters
    ----------
    ballots : Ballots
        A cell is ``agree``, ``disagree`` or ``pass`` (or 1, -1, 0).
    seed : int, optional
        Of k-means and of the shuffles.

    Returns
    -------
    Result
        Where groups are found, first the statements that every group agrees with (`opinion.consensus`, compared as
        exact fractions); otherwise those that most agree with. ``detail``: ``consensus``, ``agree_pct``,
        ``disagree_pct``, ``pass_pct``; ``opinion`` says whether there are groups.
    """
    columns = one_of(ballots, words("statements"), {"agree": 1, "pass": 0, "disagree": -1})
    read = Read(ballots, columns, -1, 1, Scale(("-1", "0", "1")))
    present = [v for v in range(len(ballots.voters)) if any(column[v] is not None for column in columns)]
    tested = opinion.tested(opinion.matrix(columns)[present], seed)
    everyone = [present]
    groups = everyone
    if tested.split is not None and tested.reason == "found":
        label = tested.split.label
        groups = [
            [v for v, g in zip(present, label, strict=True) if g == group] for group in range(max(label) + 1)
        ]
    found = [
        opinion.consensus(column, groups) if any(v is not None for v in column) else None
        for column in columns
    ]

    def detail(counts: Counts) -> dict[str, Scalar]:
        n = total(counts)
        shares = {f"{name}_pct": 100 * counts.get(v, 0) / n if n else None for v, name in _NAMES.items()}
        return {"consensus": None, **dict(reversed(shares.items()))}

    def compare(ranking: Sequence[int]) -> list[Comparison]:
        return [by_rule(ballots.options, columns, ranking, NET, read.scale)]

    base = count(
        read,
        CONSENSUS,
        detail=detail,
        answers=(1, 0, -1),
        compare=compare,
        notes=(_PASS,),
        name=lambda v: _NAMES[int(v)],
    )
    overall = ranks([CONSENSUS.of(_of(column)) for column in columns])
    ranking = ranks(found) if len(groups) > 1 else overall
    by_option = {place.option: place for place in base.ranking}
    places = tuple(
        replace(
            by_option[ballots.options[p]],
            rank=ranking[p],
            detail=by_option[ballots.options[p]].detail | {"consensus": _float(found[p])},
        )
        for p in by_place(ranking)
    )
    opinion_ = _opinion(ballots.options, columns, groups, tested)
    if len(groups) == 1:
        return replace(base, ranking=places, opinion=opinion_)
    figures = [both(Text("d’accord :", "agree:"), sum(v == 1 for v in column)) for column in columns]
    without = comparison(
        "rule",
        "without-groups",
        Text("Sans les groupes", "Without groups"),
        ballots.options,
        ranking,
        overall,
        NET.why,
        figures,
    )
    return replace(
        base,
        outcome=outcome_of(
            ballots.options,
            ranking,
            Text("le plus partagé par tous les groupes", "most shared by all groups"),
        ),
        ranking=places,
        ties=ties_of(
            ballots.options,
            ranking,
            Text(
                "leur consensus entre groupes est exactement le même",
                "their consensus across groups is exactly the same",
            ),
            [one is None for one in found],
        ),
        # These look at everyone at once: with groups, another order is shown.
        reversals=(),
        additions=(),
        stability=None,
        comparisons=(without, *(by_rule(ballots.options, columns, ranking, NET, read.scale),)),
        opinion=opinion_,
    )


_PASS = Text(
    typeset("« Je passe » est une réponse : ni accord, ni désaccord."),
    "“Pass” is an answer: neither agree nor disagree.",
)


def _float(value: Fraction | None) -> float | None:
    return None if value is None else float(value)


def _of(column: Values) -> Counts:
    counts: dict[Number, int] = {}
    for value in column:
        if value is not None:
            counts[value] = counts.get(value, 0) + 1
    return counts


_ANSWERS = {"found": "groups", "gradation": "gradation", "few": "unknown"}


def _opinion(
    options: Sequence[str], columns: Sequence[Values], groups: Sequence[Sequence[int]], tested: opinion.Tested
) -> Opinion:
    named = tuple(_group(options, columns, groups, g) for g in range(len(groups))) if len(groups) > 1 else ()
    most = sorted(range(len(tested.loadings)), key=lambda place: (-abs(tested.loadings[place]), place))[:3]
    along = tuple(options[place] for place in most) if tested.reason == "gradation" else ()
    text = _said(tested, [len(group) for group in groups], along)
    return Opinion(
        bool(named),
        _ANSWERS.get(tested.reason, "none"),
        tested.split.silhouette if tested.split else None,
        tested.p_value,
        tested.shuffles,
        tested.gradation_p,
        tested.gradations,
        along,
        named,
        Text(typeset(text.fr), text.en),
    )


def _said(tested: opinion.Tested, sizes: Sequence[int], along: Sequence[str]) -> Text:
    if tested.reason == "few":
        return Text(
            "Trop peu de personnes ou d'énoncés pour chercher des groupes d'opinion.",
            "Too few people or statements to look for opinion groups.",
        )
    if tested.reason == "alike":
        return Text(
            "Pas de groupes d'opinion : aucune partition ne laisse assez de monde de chaque côté.",
            "No opinion groups: no split leaves enough people on each side.",
        )
    p = tested.p_value
    if tested.reason == "chance":
        return Text(
            f"Pas de groupes d'opinion : des réponses mélangées au hasard se partagent aussi nettement "
            f"(p = {said(p, 'fr', 2)}).",
            f"No opinion groups: answers shuffled at random split as clearly (p = {said(p, 'en', 2)}).",
        )
    line = tested.gradation_p
    if tested.reason == "gradation":
        listed = quoted(along)
        return Text(
            "Une gradation, pas des groupes : les réponses se tiennent, mais des personnes étagées le long d'un même axe "
            f"se partageraient aussi nettement (p = {said(line, 'fr', 2)}). Rien ne montre un fossé entre deux camps. "
            f"Les énoncés qui étagent le plus : {listed.fr}.",
            "A gradation, not groups: answers hold together, but people spread along one line would split as clearly "
            f"(p = {said(line, 'en', 2)}). Nothing shows a gap between camps. "
            f"The statements that spread people most: {listed.en}.",
        )
    return Text(
        f"{len(sizes)} groupes d'opinion, de {joined(list(map(str, sizes))).fr} personnes : ils se séparent plus nettement "
        f"que des réponses mélangées au hasard (p = {said(p, 'fr', 3)}) et que des personnes étagées le long d'un même "
        f"axe (p = {said(line, 'fr', 2)}).",
        f"{len(sizes)} opinion groups, of {joined(list(map(str, sizes))).en} people: they part more clearly than answers "
        f"shuffled at random (p = {said(p, 'en', 3)}) and than people spread along one line (p = {said(line, 'en', 2)}).",
    )


def _group(
    options: Sequence[str], columns: Sequence[Values], groups: Sequence[Sequence[int]], g: int
) -> Group:
    answers: dict[str, int] = {}
    shares: dict[int, dict[str, float | None]] = {value: {} for value in _NAMES}
    for option, column in zip(options, columns, strict=True):
        given = [column[v] for v in groups[g] if column[v] is not None]
        answers[option] = len(given)
        for value, of in shares.items():
            of[option] = sum(v == value for v in given) / len(given) if given else None
    others = [v for other, people in enumerate(groups) if other != g for v in people]
    gaps = [abs(opinion.agreement(c, groups[g]) - opinion.agreement(c, others)) for c in columns]
    typical = sorted(range(len(options)), key=lambda place: (-gaps[place], place))[:3]
    return Group(
        chr(ord("A") + g),
        len(groups[g]),
        answers,
        shares[1],
        shares[-1],
        shares[0],
        tuple(options[place] for place in typical),
    )
