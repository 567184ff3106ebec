"""What the room brings: kinds of objects, doors, personal data, a demonstration."""

from __future__ import annotations

from rebonds.rooms.inquire.models import (
    Problem,
    Shift,
    ShiftPosition,
    SortVote,
)
from rebonds.rooms.people import personal, registry
from rebonds.text import Text

registry.register(
    Problem,
    kind="problem",
    label=Text("Problème", "Problem"),
    url_name="problem",
    see="problem.see",
    edit="problem.edit",
    delete="problem.delete",
)
registry.register(
    Shift,
    kind="shift",
    label=Text("Changement de paradigme", "Shift"),
    plural=Text("Changements de paradigme", "Shifts"),
    url_name="shift",
    see="shift.see",
    edit="shift.edit",
    delete="shift.delete",
)
registry.entry(
    Text("Problèmes", "Problems"),
    about=Text(
        "Des cartes à trier : simple, complexe ou sournois ; celles qui pressent.",
        "Cards to sort: simple, complex or wicked; the pressing ones.",
    ),
    url_name="problems",
    needs="problem.see",
    order=20,
    count=lambda workspace: Problem.kept.within(workspace).filter(state=Problem.State.ACTIVE).count(),
)
registry.entry(
    Text("Changements", "Shifts"),
    about=Text(
        "D’où vers où : la position de chaque territoire, aujourd’hui et visée.",
        "From where to where: the position of each territory, today and aimed at.",
    ),
    url_name="shifts",
    needs="shift.see",
    order=40,
    count=lambda workspace: Shift.kept.within(workspace).count(),
)

personal.holds(
    SortVote,
    label=Text("Réponses au tri des problèmes", "Answers to the sort of problems"),
    of=lambda member: SortVote.objects.filter(member=member).select_related("problem"),
    fields=("problem", "klass", "pressing", "changed_at"),
)
personal.holds(
    ShiftPosition,
    label=Text("Positions sur les changements", "Positions on shifts"),
    of=lambda member: ShiftPosition.objects.filter(member=member).select_related("shift"),
    fields=("shift", "now", "target", "changed_at"),
)
personal.holds(
    Problem,
    label=Text("Problèmes écrits", "Problems written"),
    of=personal.made_by(Problem),
    fields=("title_fr", "text_fr", "title_en", "text_en", "created_at"),
)
