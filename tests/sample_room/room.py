"""What the room brings."""

from __future__ import annotations

from rebonds.rooms.people import demo, personal, registry
from rebonds.rooms.people.changes import save
from rebonds.text import Text
from tests.sample_room.models import Answer, Question

registry.register(
    Question,
    kind="question",
    label=Text("Question", "Question"),
    url_name="question",
    see="question.see",
    edit="question.edit",
)
registry.register(
    Answer,
    kind="answer",
    label=Text("Réponse", "Answer"),
    url_name="answer",
    see="question.see",
    edit="question.edit",
    parents=("question",),
)
registry.entry(
    Text("Questions", "Questions"),
    about=Text("Questions.", "Questions."),
    url_name="questions",
    needs="question.see",
)
personal.holds(
    Answer,
    label=Text("Réponses", "Answers"),
    of=personal.made_by(Answer),
    fields=("text", "witness"),
    erase={"witness": ""},
)


def load(made: demo.Demo) -> None:
    """Add a question to the demonstration."""
    question = save(Question(workspace=made.workspace, title="Inventée ?"), made.people["investigator"])
    made.made["question"] = [question]


demo.contributes(load)
