"""A reading: what every lens returns, and what drawing, reports, pages and the API are given."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from rebonds.flows.results import PairFlows
from rebonds.indicators.card import IndicatorCard, Threshold
from rebonds.indicators.values import Value
from rebonds.lenses.tables import Point, Table
from rebonds.territory.model import Territory
from rebonds.text import Text

SCHEMA_VERSION = "1.0"


@dataclass(frozen=True)
class Position:
    """Where a territory stands among others, without a league table.

    ``better`` others do better, ``worse`` do worse, ``equal`` the same; ``quantiles`` are the minimum,
    the 10th, 25th, 50th, 75th, 90th percentiles and the maximum of the compared values.
    """

    among: str  # "epci" or "peers"
    count: int
    better: int
    equal: int
    worse: int
    quantiles: tuple[float, ...] = ()


@dataclass(frozen=True)
class Change:
    """Change of one indicator between two vintages of the same source."""

    before: Value
    after: Value
    difference: float
    improved: bool | None


@dataclass(frozen=True)
class IndicatorReading:
    """One indicator held against its threshold.

    ``score`` is the social shortfall s in [0, 1] or the ecological ratio r >= 0 (1 = ceiling);
    ``None`` without a value or a threshold. ``crossed`` tells a floor unmet (s > 0 beyond the tolerance of
    the card) or a ceiling crossed (r > 1). ``low`` and ``high`` bound the score, ``p_crossed`` is its
    Monte Carlo probability of crossing. ``flips`` names the threshold sets under which the verdict differs.
    """

    card: IndicatorCard
    value: Value
    threshold: Threshold | None = None
    score: float | None = None
    low: float | None = None
    high: float | None = None
    crossed: bool | None = None
    p_crossed: float | None = None
    flips: tuple[str, ...] = ()
    positions: tuple[Position, ...] = ()
    change: Change | None = None


@dataclass(frozen=True)
class DimensionReading:
    """A wedge: its headline indicator and the others beside it."""

    id: str
    label: Text
    side: str
    headline: IndicatorReading | None
    others: tuple[IndicatorReading, ...] = ()
    not_localisable: bool = False
    note: Text | None = None

    @property
    def state(self) -> str:
        """State of the wedge: that of its headline."""
        if self.not_localisable:
            return "not_localisable"
        return self.headline.value.state if self.headline else "missing"

    @property
    def known(self) -> bool:
        """True when the wedge has a figure."""
        return self.headline is not None and self.headline.value.known

    @property
    def scored(self) -> bool:
        """True when the figure is held against a threshold."""
        return self.known and self.headline is not None and self.headline.score is not None


@dataclass(frozen=True)
class Peer:
    """A territory of like structure, with its distance and what makes it near or far."""

    code: str
    name: str
    distance: float
    reasons: tuple[Text, ...] = ()


@dataclass(frozen=True)
class Coverage:
    """How many dimensions rest on a figure: k out of n, on each side of the doughnut, or in another lens."""

    social: int
    social_total: int
    ecological: int
    ecological_total: int
    other: int = 0  # dimensions of a lens without floor nor ceiling
    other_total: int = 0


@dataclass(frozen=True)
class SourceLine:
    """A source as cited under a figure."""

    id: str
    title: Text
    producer: str
    licence: str
    vintage: str
    address: str = ""


@dataclass(frozen=True)
class Reading:
    """A territory read through a lens."""

    lens: str
    territory: Territory
    dimensions: tuple[DimensionReading, ...]
    coverage: Coverage
    threshold_set: str = "reference"
    theme: str | None = None
    context: tuple[IndicatorReading, ...] = ()
    peers: tuple[Peer, ...] = ()
    sources: tuple[SourceLine, ...] = ()
    trace: tuple[str, ...] = ()
    warehouse: str = ""
    groups: tuple[tuple[str, Text], ...] = ()  # sides of another lens than the doughnut: id, label
    points: tuple[Point, ...] = ()
    tables: tuple[Table, ...] = ()
    assumptions: tuple[Text, ...] = ()
    missing: tuple[Text, ...] = ()  # what cannot be read, and who holds it

    def side(self, side: str) -> tuple[DimensionReading, ...]:
        """Return the dimensions of one side, in drawing order."""
        return tuple(d for d in self.dimensions if d.side == side)

    @property
    def unmet(self) -> tuple[DimensionReading, ...]:
        """Social dimensions whose floor is not met."""
        return tuple(d for d in self.side("social") if d.headline and d.headline.crossed)

    @property
    def overshot(self) -> tuple[DimensionReading, ...]:
        """Ecological dimensions whose ceiling is crossed."""
        return tuple(d for d in self.side("ecological") if d.headline and d.headline.crossed)


@dataclass(frozen=True)
class PairDimension:
    """One dimension of two neighbours, read with the same indicator and thresholds.

    ``kind`` is ``common_cause`` (both short), ``complementarity`` (one short, the other not),
    ``joint_effort`` (both over), ``vulnerability`` (high asymmetry), ``none`` (neither) or ``unknown``
    (a side is missing, so there is no joint value).
    """

    id: str
    label: Text
    side: str
    a: IndicatorReading
    b: IndicatorReading
    joint: IndicatorReading | None
    gap: float | None = None
    gap_low: float | None = None
    gap_high: float | None = None
    compensation: float | None = None
    kind: str = "unknown"
    note: Text | None = None


@dataclass(frozen=True)
class Dependence:
    """Share of a need of A met in B and back, for one kind of flow."""

    kind: str
    label: Text
    d_ab: float | None
    d_ba: float | None
    asymmetry: float | None
    reciprocity: float | None
    flow_ab: float | None
    flow_ba: float | None
    state: str
    vintage: int | None = None
    source: str = ""


@dataclass(frozen=True)
class PairReading:
    """Two neighbours, one reading."""

    a: Reading
    b: Reading
    dimensions: tuple[PairDimension, ...]
    dependences: tuple[Dependence, ...] = ()
    flows: PairFlows | None = None
    distance_km: float | None = None
    neighbours: bool | None = None
    threshold_set: str = "reference"
    theme: str | None = None
    sources: tuple[SourceLine, ...] = ()
    trace: tuple[str, ...] = ()
    warehouse: str = ""


def plain(value: Any) -> dict[str, Any]:
    """Return a dataclass as nested plain dictionaries (for tests and debugging)."""
    return asdict(value)


@dataclass(frozen=True)
class Dimension:
    """A dimension of the doughnut as declared in ``lenses/dimensions.toml``."""

    id: str
    label: Text
    side: str
    order: int
    question: Text = field(default=Text("", ""))
    not_localisable: bool = False
    icon: str = ""
