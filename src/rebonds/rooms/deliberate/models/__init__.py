"""What the room keeps: sessions and their stage, ballots, what is proposed, who voted, what was voted and frozen."""

from rebonds.rooms.deliberate.models.ballot import Ballot
from rebonds.rooms.deliberate.models.proposal import Proposal
from rebonds.rooms.deliberate.models.session import Attendance, Session, Stage
from rebonds.rooms.deliberate.models.vote import Frozen, Ticket, Vote, random_key

__all__ = ["Attendance", "Ballot", "Frozen", "Proposal", "Session", "Stage", "Ticket", "Vote", "random_key"]
