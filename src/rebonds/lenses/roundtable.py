"""More than two territories at the table: each pair as it is, and the ceilings that all share."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import TYPE_CHECKING

from rebonds import territory
from rebonds.errors import UsageError
from rebonds.flows import rules
from rebonds.flows.results import RoundTable
from rebonds.lenses.doughnut import doughnut
from rebonds.lenses.negotiation import ceilings, negotiation
from rebonds.territory.model import Territory
from rebonds.text import Text, typeset
from rebonds.warehouse.progress import Progress, silent

if TYPE_CHECKING:
    from rebonds.warehouse import Warehouse


def round_table(wh: Warehouse, parties: Sequence[Territory | str], progress: Progress = silent) -> RoundTable:
    """Return the table of several territories: lines by pair from easy to hard, ceilings that all share.

    Parameters
    ----------
    wh : Warehouse
    parties : sequence of Territory or str
        At least three; no two may overlap.
    progress : Progress, optional

    Raises
    ------
    UsageError
        Fewer than three territories, or more than a table holds (``[negotiate]`` of the parameters); two have
        communes in common.
    """
    most = int(rules.section("negotiate")["parties"])
    places = [one if isinstance(one, Territory) else territory.resolve(one) for one in parties]
    if not 3 <= len(places) <= most:
        raise UsageError(
            Text(
                typeset(f"Une table ronde réunit de trois à {most} territoires, pas {len(places)}."),
                f"A round table gathers three to {most} territories, not {len(places)}.",
            )
        )
    label = Text("Table de chaque paire", "Table of each pair")
    couples = list(combinations(places, 2))
    pairs = []
    for rank, (a, b) in enumerate(couples):
        progress(label, rank, len(couples))
        pairs.append(negotiation(wh, a, b))
    progress(label, len(couples), len(couples))
    shared = ceilings([doughnut(wh, place, peers=False) for place in places])
    cited = (*(one.sources for one in pairs), *(one.sources for one in shared))
    sources = dict.fromkeys(source for some in cited for source in some)
    return RoundTable(
        parties=tuple(places),
        pairs=tuple(pairs),
        ceilings=shared,
        to_bring=tuple(dict.fromkeys(text for one in pairs for text in one.to_bring)),
        sources=tuple(sources),
        trace=tuple(dict.fromkeys(text for one in pairs for text in one.trace)),
        warehouse=wh.id,
    )
