"""The sort: answers kept, counted again at each one, and read as ballots."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

from django.db import transaction
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

T = TypeVar("T")
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


class Said(NamedTuple):
    """What one person, or one sheet of paper, says of a problem, merged cards included."""

    problem: int
    member: int | None
    number: int | None
    klass: str
    pressing: bool
    place: int | None
    role: str | None


def _targets(problems: Iterable[int]) -> dict[int, int]:
    """Return, for each merged card of the workspaces of some problems, the card that it was merged into."""
    spaces = Problem.objects.filter(pk__in=list(problems)).values("workspace")
    return dict(
        Problem.objects.filter(workspace__in=spaces, state=Problem.State.MERGED)
        .exclude(merged_into=None)
        .values_list("pk", "merged_into")
    )


def _path(problem: T, targets: Mapping[T, T]) -> list[T]:
    """Return a problem, then the card it was merged into, and so on."""
    path = [problem]
    while (following := targets.get(path[-1])) is not None and following not in path:
        path.append(following)
    return path


def merged_uids(workspace: Workspace) -> dict[str, str]:
    """Return, for each merged card of a workspace, the card that it ends in."""
    merged = Problem.objects.filter(workspace=workspace, state=Problem.State.MERGED)
    targets = dict(merged.exclude(merged_into=None).values_list("uid", "merged_into__uid"))
    return {uid: _path(uid, targets)[-1] for uid in targets}


def said(problems: Iterable[int], circled: bool = False) -> list[Said]:
    """Return what each person says of each problem, once, with what she said of the cards merged into it.

    Her answer to the card itself wins; else the one to the nearest merged card, the latest first. A problem is
    pressing if she said so of any of them. Votes stay where they were given: undoing a merge needs nothing else.
    With ``circled``, only what is pressing is read: most answers are not.
    """
    wanted = set(problems)
    return _said(wanted, _targets(wanted), circled)


def _said(wanted: set[int], targets: dict[int, int], circled: bool = False) -> list[Said]:
    # card answered -> (problem it counts for, how many merges away)
    reach = {
        pk: [(to, far) for far, to in enumerate(_path(pk, targets)) if to in wanted]
        for pk in wanted | set(targets)
    }
    rows = (
        SortVote.objects.filter(problem__in=[pk for pk, ends in reach.items() if ends])
        .filter(Q(paper=None) | Q(paper__deleted_at=None))
        .annotate(place=Coalesce("member__authority", "paper__authority"))
        .annotate(as_=Coalesce("member__role", "paper__role"))
        .order_by("-changed_at", "-pk")
        .values_list("pk", "problem", "member", "paper__number", "klass", "pressing", "place", "as_")
    )
    if circled:
        rows = rows.filter(pressing=True)
    held: dict[tuple[int, int | None, int | None], list[tuple[int, int, Said]]] = {}
    for pk, problem, member, number, klass, pressing, place, role in rows:
        for to, far in reach[problem]:
            one = Said(to, member, number, klass, pressing, place, role)
            held.setdefault((to, member, number), []).append((far, pk, one))
    out = []
    for all_of in held.values():
        all_of.sort(key=lambda one: one[0])  # stable: the latest stays first among the equally near
        first = all_of[0][2]
        klass = next((one.klass for _far, _pk, one in all_of if one.klass), "")
        pressing = any(one.pressing for _far, _pk, one in all_of)
        out.append((all_of[0][1], first._replace(klass=klass, pressing=pressing)))
    return [one for _pk, one in sorted(out, key=lambda each: each[0])]


def recount(problems: Iterable[int]) -> None:
    """Count again the answers of some problems: of everyone, and of each territory and role."""
    asked = set(problems)
    targets = _targets(asked)
    wanted = {pk for one in asked for pk in _path(one, targets)}  # an answer counts where its card was merged
    counts: dict[int, Counter[str]] = {pk: Counter() for pk in wanted}
    groups: dict[int, dict[str, dict[str, list[int]]]] = {
        pk: {BY_TERRITORY: {}, BY_ROLE: {}} for pk in wanted
    }
    for vote in _said(wanted, targets):
        one = counts[vote.problem]
        one[vote.klass] += 1
        one[PRESSING] += vote.pressing
        if vote.klass:
            for by, group in ((BY_TERRITORY, vote.place), (BY_ROLE, vote.role)):
                held = groups[vote.problem][by].setdefault(str(group or ""), [0] * len(KEYS))
                held[KEYS.index(vote.klass)] += 1
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


def recount_merged() -> None:
    """Count again every card that was merged, and so those that it is now a part of."""
    merged = Problem.objects.filter(state=Problem.State.MERGED)
    for space in merged.order_by("workspace").values_list("workspace", flat=True).distinct():
        recount(merged.filter(workspace=space).values_list("pk", flat=True))


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


def voter(member: Any, number: int | None) -> str:
    """Return the name of a ballot: a sheet's number, or the pseudonym of a member."""
    return pseudonym(member) if number is None else f"papier {number}"


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
    for one in said(p.pk for p in chosen):
        given = words.get(one.klass, "") if what == CLASS else int(one.pressing)
        if given != "":
            rows.setdefault(voter(one.member, one.number), {})[names[one.problem]] = given
    return Ballots.of([names[p.pk] for p in chosen], rows, "tri")
