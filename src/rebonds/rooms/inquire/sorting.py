"""The sort: answers kept, counted again at each one, and read as ballots."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Count as Many
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.crypto import salted_hmac

from rebonds.content import kits
from rebonds.content.inquiring import Classes
from rebonds.deliberation.ballots import Ballots
from rebonds.deliberation.values import Scale
from rebonds.rooms.inquire.models import Count, PaperVoter, Problem, Sorting, SortVote
from rebonds.rooms.inquire.models.problems import ProblemClass
from rebonds.rooms.inquire.parameters import least_cell
from rebonds.rooms.people.models import Member, Workspace

KEYS: tuple[str, ...] = tuple(ProblemClass.values)
CLASS, PRESSING = "class", "pressing"
BY_TERRITORY, BY_ROLE = "territoire", "role"


def in_play(workspace: Workspace) -> Any:
    """Return the problems that are sorted: kept, neither retired nor merged."""
    return Problem.kept.within(workspace).filter(state=Problem.State.ACTIVE)


@transaction.atomic
def answer(
    voter: Member | PaperVoter,
    problem: Problem,
    klass: str | None = None,
    pressing: bool | None = None,
    sorting: Sorting | None = None,
) -> SortVote | None:
    """Keep what someone says of a problem; what is not said (``None``) stays as it was.

    Parameters
    ----------
    voter : Member or PaperVoter
    problem : Problem
    klass : str, optional
        One of `KEYS`; empty takes the answer back.
    pressing : bool, optional
    sorting : Sorting, optional
        The live sort in which it is said.

    Returns
    -------
    SortVote or None
        The answer; none once it says nothing any more.
    """
    vote = keep(voter, problem, klass, pressing, sorting)
    recount([problem.pk])
    return vote


def keep(
    voter: Member | PaperVoter,
    problem: Problem,
    klass: str | None,
    pressing: bool | None,
    sorting: Sorting | None = None,
) -> SortVote | None:
    """Keep an answer without counting again: for many at a time, `recount` once they are all kept."""
    if klass not in (None, "", *KEYS):
        raise ValueError(f"{klass} is no class")
    who: dict[str, Any] = {"paper": voter} if isinstance(voter, PaperVoter) else {"member": voter}
    vote, _made = SortVote.objects.get_or_create(
        problem=problem, **who, defaults={"workspace_id": problem.workspace_id, "sorting": sorting}
    )
    vote.klass = vote.klass if klass is None else klass
    vote.pressing = vote.pressing if pressing is None else pressing
    if not vote.klass and not vote.pressing:
        vote.delete()
        return None
    vote.sorting = sorting or vote.sorting
    vote.changed_at = timezone.now()
    vote.save()
    return vote


def recount(problems: Iterable[int]) -> None:
    """Count again the answers of some problems: of everyone, and of each territory and role."""
    wanted = list(problems)
    counts: dict[int, Counter[str]] = {pk: Counter() for pk in wanted}
    groups: dict[int, dict[str, dict[str, list[int]]]] = {
        pk: {BY_TERRITORY: {}, BY_ROLE: {}} for pk in wanted
    }
    rows = (
        SortVote.objects.filter(problem__in=wanted)
        .filter(Q(paper=None) | Q(paper__deleted_at=None))
        .annotate(place=Coalesce("member__authority", "paper__authority"))
        .annotate(as_=Coalesce("member__role", "paper__role"))
        .values("problem", "klass", "place", "as_")
        .annotate(n=Many("pk"), p=Many("pk", filter=Q(pressing=True)))
        .values_list("problem", "klass", "place", "as_", "n", "p")
    )
    for pk, klass, place, role, n, pressing in rows:
        counts[pk][klass] += n
        counts[pk][PRESSING] += pressing
        if klass:
            for by, group in ((BY_TERRITORY, place), (BY_ROLE, role)):
                held = groups[pk][by].setdefault(str(group or ""), [0] * len(KEYS))
                held[KEYS.index(klass)] += n
    Count.objects.bulk_create(
        [
            Count(
                problem_id=pk,
                **{key: one[key] for key in KEYS},
                pressing=one[PRESSING],
                modal=modal(tuple(one[key] for key in KEYS)),
                groups=groups[pk],
            )
            for pk, one in counts.items()
        ],
        update_conflicts=True,
        unique_fields=["problem"],
        update_fields=[*KEYS, "pressing", "modal", "groups"],
    )


def recount_of(member: Member) -> None:
    """Count again what a member answered: her role or her territory may have changed."""
    recount(SortVote.objects.filter(member=member).values_list("problem", flat=True))


def modal(counts: Sequence[int]) -> str:
    """Return the largest class, the tied ones joined by ``=``; nothing below the least cell."""
    if sum(counts) < least_cell():
        return ""
    top = max(counts)
    return "=".join(key for key, n in zip(KEYS, counts, strict=True) if n == top)


def shuffled(member: Member, problems: Iterable[Problem]) -> list[Problem]:
    """Return problems in an order of her own, always the same: those who stop early have not all seen the same."""

    def place(one: Problem) -> str:
        return hashlib.sha256(f"{member.pk}:{one.uid}".encode()).hexdigest()

    return sorted(problems, key=place)


def class_names(lang: str) -> tuple[str, ...]:
    """Return the words of the classes in ballots: those of the kit, in lower case."""
    held = {one.id: one.label.to(lang).lower() for one in kits.load(Classes).classes}
    return tuple(held[key] for key in KEYS)


def scale(lang: str) -> Scale:
    """Return the classes in order, as deliberation counts them."""
    return Scale(class_names(lang))


def names_of(things: Sequence[Any]) -> dict[int, str]:
    """Return the name of each thing in ballots: two that have one name are told apart."""
    seen: Counter[str] = Counter()
    out = {}
    for one in things:
        name = " ".join(str(one).split()) or one.uid
        seen[name.casefold()] += 1
        out[one.pk] = name if seen[name.casefold()] == 1 else f"{name} ({seen[name.casefold()]})"
    return out


def pseudonym(member_id: int) -> str:
    """Return a name that tells ballots apart and says nothing of whom."""
    return f"p-{salted_hmac('inquire.sort', str(member_id)).hexdigest()[:10]}"


def ballots(
    workspace: Workspace, lang: str, what: str = CLASS, problems: Sequence[Problem] | None = None
) -> Ballots:
    """Return the answers as ballots: a row per person who answered, in the form that ``rebonds tally`` reads.

    Parameters
    ----------
    workspace : Workspace
    lang : {"fr", "en"}
        Language of the classes.
    what : {"class", "pressing"}
        Classes (to be counted by sorting), or circles (by approval: 1 circled, 0 answered and not circled).
    problems : sequence of Problem, optional
        By default those in play.
    """
    chosen = list(in_play(workspace)) if problems is None else list(problems)
    names, words = names_of(chosen), dict(zip(KEYS, class_names(lang), strict=True))
    rows: dict[str, dict[str, str | int]] = {}
    found = (
        SortVote.objects.filter(workspace=workspace, problem__in=[p.pk for p in chosen])
        .filter(Q(paper=None) | Q(paper__deleted_at=None))
        .order_by("pk")
        .values_list("problem", "member", "paper__number", "klass", "pressing")
    )
    for pk, member_id, number, klass, pressing in found:
        voter = f"papier {number}" if number is not None else pseudonym(member_id)
        given = words.get(klass, "") if what == CLASS else int(pressing)
        if given != "":
            rows.setdefault(voter, {})[names[pk]] = given
    return Ballots.of([names[p.pk] for p in chosen], rows, "tri")
