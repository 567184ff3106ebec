"""What the room brings to workspaces: sessions and ballots, doors, and what it holds of a person."""

from __future__ import annotations

from django.db.models import Value
from django.db.models.functions import Coalesce, NullIf

from rebonds.rooms.deliberate import attending
from rebonds.rooms.deliberate import demo as example
from rebonds.rooms.deliberate.models import Attendance, Ballot, Proposal, Session, Ticket, Vote
from rebonds.rooms.people import demo, personal, registry
from rebonds.text import Text

registry.landing(attending.landing)
registry.register(
    Session,
    kind="session",
    label=Text("Atelier", "Workshop"),
    url_name="session",
    see="session.see",
    edit="session.run",
)
registry.register(
    Ballot,
    kind="ballot",
    label=Text("Vote", "Ballot"),
    url_name="ballot",
    see="ballot.see",
    edit="ballot.change",
)
registry.entry(
    Text("Ateliers", "Workshops"),
    about=Text(
        "Animer une séance : code à l’écran, minuteur, votes, compte rendu.",
        "Run a session: code on the wall, timer, ballots, minutes.",
    ),
    url_name="sessions",
    needs="session.see",
    order=300,
    group="deliberate",
    count=lambda workspace: Session.kept.within(workspace).count(),
)
registry.entry(
    Text("Votes", "Ballots"),
    about=Text(
        "Trier, classer, répondre, consentir : sur téléphone ou sur papier, un résultat que l’on peut refaire.",
        "Sort, rank, answer, consent: on phones or on paper, with a result that anyone can count again.",
    ),
    url_name="ballots",
    needs="ballot.list",
    order=310,
    group="deliberate",
    count=lambda workspace: Ballot.kept.within(workspace).exclude(state=Ballot.State.DRAFT).count(),
)

personal.holds(
    Attendance,
    label=Text("Présence aux ateliers", "Presence at workshops"),
    of=lambda member: Attendance.objects.filter(member=member),
    fields=("session", "named"),
    erase={"named": False},
)
personal.holds(
    Ticket,
    label=Text("Votes auxquels elle a pris part", "Ballots she took part in"),
    of=lambda member: Ticket.objects.filter(member=member).select_related("ballot"),
    fields=("ballot",),
)
personal.holds(
    Vote,
    label=Text("Votes nominatifs", "Named votes"),
    of=lambda member: Vote.objects.filter(member=member).select_related("ballot"),
    fields=("ballot", "answers"),
)
# Nothing ties a proposal of a secret ballot to a person: only those of named ballots are found here.
personal.holds(
    Proposal,
    label=Text("Affirmations proposées, non retenues", "Statements proposed, not taken"),
    of=lambda member: (
        Proposal.objects.filter(member=member).exclude(state=Proposal.State.ACCEPTED).select_related("ballot")
    ),
    fields=("ballot", "text"),
    erase={
        "member": None,
        "text": "",
        "wording": "",
        "state": Proposal.State.REFUSED,
    },  # only its number stays
)
personal.holds(
    Proposal,
    label=Text("Affirmations proposées, ajoutées à un vote", "Statements proposed, added to a ballot"),
    of=lambda member: Proposal.objects.filter(member=member, state=Proposal.State.ACCEPTED).select_related(
        "ballot"
    ),
    fields=("ballot", "text"),
    erase={"member": None, "text": Coalesce(NullIf("wording", Value("")), "text")},  # as the room read it
)
personal.holds(
    Session,
    label=Text("Ateliers préparés", "Workshops prepared"),
    of=personal.made_by(Session),
    fields=("title", "day", "purpose"),
)
personal.holds(
    Ballot,
    label=Text("Votes préparés", "Ballots prepared"),
    of=personal.made_by(Ballot),
    fields=("question", "method"),
)
demo.contributes(example.load, order=55)
