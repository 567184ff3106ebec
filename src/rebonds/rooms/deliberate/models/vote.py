"""Who voted and what was voted, kept apart.

Nothing here ties a `Ticket` to a `Vote` of a secret ballot: keys are drawn at random, so that rows stand in no order
of arrival; no hour is kept; their two marks are hashes of one key that only the voter's device holds.
"""

from __future__ import annotations

import secrets

from django.db import models
from django.db.models import Q

from rebonds.rooms.deliberate.models.ballot import Ballot
from rebonds.rooms.people.models import Member

BITS = 62


def random_key() -> int:
    """Return a key drawn at random: SQLite stores rows in the order of keys, which is then nobody's order."""
    return secrets.randbits(BITS) + 1


class Ticket(models.Model):
    """A member has voted. ``proof`` is a hash of her device's key: it tells a retry from a second vote."""

    id = models.BigAutoField(primary_key=True, default=random_key)
    ballot = models.ForeignKey(Ballot, on_delete=models.CASCADE, related_name="tickets")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="tickets")
    proof = models.CharField(max_length=64)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("ballot", "member"), name="one_ticket_per_member"),)

    def __str__(self) -> str:
        return f"{self.member_id} > {self.ballot_id}"


class Vote(models.Model):
    """What was voted. ``member`` on named ballots only; ``paper`` is the number written on a sheet.

    ``mark`` is another hash of the device's key: with it the voter alone may change her vote, and find it again in
    the export. ``turn`` counts her changes: a late copy of an earlier answer never replaces a later one. ``seen`` are
    the statements added during the vote that its form showed; forgotten at closing, once they are counted.
    """

    id = models.BigAutoField(primary_key=True, default=random_key)
    ballot = models.ForeignKey(Ballot, on_delete=models.CASCADE, related_name="votes")
    mark = models.CharField(max_length=64)
    turn = models.PositiveIntegerField(default=1)
    answers = models.JSONField(default=dict)
    seen = models.JSONField(default=list)
    member = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="votes")
    paper = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("ballot", "mark"), name="one_vote_per_mark"),
            models.UniqueConstraint(
                fields=("ballot", "paper"), condition=Q(paper__isnull=False), name="one_vote_per_sheet"
            ),
        )

    def __str__(self) -> str:
        return self.mark[:10]


class Frozen(models.Model):
    """The ballots as they were when the vote closed: canonical CSV, its hash, and what this workbench signs."""

    ballot = models.OneToOneField(Ballot, on_delete=models.CASCADE, related_name="frozen", primary_key=True)
    text = models.TextField()
    sha256 = models.CharField(max_length=64)
    statement = models.TextField()
    signature = models.CharField(max_length=128)
    public_key = models.CharField(max_length=64)

    def __str__(self) -> str:
        return self.sha256[:16]
