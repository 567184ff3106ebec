"""Reports of sheets: one alone, and what a kit makes of several (debate file, opinions, readings of a decision)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import Any

from rebonds.content.deliberating import Controversy, Officials, Shadow
from rebonds.content.kits import load
from rebonds.content.models import compass
from rebonds.lenses.tables import NONE, Listing, Point
from rebonds.reporting.report import Report
from rebonds.rooms.kits.models import Sheet
from rebonds.rooms.kits.showing import GROUP, both, column, fr_en, kit_source, table
from rebonds.text import Text, day

_FIELD = column("field", Text("rubrique", "section"), weight=1)
_SAID = column("text", Text("texte", "text"), weight=3)


def written(when: Any) -> Text:
    """Return a day in words."""
    return Text(day(when, "fr"), day(when, "en"))


def chosen(sheet: Sheet) -> Text:
    """Return what a sheet chose (a party, a delegation, a card)."""
    return dict(sheet.frame.choices).get(sheet.choice, NONE)


def texts(sheet: Sheet) -> list[tuple[Text, Text]]:
    """Return the fields that were written, in the order of the frame."""
    return [(one.label, both(sheet.said[one.id])) for one in sheet.frame.fields if sheet.said.get(one.id)]


def sheet_report(sheet: Sheet, more: Iterable[tuple[Text, Text]] = ()) -> Report:
    """Return a sheet as a report."""
    frame = sheet.frame
    facts = [text for text in (frame.label, chosen(sheet)) if text.fr]
    if sheet.day:
        facts.append(written(sheet.day))
    rows = [*texts(sheet), *more]
    return Report(
        name=f"{sheet.kind}-{sheet.uid}",
        title=both(sheet.title),
        facts=Text(" · ".join(t.fr for t in facts), " · ".join(t.en for t in facts)),
        points=(),
        tables=(table("sheet", frame.label, (_FIELD, _SAID), rows),),
        sources=(GROUP,),
    )


# Shadow committee


def counted(sheet: Sheet) -> Text:
    """Return how an adopted opinion was voted."""
    found = sheet.data.get("vote", [])
    return Text(
        " · ".join(f"{one['fr']} {one['n']}" for one in found),
        " · ".join(f"{one['en']} {one['n']}" for one in found),
    )


def verdict(sheet: Sheet) -> Text:
    """Return what the committee says: the answer that most gave; equals are all named."""
    found = sheet.data.get("vote", [])
    most = max((one["n"] for one in found), default=0)
    first = [one for one in found if one["n"] == most and most]
    tie = len(first) > 1
    fr, en = (" / ".join(one[lang] for one in first) for lang in ("fr", "en"))
    return fr_en(f"partagé à égalité : {fr}" if tie else fr, f"tied: {en}" if tie else en)


def outcome(sheet: Sheet) -> Text:
    """Return what became of an opinion."""
    known = {one.id: one.label for one in load(Shadow).outcomes}
    return known.get(sheet.outcome, NONE)


def opinion_report(sheet: Sheet) -> Report:
    """Return an opinion with its vote, its dissent and what happened."""
    more: list[tuple[Text, Text]] = []
    if sheet.adopted_on:
        on = written(sheet.adopted_on)
        more += [
            (Text("Adopté le", "Adopted on"), on),
            (Text("Le vote", "The vote"), counted(sheet)),
            (Text("Le comité est", "The committee is"), verdict(sheet)),
            (Text("Bulletins (SHA-256)", "Ballots (SHA-256)"), both(sheet.data.get("sha256", ""))),
        ]
    if sheet.outcome:
        more += [
            (Text("Suite", "Follow-up"), outcome(sheet)),
            (Text("Ce qui est arrivé", "What happened"), both(sheet.outcome_text)),
        ]
        if sheet.outcome_on:
            more.append((Text("Constaté le", "Seen on"), written(sheet.outcome_on)))
    found = sheet_report(sheet, more)
    return Report(**{**vars(found), "sources": (kit_source("shadow"), GROUP)})


def opinions_report(sheets: Sequence[Sheet]) -> Report:
    """Return every adopted opinion, by date of the official decision."""
    rows = (
        (
            both(one.title),
            written(one.day) if one.day else NONE,
            written(one.adopted_on),
            verdict(one),
            counted(one),
            both(one.said.get("dissent", "")),
            outcome(one),
        )
        for one in sheets
        if one.adopted_on
    )
    heads = (
        column("date", Text("décision officielle", "official decision"), weight=2),
        column("decision", Text("du", "of")),
        column("adopted", Text("avis du", "opinion of")),
        column("verdict", Text("avis", "opinion")),
        column("vote", Text("vote", "vote"), weight=1.4),
        column("dissent", Text("avis contraires", "dissent"), weight=2),
        column("outcome", Text("suite", "follow-up")),
    )
    made = table("opinions", Text("Avis rendus", "Opinions given"), heads, rows, cards=True)
    return Report(
        name="comite-fantome",
        title=load(Shadow).title,
        facts=fr_en(f"{len(made.rows)} avis adoptés", f"{len(made.rows)} opinions adopted"),
        points=(),
        tables=(made,),
        sources=(kit_source("shadow"), GROUP),
    )


# Controversy


def pair_key(a: Sheet, b: Sheet) -> str:
    """Return how the compatibility of two positions is kept, whatever their order."""
    return "+".join(sorted((a.uid, b.uid)))


def agreed_positions(project: Sheet) -> list[Sheet]:
    """Return the positions that their authors agree to publish."""
    return list(project.children.filter(deleted_at=None, kind="position", agreed=True).order_by("pk"))


def debate_file(project: Sheet) -> Report:
    """Return the debate file: only what each party agreed to publish, in its own words."""
    held, positions = load(Controversy), agreed_positions(project)
    waiting = project.children.filter(deleted_at=None, kind="position", agreed=False).count()
    words = {one.id: one.label for one in held.compatibilities}
    pairs = project.data.get("pairs", {})
    rows = []
    for a, b in combinations(positions, 2):
        found = pairs.get(pair_key(a, b), {})
        rows.append((both(a.title), both(b.title), words.get(found.get("state", ""), words["unknown"]),
                     both(found.get("why", ""))))  # fmt: skip
    matrix = table(
        "compatibility",
        Text("Ce qui peut cohabiter", "What can live together"),
        (
            column("a", Text("position", "position"), weight=1.4),
            column("b", Text("et position", "and position"), weight=1.4),
            column("state", Text("compatibilité", "compatibility")),
            column(
                "why", Text("condition, ou donnée qui manque", "condition, or missing figure"), weight=2.4
            ),
        ),
        rows,
    )
    weights = table(
        "criteria",
        Text("Ce qui compte pour chacun (dix points)", "What matters to each (ten points)"),
        (
            column("criterion", Text("critère", "criterion"), weight=1.6),
            *(column(one.uid, both(one.title), "amount") for one in positions),
        ),
        (
            (one.label, *(p.numbers.get(one.id, 0 if p.numbers else None) for p in positions))
            for one in held.criteria
        ),
    )
    words_of_each = tuple(
        table(
            f"position_{rank}",
            fr_en(f"{chosen(one).fr} : {one.title}", f"{chosen(one).en}: {one.title}"),
            (_FIELD, _SAID),
            texts(one),
        )
        for rank, one in enumerate(positions, start=1)
    )
    moves = [
        Text(f"{one.title} – {one.said['change_mind']}", f"{one.title} – {one.said['change_mind']}")
        for one in positions
        if one.said.get("change_mind")
    ]
    points = [Point(label, text) for label, text in texts(project)]
    if waiting:
        n = str(waiting)
        points.append(Point(
            Text("En attente", "Waiting"),
            fr_en(f"{n} position(s) n'y figurent pas : leur auteur n'a pas encore donné son accord.",
                  f"{n} position(s) are not in it: their author has not agreed yet."),
        ))  # fmt: skip
    facts = fr_en(f"{len(positions)} positions", f"{len(positions)} positions")
    if project.day:
        when = written(project.day)
        facts = fr_en(f"{facts.fr} · décision le {when.fr}", f"{facts.en} · decision on {when.en}")
    return Report(
        name=f"dossier-de-debat-{project.uid}",
        title=both(project.title),
        facts=facts,
        points=tuple(points),
        tables=(*words_of_each, *((matrix,) if rows else ()), *((weights,) if positions else ())),
        lists=(
            *((Listing(Text("Ce qui ferait changer d’avis", "What would change minds"), tuple(moves)),) if moves else ()),
            Listing(Text("Les règles", "The rules"), held.rules),
        ),
        sources=(kit_source("controversy"), GROUP),
    )  # fmt: skip


# Training of officials


def grid() -> Report:
    """Return the grid of what each model implies for each delegation, and the debate cards."""
    held, models = load(Officials), compass().models
    sides = (
        column("question", Text("question", "question"), weight=1.4),
        column("one", Text("une réponse", "one answer"), weight=2),
        column("other", Text("une autre", "another"), weight=2),
    )
    grids = tuple(
        table(f"delegation_{one.id}", one.label,
              (column("model", Text("modèle", "model")), column("implication", Text("ce qu’il implique", "what it implies"), weight=3)),
              ((models[ident].label, text) for ident, text in one.under.items()))
        for one in held.delegations
    )  # fmt: skip
    debates = ((card.question, card.one_side, card.other_side) for card in held.debates)
    return Report(
        name="delegations-modeles",
        title=held.title,
        facts=held.about,
        points=(Point(Text("Mode d’emploi", "How to"), held.instruction),),
        tables=(*grids, table("debates", Text("Cartes de débat", "Debate cards"), sides, debates)),
        sources=(kit_source("officials"),),
    )


def decision_report(decision: Sheet) -> Report:
    """Return a local decision as each delegation reads it under each model; what nobody wrote is told."""
    models = compass().models
    children = list(decision.children.filter(deleted_at=None, kind="implication").order_by("pk"))
    heads = (
        column("model", Text("modèle", "model")),
        column("ours", Text("pour cette décision", "for this decision"), weight=2.4),
        column("start", Text("point de départ du kit", "starting point of the kit"), weight=2.4),
    )
    under = {one.id: one.under for one in load(Officials).delegations}
    empty = Text("–", "–")
    tables = tuple(
        table(
            f"reading_{rank}",
            Text(f"{chosen(one).fr} ({one.title})", f"{chosen(one).en} ({one.title})"),
            heads,
            (
                (model.label, both(one.said[ident]) if one.said.get(ident) else empty,
                 under.get(one.choice, {}).get(ident, NONE))
                for ident, model in models.items()
            ),
        )
        for rank, one in enumerate(children, start=1)
    )  # fmt: skip
    missing = [m.label for i, m in models.items() if not any(one.said.get(i) for one in children)]
    points = [Point(label, text) for label, text in texts(decision)]
    if children and missing:
        names = Text(", ".join(m.fr for m in missing), ", ".join(m.en for m in missing))
        points.append(Point(Text("Modèles que personne n’a pris", "Models that nobody took"), Text(f"{names.fr}.", f"{names.en}.")))  # fmt: skip
    return Report(
        name=f"decision-{decision.uid}",
        title=both(decision.title),
        facts=fr_en(f"{len(children)} lectures", f"{len(children)} readings"),
        points=tuple(points),
        tables=tables,
        sources=(kit_source("officials"), GROUP),
    )
