"""A consent round: a proposal passes unless someone objects, and an objection says why."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from rebonds.deliberation.ballots import Ballots, tidy
from rebonds.deliberation.counting import count
from rebonds.deliberation.measures import Counts, total
from rebonds.deliberation.results import Comparison, Result, Returned, Scalar
from rebonds.deliberation.rules import Rule, both
from rebonds.deliberation.values import Read, Scale, Values, cell_error, words
from rebonds.deliberation.wording import quoted
from rebonds.text import Text, typeset

OBJECTION, CONSENT = 0, 1
_CELL = re.compile(r"^(?P<word>[^:]*?)\s*(?::\s*(?P<reason>.*))?$")
RULE = Rule(
    "consent",
    Text("Ronde de consentement", "Consent round"),
    lambda counts: -counts.get(OBJECTION, 0),
    lambda counts, _: both(Text("objections :", "objections:"), counts.get(OBJECTION, 0)),
    Text(
        typeset("elle ne compte que les objections argumentées"),
        "it only counts objections that give a reason",
    ),
    Text(typeset("elles ont autant d'objections argumentées"), "they have as many objections with a reason"),
    additive=True,
)


def parse(cell: str) -> tuple[int, str] | None:
    """Return what a cell says: consent or objection, and the reason; ``None`` where it says neither."""
    found = _CELL.match(cell)
    if found is None:
        return None
    known = words("consent")
    word = tidy(found["word"]).casefold().replace("’", "'")
    reason = tidy(found["reason"] or "")
    if word in known["consent"]:
        return CONSENT, reason
    return (OBJECTION, reason) if word in known["objection"] else None


def consent(ballots: Ballots, _: Scale | None = None) -> Result:
    """Go through a consent round.

    Parameters
    ----------
    ballots : Ballots
        A cell is ``consent``, or ``objection: reason``. An objection without a reason is returned to whoever made
        it: it counts neither as an objection nor as a consent, and the round is not over.

    Returns
    -------
    Result
        First the proposals without objections. ``detail``: ``status`` (``consented``, ``to_treat``, ``unfinished``
        when only objections without a reason stand, ``unanswered``), ``objections``, ``returned``.
    """
    columns: list[Values] = []
    objections, returned = [], []
    sent_back = []
    for place, option in enumerate(ballots.options):
        column: list[int | None] = []
        back = 0
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
            if said is not None and said[0] == OBJECTION and not said[1]:
                returned.append(Returned(option, ""))
                back += 1
                said = None
            elif said is not None and said[0] == OBJECTION:
                objections.append(Returned(option, said[1]))
            column.append(None if said is None else said[0])
        columns.append(tuple(column))
        sent_back.append(back)
    read = Read(ballots, tuple(columns), OBJECTION, CONSENT, Scale(("objection", "consentement")))
    details = [_detail(column, back) for column, back in zip(columns, sent_back, strict=True)]

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
        detail=lambda counts: {},
        answers=(CONSENT, OBJECTION),
        compare=compare,
        notes=_notes(len(returned)),
        outcome=outcome,
        name=lambda value: ("objection", "consent")[int(value)],
    )
    own = dict(zip(ballots.options, details, strict=True))
    ranking = tuple(replace(place, detail=own[place.option]) for place in found.ranking)
    return replace(found, ranking=ranking, objections=tuple(objections), returned=tuple(returned))


#: What becomes of a proposal.
STATUSES = {
    "consented": Text("Adopté par consentement", "Consented"),
    "to_treat": Text("Objections à traiter", "Objections to treat"),
    "unfinished": Text("Objections à argumenter", "Objections that need a reason"),
    "unanswered": Text("Sans réponse", "Unanswered"),
}


def _detail(column: Values, back: int) -> dict[str, Scalar]:
    counts: Counts = {v: column.count(v) for v in (OBJECTION, CONSENT)}
    status = (
        "to_treat"
        if counts[OBJECTION]
        else "unfinished"
        if back
        else "consented"
        if total(counts)
        else "unanswered"
    )
    return {"status": status, "objections": counts[OBJECTION], "consents": counts[CONSENT], "returned": back}


def _notes(returned: int) -> list[Text]:
    if not returned:
        return []
    return [
        Text(
            typeset(
                f"Objections sans raison, rendues à leur auteur : {returned}. Elles ne sont pas comptées."
            ),
            f"Objections without a reason, returned to whoever made them: {returned}. They are not counted.",
        )
    ]
