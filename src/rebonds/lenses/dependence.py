"""Who depends on whom, from flows between two territories.

Dependence ``D_{A->B}`` is the part of A's need that is met in B (for work: residents of A employed in B, out
of A's residents in employment). Asymmetry ``a = (D_AB - D_BA) / (D_AB + D_BA)``; reciprocity
``rho = 2 min(F_AB, F_BA) / (F_AB + F_BA)``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rebonds.lenses.reading import Dependence
from rebonds.territory.model import Territory
from rebonds.text import Text

if TYPE_CHECKING:
    from rebonds.warehouse import Warehouse

NEEDS = {
    "commuting": Text("Travail", "Work"),
    "migration": Text("Installations résidentielles", "Residential moves"),
    "schooling": Text("Études", "Schooling"),
}


def dependences(wh: Warehouse, a: Territory, b: Territory) -> tuple[Dependence, ...]:
    """Return the dependence of two territories on one another for each kind of flow, missing ones included.

    A kind without any flow from either territory is ``missing``: an absent table is not a zero flow.
    """
    return tuple(_one(wh, kind, label, a, b) for kind, label in NEEDS.items())


def _one(wh: Warehouse, kind: str, label: Text, a: Territory, b: Territory) -> Dependence:
    row = wh.query(
        """
        WITH latest AS (SELECT max(vintage) AS vintage FROM flow WHERE kind = $kind)
        SELECT sum(value) FILTER (list_contains($a, origin)),
               sum(value) FILTER (list_contains($b, origin)),
               coalesce(sum(value) FILTER (list_contains($a, origin) AND list_contains($b, destination)), 0),
               coalesce(sum(value) FILTER (list_contains($b, origin) AND list_contains($a, destination)), 0),
               any_value(vintage), any_value(source), bool_or(state = 'estimated')
        FROM flow SEMI JOIN latest USING (vintage) WHERE kind = $kind
        """,
        {"kind": kind, "a": list(a.communes), "b": list(b.communes)},
    )[0]
    need_a, need_b, flow_ab, flow_ba, vintage, source, estimated = row
    if not need_a or not need_b:
        return Dependence(kind, label, None, None, None, None, None, None, "missing")
    d_ab, d_ba = flow_ab / need_a, flow_ba / need_b
    return Dependence(
        kind=kind,
        label=label,
        d_ab=d_ab,
        d_ba=d_ba,
        asymmetry=(d_ab - d_ba) / (d_ab + d_ba) if d_ab + d_ba else None,
        reciprocity=2 * min(flow_ab, flow_ba) / (flow_ab + flow_ba) if flow_ab + flow_ba else None,
        flow_ab=flow_ab,
        flow_ba=flow_ba,
        state="estimated" if estimated else "measured",
        vintage=vintage,
        source=source or "",
    )
