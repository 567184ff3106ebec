"""What the flows engine answers: plain records that drawings, reports, pages and the API are given.

Every figure that a model made is ``estimated`` and has its band (``low``, ``high``); a figure that is not
known is ``None`` with the state ``missing``, never zero.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from rebonds.territory.model import Territory
from rebonds.text import Text

SCHEMA_VERSION = "1.0"


@dataclass(frozen=True)
class Estimate:
    """A figure with its band; ``None`` where it is not known."""

    value: float | None
    low: float | None = None
    high: float | None = None
    state: str = "estimated"  # measured, estimated, secret, missing

    @property
    def known(self) -> bool:
        """True when there is a figure to show."""
        return self.value is not None


MISSING = Estimate(None, state="missing")


@dataclass(frozen=True)
class Partner:
    """Another territory, and what goes to it and comes from it.

    ``share_out`` is its part of all that leaves the territory (inner flows apart), ``share_in`` of all that enters.
    """

    code: str
    name: str
    level: str
    out: Estimate
    into: Estimate
    share_out: float | None
    share_in: float | None
    distance_km: float | None = None
    lon: float | None = None
    lat: float | None = None


@dataclass(frozen=True)
class SectorFlow:
    """Flows of one branch (or need): sold outside, bought outside, kept inside, with the exposure.

    ``self_supply`` is the part of the territory's demand met inside; ``leak`` the part bought abroad;
    ``exposure`` the part of local output (0-1) that rests on buyers in other territories of the country.
    ``rival_low`` and ``rival_high`` bound self-supply under the location quotients (FLQ, band over delta).
    """

    code: str
    label: Text
    out: Estimate
    into: Estimate
    inside: Estimate
    self_supply: Estimate = MISSING
    leak: Estimate = MISSING
    exposure: Estimate = MISSING
    rival_low: float | None = None
    rival_high: float | None = None
    jobs: Estimate = MISSING


@dataclass(frozen=True)
class FlowSet:
    """All flows of one kind between a territory and the others.

    Attributes
    ----------
    kind : str
        ``commuting``, ``migration``, ``schooling`` (people), ``trade``, ``contracts``.
    family : str
        ``people``, ``trade`` or ``contracts``: the word of ``--kind``.
    label : Text
    unit : Text
    state : str
        ``measured``, ``estimated`` or ``missing`` (then the rest is empty and ``gap`` says who holds it).
    inside, out, into, abroad : Estimate
        Kept inside, leaving for and coming from other territories, leaving the country.
    self_containment_residents, self_containment_jobs : Estimate
        ``F_rr / sum_j F_rj`` and ``F_rr / sum_i F_ir``.
    hhi_out, hhi_in : float or None
        Concentration of partners, ``sum of squared shares``.
    partners : tuple of Partner
        By weight (out plus in), largest first; the whole list.
    sectors : tuple of SectorFlow
        Trade only.
    """

    kind: str
    family: str
    label: Text
    unit: Text
    state: str
    vintage: int | None = None
    sources: tuple[str, ...] = ()
    inside: Estimate = MISSING
    out: Estimate = MISSING
    into: Estimate = MISSING
    abroad: Estimate = MISSING
    self_containment_residents: Estimate = MISSING
    self_containment_jobs: Estimate = MISSING
    hhi_out: float | None = None
    hhi_in: float | None = None
    partners: tuple[Partner, ...] = ()
    sectors: tuple[SectorFlow, ...] = ()
    error: Text | None = None  # how wrong it may be: held-back error, in words with figures
    gap: Text | None = None  # what is missing, who holds it
    method: tuple[Text, ...] = ()


@dataclass(frozen=True)
class FlowReading:
    """A territory's interdependencies."""

    territory: Territory
    sets: tuple[FlowSet, ...]
    functional_area: tuple[str, ...] = ()  # names of the EPCI of its functional area
    sources: tuple[str, ...] = ()
    trace: tuple[Text, ...] = ()
    warehouse: str = ""


@dataclass(frozen=True)
class PairFlow:
    """What passes between A and B for one need (work, moves, goods of one branch…).

    Attributes
    ----------
    d_ab, d_ba : Estimate
        ``D_{A->B}``: part (0-1) of A's need met in B.
    asymmetry : float or None
        ``(D_AB - D_BA) / (D_AB + D_BA)``, in [-1, 1]; positive when A depends more on B.
    reciprocity : float or None
        ``2 min(F_AB, F_BA) / (F_AB + F_BA)``.
    reading : str
        ``common_cause``, ``complementarity``, ``joint_effort``, ``vulnerability``, ``none`` or ``unknown``.
    substitutability : float or None
        Part (0-1) of the flow from B that others could serve within ``minutes`` of A.
    substitutability_b : float or None
        Part (0-1) of the flow from A that others could serve within ``minutes`` of B.
    """

    kind: str
    family: str
    code: str  # branch, or the kind itself
    label: Text
    unit: Text
    flow_ab: Estimate  # persons from A to B; euros sold by A to B
    flow_ba: Estimate
    d_ab: Estimate
    d_ba: Estimate
    asymmetry: float | None = None
    reciprocity: float | None = None
    reading: str = "unknown"
    substitutability: float | None = None
    substitutability_b: float | None = None
    state: str = "estimated"
    vintage: int | None = None
    sources: tuple[str, ...] = ()
    gap: Text | None = None  # what each side must bring


@dataclass(frozen=True)
class PairFlows:
    """Everything that passes between two territories, in total (``totals``) and by branch (``branches``)."""

    a: Territory
    b: Territory
    totals: tuple[PairFlow, ...]
    branches: tuple[PairFlow, ...] = ()
    jobs_a_for_b: Estimate = MISSING  # jobs of A held up by B's final demand, direct and indirect
    jobs_b_for_a: Estimate = MISSING
    loss_a_without_b: Estimate = (
        MISSING  # share of A's output lost if B is extracted (hypothetical extraction)
    )
    loss_b_without_a: Estimate = MISSING
    distance_km: float | None = None
    sources: tuple[str, ...] = ()
    trace: tuple[Text, ...] = ()
    warehouse: str = ""


@dataclass(frozen=True)
class ImpactLine:
    """What falls in one place or one branch: output (M EUR), jobs, share of what it had."""

    code: str
    name: Text
    output: Estimate
    jobs: Estimate
    share: Estimate
    rank: int = 0
    direct: bool = False  # hit by the scenario itself, not through others


@dataclass(frozen=True)
class ShockDay:
    """One day of a path: output as a part (1 = as before) for the country and for the places followed."""

    day: int
    total: float
    places: tuple[float, ...] = ()


@dataclass(frozen=True)
class ShockReading:
    """What a scenario does. Never a forecast: what would fall if nothing else changed.

    ``kind`` is ``demand``, ``extraction``, ``supply`` (day by day, ARIO), ``price`` or ``substitution``.
    ``places`` and ``branches`` are sorted by loss; ``second`` are those exposed though not hit.
    ``path`` is empty unless the kind is day by day; ``path_low`` and ``path_high`` bound it.
    """

    scenario: str
    title: Text
    kind: str
    summary: Text
    total_output: Estimate
    total_jobs: Estimate
    total_value_added: Estimate
    places: tuple[ImpactLine, ...]
    branches: tuple[ImpactLine, ...]
    second: tuple[ImpactLine, ...] = ()
    path: tuple[ShockDay, ...] = ()
    path_low: tuple[float, ...] = ()
    path_high: tuple[float, ...] = ()
    followed: tuple[str, ...] = ()  # names of the places of ShockDay.places
    draws: int = 0
    seed: int = 0
    residual: float | None = None  # of the solve, or of the worst day
    assumptions: tuple[Text, ...] = ()
    sources: tuple[str, ...] = ()
    trace: tuple[Text, ...] = ()
    warehouse: str = ""


@dataclass(frozen=True)
class NegotiationLine:
    """Who gives, receives and risks, for one flow: what can be put on the table."""

    id: str
    flow: PairFlow
    gives: str  # "a", "b" or "both"
    receives: str
    at_risk: str  # the side that would lose most without the flow
    at_stake: Text  # in words, with figures
    subject: Text  # candidate subject of cooperation
    difficulty: int  # 1 easy .. 4 hard
    reason: Text  # why this difficulty
    clause: Text  # draft clause: cites flow, source, date, band


@dataclass(frozen=True)
class CeilingShare:
    """A shared ceiling cut under one rule: per head, grandfathering, capacity or need."""

    rule: str
    label: Text
    a: float
    b: float
    reason: Text


@dataclass(frozen=True)
class Bargain:
    """The zone where two shares of a joint ceiling can be discussed: the range over the rules."""

    dimension: str
    label: Text
    unit: str
    ceiling: float
    used_a: float
    used_b: float
    shares: tuple[CeilingShare, ...]
    low_a: float
    high_a: float
    vintage: int | None = None
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Negotiation:
    """The table of a pair: lines, shared ceilings, what each side must bring."""

    a: Territory
    b: Territory
    lines: tuple[NegotiationLine, ...]
    bargains: tuple[Bargain, ...] = ()
    to_bring: tuple[Text, ...] = ()  # data that each side must bring, who holds them
    sources: tuple[str, ...] = ()
    trace: tuple[Text, ...] = ()
    warehouse: str = ""
    flows: PairFlows | None = field(default=None, repr=False)


@dataclass(frozen=True)
class SharedCut:
    """A ceiling cut between several territories under one rule: a part for each, in their order."""

    rule: str
    label: Text
    parts: tuple[float, ...]
    reason: Text


@dataclass(frozen=True)
class SharedCeiling:
    """The zone where the parts of a joint ceiling can be discussed between several: the range over the rules."""

    dimension: str
    label: Text
    unit: str
    ceiling: float
    used: tuple[float, ...]
    cuts: tuple[SharedCut, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    vintage: int | None = None
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class RoundTable:
    """The table of more than two territories: that of each pair, and the ceilings that all share."""

    parties: tuple[Territory, ...]
    pairs: tuple[Negotiation, ...]
    ceilings: tuple[SharedCeiling, ...] = ()
    to_bring: tuple[Text, ...] = ()
    sources: tuple[str, ...] = ()
    trace: tuple[Text, ...] = ()
    warehouse: str = ""
