"""What the room keeps."""

from rebonds.rooms.dossiers.models.dossier import Dossier, Part, Step
from rebonds.rooms.dossiers.models.knowledge import (
    Controversy,
    Finding,
    Hypothesis,
    ReceivedIdea,
    ReviewComment,
)
from rebonds.rooms.dossiers.models.library import Inspiration, Reading
from rebonds.rooms.dossiers.models.publication import Chapter, ExportLog, Publication
from rebonds.rooms.dossiers.models.witness import Consent, Hearing, Quote, Scope, Witness

__all__ = [
    "Chapter",
    "Consent",
    "Controversy",
    "Dossier",
    "ExportLog",
    "Finding",
    "Hearing",
    "Hypothesis",
    "Inspiration",
    "Part",
    "Publication",
    "Quote",
    "Reading",
    "ReceivedIdea",
    "ReviewComment",
    "Scope",
    "Step",
    "Witness",
]
