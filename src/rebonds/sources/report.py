"""What reading a file gave."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class ReadReport:
    """Outcome of a reading.

    Attributes
    ----------
    rows : int
        Rows added to the tables.
    territories : int
        Distinct codes among them (origins, for flows; buyers, for contracts).
    secret : int
        Values withheld by statistical secrecy (kept, without a number).
    missing : int
        Cells said missing by the producer (not kept: what is absent is missing).
    rejected : list of str
        What was set aside and why, in French.
    """

    rows: int
    territories: int
    secret: int = 0
    missing: int = 0
    rejected: list[str] = field(default_factory=list)
