"""A consent round: a proposal passes unless someone objects, and an objection says why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rebonds.deliberation.ballots import Ballots
from rebonds.deliberation.counting import count
from rebonds.deliberation.measures import Counts, counted
from rebonds.deliberation.results import LABELS, Comparison, Objection, Result, Scalar
from rebonds.deliberation.rules import Rule, both
from rebonds.deliberation.values import Read, Scale, Values, cell_error, words
from rebonds.deliberation.wording import quoted
from rebonds.text import Text, typeset

OBJECTION, RETURNED, CONSENT = 0, 1, 2
_MANY = 10**9  # more objections without a reason than there are ballots
_AROUND = " :;,.–—-"
RULE = Rule(
    "consent",
    LABELS["consent"],
    lambda counts: -_MANY * counts.get(OBJECTION, 0) - counts.get(RETURNED, 0),
    lambda counts, _: both(Text("objections :", "objections:"), counts.get(OBJECTION, 0)),
    Text(
        typeset("elle ne compte que les objections argumentées"),
        "it only counts objections that give a reason",
    ),
    Text(
        typeset("elles ont autant d'objections, argumentées ou non"),
        "they have as many objections, argued or not",
    ),
    additive=True,
)


def parse(cell: str) -> tuple[int, str] | None:
    """Return what a cell says and the reason it gives; ``None`` where it neither consents nor objects.

    The first words count; a reason is what follows, if it holds a letter or a digit.
    """
    folded = cell.casefold().replace("’", "'")
    known = words("consent")
    for value, listed in ((CONSENT, known["consent"]), (OBJECTION, known["objection"])):
        for word in sorted(listed, key=len, reverse=True):
            if folded.startswith(word) and not folded[len(word) : len(word) + 1].isalnum():
                reason = cell[len(word) :].strip(_AROUND)
                argued = value == CONSENT or any(mark.isalnum() for mark in reason)
                return value if argued else RETURNED, reason
    return None


def consent(ballots: Ballots, _: Scale | None = None) -> Result:
    """Go through a consent round.

    Parameters
    ----------
    ballots : Ballots
        A cell is ``consent``, or ``objection: reason``. An objection without a reason is returned to whoever made
        it: it does not block the proposal, but its round is not over.

    Returns
    -------
    Result
        First the proposals without objections. ``detail``: ``status`` (``consented``, ``to_treat``, ``unfinished``
        when only objections without a reason stand, ``unanswered``), ``objections``, ``returned``.
    """
    columns: list[Values] = []
    lists: dict[int, list[Objection]] = {OBJECTION: [], RETURNED: []}
    for place, option in enumerate(ballots.options):
        column: list[int | None] = []
        for ballot, cell in enumerate(ballots.column(place)):
            said = parse(cell) if cell else None
            if cell and said is None:
                raise cell_error(
                    ballots,
                    ballot,
                    place,
                    "n'est ni un consentement ni une objection",
                    "is neither a consent nor an objection",
                    Text(
                        typeset("« consent », ou « objection : la raison »."),
                        "“consent”, or “objection: the reason”.",
                    ),
                )
            if said is not None and said[0] in lists:
                lists[said[0]].append(Objection(option, said[1]))
            column.append(None if said is None else said[0])
        columns.append(tuple(column))
    read = Read(ballots, tuple(columns), OBJECTION, CONSENT, Scale(("objection", "returned", "consent")))
    details = [_detail(counted(column)) for column in columns]

    def outcome(ranking: Sequence[int]) -> Text:
        by_status = {
            status: [o for o, d in zip(ballots.options, details, strict=True) if d["status"] == status]
            for status in STATUSES
        }
        said = [(STATUSES[status], quoted(options)) for status, options in by_status.items() if options]
        fr = " ".join(f"{status.fr} : {options.fr}." for status, options in said)
        en = " ".join(f"{status.en}: {options.en}." for status, options in said)
        return Text(typeset(fr), en)

    def compare(_: Sequence[int]) -> list[Comparison]:
        return []

    found = count(
        read,
        RULE,
        detail=_detail,
        answers=(CONSENT, RETURNED, OBJECTION),
        compare=compare,
        notes=_notes(len(lists[RETURNED])),
        outcome=outcome,
    )
    # Removing a ballot is not how a round changes: an objection is treated, or argued.
    argued, returned = tuple(lists[OBJECTION]), tuple(lists[RETURNED])
    return replace(found, reversals=(), additions=(), stability=None, objections=argued, returned=returned)


#: What becomes of a proposal.
STATUSES = {
    "consented": Text("Adopté par consentement", "Consented"),
    "to_treat": Text("Objections à traiter", "Objections to treat"),
    "unfinished": Text("Objections à argumenter", "Objections that need a reason"),
    "unanswered": Text("Sans réponse", "Unanswered"),
}


def _detail(counts: Counts) -> dict[str, Scalar]:
    objections, returned, consents = (counts.get(v, 0) for v in (OBJECTION, RETURNED, CONSENT))
    status = (
        "to_treat" if objections else "unfinished" if returned else "consented" if consents else "unanswered"
    )
    return {"status": status, "objections": objections, "consents": consents, "returned": returned}


def _notes(returned: int) -> list[Text]:
    if not returned:
        return []
    return [
        Text(
            typeset(f"Objections sans raison, rendues à leur auteur : {returned}. La ronde n'est pas finie."),
            f"Objections without a reason, returned to whoever made them: {returned}. The round is not over.",
        )
    ]
