"""What the room brings: kinds of objects, doors, personal data, a demonstration."""

from __future__ import annotations

from rebonds.rooms.inquire import demo as example
from rebonds.rooms.inquire.models import (
    Decision,
    Expectation,
    ExpectationGroup,
    Family,
    Meeting,
    Phase,
    Problem,
    Shift,
    ShiftPosition,
    Sorting,
    SortVote,
)
from rebonds.rooms.people import demo, personal, registry
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
registry.register(
    Family,
    kind="family",
    label=Text("Famille de problèmes", "Family of problems"),
    plural=Text("Familles de problèmes", "Families of problems"),
    url_name="family",
    see="problem.see",
    edit="family.edit",
)
registry.register(
    Sorting,
    kind="sorting",
    label=Text("Tri en direct", "Live sort"),
    plural=Text("Tris en direct", "Live sorts"),
    url_name="sorting",
    see="problem.see",
    edit="sorting.run",
)
_PROGRAMME = {"see": "programme.see", "edit": "programme.edit", "delete": "programme.delete"}
registry.register(Phase, kind="phase", label=Text("Phase", "Phase"), url_name="phase", **_PROGRAMME)
registry.register(
    Meeting, kind="meeting", label=Text("Rencontre", "Meeting"), url_name="meeting", **_PROGRAMME
)
registry.register(
    Decision,
    kind="decision",
    label=Text("Décision", "Decision"),
    url_name="decision",
    parents=("meeting",),
    **_PROGRAMME,
)
registry.register(
    Expectation,
    kind="expectation",
    label=Text("Attente", "Expectation"),
    url_name="expectation",
    see="expectation.see",
    edit="expectation.edit",
    delete="expectation.delete",
)
registry.register(
    ExpectationGroup,
    kind="expectation-group",
    label=Text("Groupe d’attentes", "Group of expectations"),
    plural=Text("Groupes d’attentes", "Groups of expectations"),
    url_name="expectation-group",
    see="expectation.see",
    edit="expectation.group",
)

registry.entry(
    Text("Programme", "Programme"),
    about=Text(
        "Phases, rencontres, décisions ; ce que chacun en attend.",
        "Phases, meetings, decisions; what each person expects.",
    ),
    url_name="programme",
    needs="programme.see",
    order=10,
    count=lambda workspace: Meeting.kept.within(workspace).count(),
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
    Expectation,
    label=Text("Attentes", "Expectations"),
    of=personal.made_by(Expectation),
    fields=("scale", "text", "verdict", "reason", "created_at"),
)
personal.holds(
    Problem,
    label=Text("Problèmes écrits", "Problems written"),
    of=personal.made_by(Problem),
    fields=("title_fr", "text_fr", "title_en", "text_en", "created_at"),
)
demo.contributes(example.load, order=20)
