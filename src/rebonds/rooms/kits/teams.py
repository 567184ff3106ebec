"""Self-assessment of a team: spread by question with small cells hidden, what next, before and after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rebonds.content.imagining import SelfAssessment
from rebonds.deliberation import parameters as rules
from rebonds.deliberation.questionnaire import Answers, Key, Move, QuestionSpread, moves, team
from rebonds.deliberation.wording import joined
from rebonds.lenses.tables import NONE, Listing, Point, Table
from rebonds.reporting.report import Report
from rebonds.rooms.deliberate.counting import frozen_ballots, said
from rebonds.rooms.deliberate.models import Ballot
from rebonds.rooms.kits import own
from rebonds.rooms.kits.parameters import words
from rebonds.rooms.kits.selfcheck import (
    KIND,
    NAME,
    QUESTION,
    keys,
    levels_of,
    median_of,
    questions,
)
from rebonds.rooms.kits.showing import GROUP, column, fr_en, table
from rebonds.text import Text, day

HIDDEN = Text("caché", "hidden")


def people_of(ballot: Ballot) -> dict[str, dict[str, int]]:
    """Return who answered what in a closed ballot, from its frozen text."""
    ballots, lang = frozen_ballots(ballot), ballot.workspace.language
    known = {q.id for q in questions(own.of_ballot(ballot, KIND).kit)}
    out: dict[str, dict[str, int]] = {voter: {} for voter in ballots.voters}
    for place, option in enumerate(ballot.options):
        if option["id"] not in known:
            continue  # a question of theirs: the key says nothing of it
        names = [said(choice, lang) for choice in option["choices"]]
        for voter, cell in zip(ballots.voters, ballots.column(place), strict=True):
            if cell in names:
                out[voter][option["id"]] = names.index(cell)
    return out


def wave_before(ballot: Ballot) -> Ballot | None:
    """Return the wave closed before this one in the same workspace, with the same questionnaire."""
    earlier = (
        Ballot.kept.within(ballot.workspace)
        .filter(kit=NAME, state__in=("closed", "revealed"), closed_at__lt=ballot.closed_at)
        .select_related("frozen", "workspace")
        .order_by("-closed_at")
    )
    deck = ballot.kit_data.get(own.OWN)
    return next((one for one in earlier if one.kit_data.get(own.OWN) == deck), None)


def team_report(ballot: Ballot) -> Report:
    """Return what a team reads: where it disagrees most, what each level could do next, and the wave before."""
    used, people = own.of_ballot(ballot, KIND), people_of(ballot)
    held: SelfAssessment = used.kit
    base = keys(held)[0][1]
    spreads = team(list(people.values()), base)
    labels = {q.id: q.label for q in held.questions}
    apart = [one for one in spreads if one.state in ("very_divided", "divided")]
    first = joined([labels[one.question].fr for one in apart[:3]]).fr
    first_en = joined([labels[one.question].en for one in apart[:3]]).en
    said_apart = (
        fr_en(f"{first} : commencez par en parler.", f"{first_en}: begin by talking about it.")
        if apart
        else fr_en("nulle part nettement.", "nowhere clearly.")
    )
    least = rules.whole("questionnaire", "least_cell")
    before = wave_before(ballot)
    digest = ballot.frozen.sha256
    return Report(
        name=f"{NAME}-{ballot.uid}",
        title=held.title,
        facts=fr_en(
            f"{len(people)} personnes, {len(labels)} questions",
            f"{len(people)} people, {len(labels)} questions",
        ),
        points=(
            Point(Text("Où nous divergeons le plus", "Where we differ most"), said_apart),
            Point(
                Text("Lecture", "Reading"),
                fr_en(
                    "l’écart entre collègues est le résultat ; il n’y a pas de note.",
                    "the gap between colleagues is the result; there is no mark.",
                ),
            ),
            used.used,
        ),
        tables=(
            _spread_table(spreads, labels, least, held),
            *_since(ballot, before, people, base, labels, held),
            _team_keys(people, held),
        ),
        lists=(_next(spreads, labels, held),),
        sources=(used.source, GROUP),
        trace=(fr_en(f"Bulletins : SHA-256 {digest}.", f"Ballots: SHA-256 {digest}."),),
        record=None,
    )


def _shown(n: int | None) -> Any:
    return HIDDEN if n is None else n


def _spread_table(
    spreads: Sequence[QuestionSpread], labels: Mapping[str, Text], least: int, held: SelfAssessment
) -> Table:
    states = words("team")
    heads = (
        QUESTION,
        *(column(f"level_{one.value}", one.label, "amount", 0.7) for one in held.levels),
        column("median", Text("milieu", "middle"), weight=1.3),
        column("state", Text("entre nous", "among us"), weight=1.6),
    )
    rows = (
        (labels[o.question], *(_shown(n) for _, n in o.counts), median_of(held, o), states[o.state])
        for o in spreads
    )
    note = fr_en(
        f"Les plus partagées d'abord. « caché » : moins de {least} réponses, ou de quoi les retrouver.",
        f"The most divided first. “hidden”: fewer than {least} answers, or enough to work them out.",
    )
    return table("spread", Text("Question par question", "By question"), heads, rows, note=note)


def _team_keys(people: Mapping[str, Answers], held: SelfAssessment) -> Table:
    """Count levels over all answers of the team under each reading of the key."""
    rows = []
    for reason, key in keys(held):
        levels = [key.levels[q][option] for one in people.values() for q, option in one.items()]
        counts = {value: levels.count(value) for value in key.scale}
        most = max(counts.values(), default=0)
        rows.append((reason, levels_of(held, [v for v, n in counts.items() if n == most and n])))
    heads = (
        column("key", Text("lecture", "reading"), weight=3),
        column("most", Text("niveau le plus fréquent", "most frequent level"), weight=1.4),
    )
    return table(
        "keys",
        Text(
            "Toutes réponses ensemble, sous chaque lecture de la clé",
            "All answers together, under each reading of the key",
        ),
        heads,
        rows,
    )


def _next(spreads: Sequence[QuestionSpread], labels: Mapping[str, Text], held: SelfAssessment) -> Listing:
    steps = {q.id: q.next for q in held.questions}
    out = []
    for one in spreads[:3]:
        if one.median_low is None:
            continue
        step = steps[one.question][one.median_low - 1]
        out.append(Text(f"{labels[one.question].fr} – {step.fr}", f"{labels[one.question].en} – {step.en}"))
    return Listing(
        Text("La suite possible, là où l’on diverge le plus", "What next, where we differ most"), tuple(out)
    )


def _since(
    ballot: Ballot,
    before: Ballot | None,
    people: Mapping[str, Answers],
    base: Key,
    labels: Mapping[str, Text],
    held: SelfAssessment,
) -> list[Table]:
    """Return before and after: middles side by side, and who moved where votes bear names."""
    if before is None:
        return []
    earlier = people_of(before)
    then = {one.question: one for one in team(list(earlier.values()), base)}
    now = {one.question: one for one in team(list(people.values()), base)}
    when = (day(before.closed_at.date(), "fr"), day(before.closed_at.date(), "en"))
    heads = (
        QUESTION,
        column("before", fr_en(f"milieu au {when[0]}", f"middle on {when[1]}"), weight=1.4),
        column("after", Text("milieu cette fois", "middle this time"), weight=1.4),
    )
    rows = ((labels[q], median_of(held, then[q]), median_of(held, now[q])) for q in base.levels)
    anonymous = fr_en(
        "Votes secrets : les deux groupes sont comparés, jamais les personnes ; ce ne sont pas forcément les mêmes.",
        "Secret votes: the two groups are compared, never the people, who may not be the same.",
    )
    named = not ballot.secret and not before.secret
    out = [
        table(
            "waves",
            Text("Avant et après", "Before and after"),
            heads,
            rows,
            note=NONE if named else anonymous,
        )
    ]
    if named:
        out.append(_moves_table(moves(earlier, people, base), labels))
    return out


def _moves_table(found: Sequence[Move], labels: Mapping[str, Text]) -> Table:
    heads = (
        QUESTION,
        column("people", Text("ont répondu deux fois", "answered twice"), "amount"),
        column("up", Text("montent", "go up"), "amount"),
        column("same", Text("restent", "stay"), "amount"),
        column("down", Text("descendent", "go down"), "amount"),
    )
    rows = ((labels[m.question], m.people, _shown(m.up), _shown(m.same), _shown(m.down)) for m in found)
    return table("moves", Text("Qui a bougé", "Who moved"), heads, rows)
