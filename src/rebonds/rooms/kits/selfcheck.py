"""Self-assessment: one person's result under the key and its alternatives; a team's spread; before and after."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rebonds.content.imagining import SelfAssessment
from rebonds.content.kits import load
from rebonds.deliberation.questionnaire import (
    BASE,
    Answers,
    Key,
    Profile,
    Question,
    QuestionSpread,
    person,
    profile,
)
from rebonds.deliberation.wording import joined, many
from rebonds.lenses.tables import NONE, Listing, Point, Table
from rebonds.reporting.report import Report
from rebonds.rooms.deliberate import kits
from rebonds.rooms.deliberate.models import Ballot
from rebonds.rooms.kits import own
from rebonds.rooms.kits.showing import as_option, column, fr_en, table
from rebonds.text import Text

NAME = "self-assessment"
KIND = "self_assessment"
HIDDEN = Text("caché", "hidden")
QUESTION = column("question", Text("question", "question"), weight=1.6)


def kit() -> SelfAssessment:
    """Return the questionnaire that ships."""
    return load(SelfAssessment)


def questions(held: SelfAssessment) -> tuple[Question, ...]:
    """Return the key, with the other reading of the questions that have one."""
    other = {one.question: one.levels for one in held.alternatives}
    return tuple(Question(ident, levels, other.get(ident)) for ident, levels in held.key().items())


def keys(held: SelfAssessment) -> list[tuple[Text, Key]]:
    """Return the key and its alternatives, in each of which one question is read the other way."""
    labels = {one.id: one.label for one in held.questions}
    base = [(Text("la clé", "the key"), Key(BASE, held.key()))]
    return base + [
        (
            fr_en(f"« {labels[one.question].fr} » autrement", f"“{labels[one.question].en}” read otherwise"),
            Key(one.id, held.key(one.id)),
        )
        for one in held.alternatives
    ]


def reasons(held: SelfAssessment) -> Listing:
    """Return why some questions may be read two ways."""
    labels = {one.id: one.label for one in held.questions}
    items = (
        Text(f"{labels[one.question].fr} – {one.reason.fr}", f"{labels[one.question].en} – {one.reason.en}")
        for one in held.alternatives
    )
    return Listing(Text("Pourquoi d’autres lectures", "Why other readings"), tuple(items))


def draft(lang: str) -> kits.Draft:
    """Return the questionnaire that ships as a ballot."""
    return draft_of(own.shipped(KIND))


def draft_of(used: own.Held) -> kits.Draft:
    """Return a questionnaire as a ballot."""
    held: SelfAssessment = used.kit
    options = [
        as_option(one.id, one.text, choices=[{"fr": o.text.fr, "en": o.text.en} for o in one.options])
        for one in held.questions
    ]
    return kits.Draft(
        question={"fr": held.title.fr, "en": held.title.en},
        details={"fr": held.instruction.fr, "en": held.instruction.en},
        method="questionnaire",
        options=options,
        data=used.data,
    )


def level_name(held: SelfAssessment, value: int) -> Text:
    """Return how a level is called."""
    return next(one.label for one in held.levels if one.value == value)


def levels_of(held: SelfAssessment, values: Sequence[int]) -> Text:
    """Return levels in words."""
    names = [level_name(held, value) for value in values]
    return Text(joined([one.fr for one in names]).fr, joined([one.en for one in names]).en)


def median_of(held: SelfAssessment, found: Profile | QuestionSpread) -> Text:
    """Return the middle in words, both levels where it falls between two."""
    if found.median_low is None or found.median_high is None:
        return Text("–", "–")
    if found.median_low == found.median_high:
        return level_name(held, found.median_low)
    low, high = level_name(held, found.median_low), level_name(held, found.median_high)
    return fr_en(f"entre {low.fr} et {high.fr}", f"between {low.en} and {high.en}")


def own_report(answers: Answers, used: own.Held | None = None, name: str = NAME) -> Report:
    """Return what one person reads of her own answers.

    Parameters
    ----------
    answers : mapping of str to int
        Question to chosen option, from 0; questions left out are not counted.
    used : Held, optional
        The questionnaire; the shipped one by default.
    """
    used = used or own.shipped(KIND)
    held: SelfAssessment = used.kit
    asked = questions(held)
    found = person(answers, asked).profile
    base = keys(held)[0][1]
    tie = (
        fr_en(" (à égalité : on ne tranche pas)", " (tied: not settled)")
        if len(found.plurality) > 1
        else NONE
    )
    most = levels_of(held, found.plurality)
    points = [
        Point(
            Text("Niveau le plus fréquent", "Most frequent level"),
            fr_en(f"{most.fr}{tie.fr}.", f"{most.en}{tie.en}."),
        ),
        Point(Text("Niveau du milieu", "Middle level"), _sentence(median_of(held, found))),
        Point(Text("Lecture de la clé", "Reading of the key"), _differs(answers, held)),
        used.used,
    ]
    under = table(
        "keys",
        fr_en("Sous la clé, et sous ses autres lectures", "Under the key, and its other readings"),
        (
            column("key", Text("lecture", "reading"), weight=2),
            *(column(f"level_{one.value}", one.label, "amount", 0.7) for one in held.levels),
            column("most", Text("le plus fréquent", "most frequent"), weight=1.3),
            column("median", Text("milieu", "middle"), weight=1.3),
        ),
        (
            (name, *(n for _, n in one.counts), levels_of(held, one.plurality), median_of(held, one))
            for name, key in keys(held)
            for one in (profile(answers, key),)
        ),
    )
    steps = [
        Text(f"{q.label.fr} – {step.fr}", f"{q.label.en} – {step.en}")
        for q in held.questions
        if q.id in answers
        for step in (q.next[base.levels[q.id][answers[q.id]] - 1],)
    ]
    return Report(
        name=name,
        title=held.title,
        facts=_answered(found.answers, len(asked)),
        points=tuple(points),
        tables=(under, _mine(answers, base, held)),
        lists=(
            Listing(
                Text("Un pas possible, question par question", "A possible step, by question"), tuple(steps)
            ),
            *([reasons(held)] if held.alternatives else []),
        ),
        sources=(used.source,),
    )


def _answered(n: int, out_of: int) -> Text:
    given = many(n, Text("réponse", "answer"), Text("réponses", "answers"))
    return fr_en(f"{given.fr} sur {out_of}", f"{given.en} out of {out_of}")


def _differs(answers: Answers, held: SelfAssessment) -> Text:
    """Tell how many of the readings of the key (every combination of them) would say otherwise."""
    found = person(answers, questions(held))
    n, out_of = len(found.differs), len(found.others)
    if not n:
        return fr_en("elle n'y change rien.", "it changes nothing.")
    return fr_en(
        f"{n} des {out_of} autres lectures possibles donnent un autre résultat.",
        f"{n} of the {out_of} other possible readings give another result.",
    )


def _mine(answers: Answers, base: Key, held: SelfAssessment) -> Table:
    chosen = [q for q in held.questions if q.id in answers]
    rows = (
        (q.label, q.options[answers[q.id]].text, level_name(held, base.levels[q.id][answers[q.id]]))
        for q in chosen
    )
    heads = (
        column("question", Text("question", "question"), weight=1.6),
        column("answer", Text("ma réponse", "my answer"), weight=3.5),
        column("level", Text("niveau", "level")),
    )
    return table("answers", Text("Mes réponses", "My answers"), heads, rows, cards=True)


def _sentence(text: Text) -> Text:
    return Text(f"{text.fr}.", f"{text.en}.")


def personal(ballot: Ballot, answers: dict[str, Any], lang: str) -> Report:
    """Return what the voter alone reads once she has answered."""
    used = own.of_ballot(ballot, KIND)
    known = {q.id for q in questions(used.kit)}
    return own_report({ident: int(value) for ident, value in answers.items() if ident in known}, used)


def _team(ballot: Ballot) -> Report:
    from rebonds.rooms.kits.teams import team_report  # it stands on this module

    return team_report(ballot)


kits.register(
    kits.Kit(
        name=NAME,
        label=kit().title,
        about=kit().about,
        make=draft,
        result=_team,
        personal=personal,
        order=10,
    )
)
