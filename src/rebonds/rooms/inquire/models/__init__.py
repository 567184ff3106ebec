"""What the room keeps: the programme, the problems and their sort, the shifts and positions on them."""

from rebonds.rooms.inquire.models.problems import (
    Count,
    Family,
    Merge,
    PaperVoter,
    Problem,
    Refusal,
    Sorting,
    SortVote,
    Theme,
)
from rebonds.rooms.inquire.models.programme import (
    Decision,
    Expectation,
    ExpectationGroup,
    Meeting,
    Phase,
)
from rebonds.rooms.inquire.models.shifts import Shift, ShiftPosition

__all__ = [
    "Count",
    "Decision",
    "Expectation",
    "ExpectationGroup",
    "Family",
    "Meeting",
    "Merge",
    "PaperVoter",
    "Phase",
    "Problem",
    "Refusal",
    "Shift",
    "ShiftPosition",
    "SortVote",
    "Sorting",
    "Theme",
]
