"""A supply shock told day by day: losses of the whole path, and the path itself with its band."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from rebonds.flows import rules, shock
from rebonds.flows.ario import Ario, losses
from rebonds.flows.effects import Aim
from rebonds.flows.leontief import TradeSystem
from rebonds.flows.model import Array, Economy
from rebonds.flows.results import ShockDay, ShockReading
from rebonds.flows.scenario import Scenario
from rebonds.flows.shock_reading import Tally, read
from rebonds.text import Text

_ASSUMPTION = Text(
    "Modèle ARIO : stocks, réassort et surproduction aux valeurs usuelles de la littérature ; prix constants, "
    "pas d'import de remplacement.",
    "ARIO model: stocks, restocking and overproduction at the usual values of the literature; constant prices, "
    "no imports instead.",
)


def run_supply(
    subject: Economy | TradeSystem,
    scenario: Scenario,
    aims: Sequence[Aim],
    count: int,
    seed: int,
    progress: shock.Progress | None,
    warehouse: str,
) -> ShockReading:
    """Run a supply scenario (see `rebonds.flows.shock.run`).

    Losses are summed over the days of the path, M EUR; ``path`` follows the country and the places hit.
    """
    economy = subject if isinstance(subject, Economy) else subject.economy
    tally = Tally(economy)
    followed = _followed(economy, aims)
    paths: list[Array] = []
    label = Text("Jour après jour", "Day after day")
    days = scenario.horizon
    systems = shock.Systems(subject)
    for rank, draw in enumerate(shock.draws(economy, scenario, count, seed)):
        system = systems(draw)
        model = Ario(system)
        parts = [
            (one.part(percent)[system.order], one.hit.start, one.hit.days, one.hit.recovery)
            for one, percent in zip(aims, draw.percents, strict=True)
        ]
        lost = np.zeros_like(model.usual)
        path = np.empty((days, 1 + len(followed)))
        before = model.usual.sum(axis=0)
        for day, loss in enumerate(losses(parts, days)):
            if progress is not None and day % 30 == 0:
                progress(label, rank * days + day, (count + 1) * days)
            made = model.step(loss)
            lost += model.usual - made
            places = made.sum(axis=0)
            path[day, 0] = places.sum() / before.sum()
            path[day, 1:] = places[followed] / before[followed]
        paths.append(path)
        tally.add(lost[system.back])
    if progress is not None:
        progress(label, (count + 1) * days, (count + 1) * days)
    found = read(economy, scenario, aims, tally, count=count, seed=seed, warehouse=warehouse)
    stacked = np.stack(paths)
    return replace(
        found,
        assumptions=(*found.assumptions[:1], _ASSUMPTION, *found.assumptions[1:]),
        path=tuple(
            ShockDay(day, float(row[0]), tuple(float(x) for x in row[1:]))
            for day, row in enumerate(stacked[0])
        ),
        path_low=tuple(float(x) for x in stacked[:, :, 0].min(axis=0)),
        path_high=tuple(float(x) for x in stacked[:, :, 0].max(axis=0)),
        followed=tuple(economy.zones[rank].name for rank in followed),
    )


def _followed(economy: Economy, aims: Sequence[Aim]) -> list[int]:
    """Return the zones to follow: those hit, the largest losses first, within reason."""
    direct = np.zeros(len(economy.zones))
    for one in aims:
        if one.hit.where:
            direct += (economy.output * one.cells).sum(axis=0)
    order = np.argsort(-direct, kind="stable")
    most = int(rules.section("shock")["followed"])
    return [int(rank) for rank in order[:most] if direct[rank] > 0]
