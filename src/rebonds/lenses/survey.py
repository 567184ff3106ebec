"""A survey of people: scores, groups, before and after, with bootstrap intervals and small cells hidden."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from rebonds.errors import DataError
from rebonds.flows.results import Estimate
from rebonds.lenses.content import declared_in
from rebonds.lenses.secrecy import withheld
from rebonds.lenses.survey_answers import Answers, read_answers
from rebonds.lenses.survey_card import Scale, SurveyCard
from rebonds.lenses.survey_results import CellReading, ItemReading, SurveyReading
from rebonds.text import Text, typeset

Array = np.ndarray
SECRET = Estimate(None, state="secret")
_CHUNK = 100


def scores(raw: Array, scale: Scale) -> Array:
    """Return the score of each person, (N,): ``factor * sum(x_i - low)`` or ``factor * mean(x_i)``.

    NaN where an item is missing.

    Examples
    --------
    WHO-5: five items from 0 to 5, summed (0 to 25), times 4.
    """
    total = (raw - scale.low).sum(axis=1) if scale.total == "sum" else raw.mean(axis=1)
    return np.asarray(scale.factor * total)


def read_survey(path: Path, card: SurveyCard) -> SurveyReading:
    """Read a survey: whole, by group, before and after.

    The interval of a figure is that of the percentile bootstrap (Efron & Tibshirani 1993): people are drawn with
    replacement, with the seed, the number of draws and the level of the lenses' parameters. Groups under ``least``
    answers are hidden, and the smallest others with them when a total less what is shown would give them.

    Raises
    ------
    DataError
        From `read_answers`; fewer complete answers than the least, as a whole or in a wave.
    """
    told = read_answers(path, card)
    rules = declared_in("parameters.toml")["survey"]
    made = scores(told.raw, card.scale)
    full = ~np.isnan(made)
    least = int(rules["least"])
    _enough(int(full.sum()), least, Text("l'enquête", "the survey"))
    cells = [cell for name in card.groups for cell in _by_group(name, told, made, card.scale, rules)]
    waves: list[CellReading] = []
    difference, differs = Estimate(None, state="missing"), None
    if card.wave:
        parts = [full & (np.array(told.waves) == wave) for wave in card.waves]
        for wave, mask in zip(card.waves, parts, strict=True):
            _enough(int(mask.sum()), least, Text(f"la vague « {wave} »", f"the wave “{wave}”"))
            waves.append(_cell(card.wave, wave, made[mask], told.weights[mask], card.scale, rules))
        drawn = [
            _resampled(made[m], told.weights[m], rules, f"wave {w}")
            for w, m in zip(card.waves, parts, strict=True)
        ]
        means = [float(np.average(made[m], weights=told.weights[m])) for m in parts]
        low, high = _interval(drawn[1] - drawn[0], rules)
        difference, differs = Estimate(means[1] - means[0], low, high), not low <= 0 <= high
    return SurveyReading(
        id=card.id,
        title=card.title,
        producer=card.producer,
        date=card.date.isoformat(),
        scoring=card.scale.id,
        scale=card.scale.label,
        cut=card.scale.cut,
        answers=len(made),
        complete=int(full.sum()),
        invited=card.invited or None,
        response_rate=len(made) / card.invited if card.invited else None,
        whole=_cell("", "", made[full], told.weights[full], card.scale, rules),
        cells=tuple(cells),
        items=tuple(_items(told, card)),
        waves=tuple(waves),
        difference=difference,
        differs=differs,
        level=float(rules["level"]),
        least=least,
        assumptions=_assumed(card, rules),
        sources=(path.name,),
    )


def _enough(count: int, least: int, what: Text) -> None:
    if count < least:
        raise DataError(
            Text(
                typeset(f"Trop peu de réponses complètes pour {what.fr} : {count}, il en faut {least}."),
                f"Too few complete answers for {what.en}: {count}, {least} are needed.",
            ),
            Text("En dessous, on reconnaîtrait les personnes.", "Under that, people could be recognised."),
        )


def _by_group(
    name: str, told: Answers, made: Array, scale: Scale, rules: dict[str, float]
) -> list[CellReading]:
    full = ~np.isnan(made)
    written = np.array(told.groups[name], dtype=object)
    # People who gave no group are a part of the total too: without them subtraction would give them away.
    parts = {group: full & (written == group) for group in sorted(set(told.groups[name]))}
    sizes = {group: float(mask.sum()) for group, mask in parts.items() if mask.any()}
    least = float(rules["least"])
    hidden = withheld(sizes, [g for g, size in sizes.items() if size < least], people=least)
    found = []
    for group in sizes:
        if group in hidden:
            found.append(CellReading(name, group, None, SECRET, SECRET))
        else:
            mask = parts[group]
            found.append(_cell(name, group, made[mask], told.weights[mask], scale, rules))
    return found


def _cell(
    by: str, group: str, made: Array, weights: Array, scale: Scale, rules: dict[str, float]
) -> CellReading:
    seed = f"{by}|{group}"
    mean = float(np.average(made, weights=weights))
    low, high = _interval(_resampled(made, weights, rules, seed), rules)
    share = Estimate(None, state="missing")
    if scale.cut is not None:
        past = (made <= scale.cut if scale.higher_is_better else made >= scale.cut).astype(float)
        part = float(np.average(past, weights=weights))
        bottom, top = _interval(_resampled(past, weights, rules, seed), rules)
        share = Estimate(part, min(bottom, part), max(top, part))
    return CellReading(by, group, len(made), Estimate(mean, min(low, mean), max(high, mean)), share)


def _resampled(values: Array, weights: Array, rules: dict[str, float], seed: str) -> Array:
    """Return the weighted mean of each bootstrap sample, (draws,), the same whatever else is asked."""
    rng = np.random.default_rng([int(rules["seed"]), zlib.crc32(seed.encode())])
    draws, count = int(rules["draws"]), len(values)
    out = []
    for start in range(0, draws, _CHUNK):
        picked = rng.integers(0, count, (min(_CHUNK, draws - start), count))
        own = weights[picked]
        out.append((values[picked] * own).sum(axis=1) / own.sum(axis=1))
    return np.concatenate(out)


def _interval(drawn: Array, rules: dict[str, float]) -> tuple[float, float]:
    tail = 50 * (1 - rules["level"])
    low, high = np.percentile(drawn, (tail, 100 - tail))
    return float(low), float(high)


def _items(told: Answers, card: SurveyCard) -> Sequence[ItemReading]:
    found = []
    for rank, item in enumerate(card.items):
        column = told.raw[:, rank]
        known = ~np.isnan(column)
        mean = float(np.average(column[known], weights=told.weights[known])) if known.any() else None
        found.append(ItemReading(item, int(known.sum()), int((~known).sum()), mean))
    return found


def _assumed(card: SurveyCard, rules: dict[str, float]) -> tuple[Text, ...]:
    share = round(100 * rules["level"])
    said = [
        card.scale.source,
        Text(
            typeset(
                f"Intervalles à {share} % par rééchantillonnage ({rules['draws']} tirages, graine fixe) : ils disent le "
                "hasard du tirage des personnes, pas qui a choisi de ne pas répondre."
            ),
            f"{share}% intervals by resampling ({rules['draws']} draws, fixed seed): they tell the chance of who was "
            "drawn, not who chose not to answer.",
        ),
        Text(
            typeset(
                f"Groupes de moins de {rules['least']} réponses masqués, avec ceux qui les feraient deviner."
            ),
            f"Groups under {rules['least']} answers are hidden, with those that would give them away.",
        ),
    ]
    if not card.weight:
        said.append(
            Text(
                "Réponses non redressées : les groupes qui répondent plus comptent plus.",
                "Answers are not weighted: groups that answer more count more.",
            )
        )
    if not card.invited:
        said.append(
            Text(
                "Taux de réponse inconnu : la fiche ne dit pas combien de personnes ont été sollicitées.",
                "Response rate unknown: the card does not say how many people were asked.",
            )
        )
    if card.wave:
        said.append(
            Text(
                "Avant et après : deux groupes de personnes tirés à part ; un écart n'est pas l'effet d'une politique.",
                "Before and after: two groups of people drawn apart; a difference is not the effect of a policy.",
            )
        )
    return tuple(said)
