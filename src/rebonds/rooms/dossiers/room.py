"""What the room brings: kinds of objects, doors, personal data, a demonstration, a way to pin figures."""

from __future__ import annotations

from rebonds.rooms.dossiers import demo as example
from rebonds.rooms.dossiers.models import (
    Controversy,
    Dossier,
    Finding,
    Hearing,
    Hypothesis,
    Inspiration,
    Publication,
    Quote,
    Reading,
    ReceivedIdea,
    ReviewComment,
    Witness,
)
from rebonds.rooms.observe import hooks
from rebonds.rooms.people import demo, personal, registry
from rebonds.text import Text

_DOSSIER = {"see": "dossier.see", "edit": "dossier.edit", "delete": "dossier.delete"}
_WITNESS = {"edit": "witness.edit", "delete": "witness.edit"}
_LIBRARY = {"see": "library.see", "edit": "library.edit"}

registry.register(
    Dossier,
    kind="dossier",
    label=Text("Dossier", "Dossier"),
    url_name="dossier",
    parents=("problem", "shift"),
    **_DOSSIER,
)
registry.register(
    Witness,
    kind="witness",
    label=Text("Témoin", "Witness"),
    plural=Text("Témoins", "Witnesses"),
    url_name="witness",
    see="witness.see",
    fields=("name", "role", "organisation", "consent", "scope", "consent_date", "unnamed_as"),
    **_WITNESS,
)
registry.register(
    Hearing,
    kind="hearing",
    label=Text("Audition", "Hearing"),
    url_name="hearing",
    parents=("dossier",),
    see="hearing.see",
    **_WITNESS,
)
registry.register(
    Quote,
    kind="quote",
    label=Text("Citation", "Quote"),
    url_name="quote",
    parents=("hearing", "dossier"),
    see="quote.see",
    edit="quote.edit",
)
registry.register(
    Finding,
    kind="finding",
    label=Text("Enseignement", "Finding"),
    url_name="finding",
    parents=("quote", "dossier"),
    **_DOSSIER,
)
registry.register(
    Controversy,
    kind="controversy",
    label=Text("Controverse", "Controversy"),
    plural=Text("Controverses", "Controversies"),
    url_name="controversy",
    parents=("dossier",),
    **_DOSSIER,
)
registry.register(
    ReceivedIdea,
    kind="idea",
    label=Text("Idée reçue", "Received idea"),
    plural=Text("Idées reçues", "Received ideas"),
    url_name="idea",
    parents=("dossier",),
    **_DOSSIER,
)
registry.register(
    Hypothesis,
    kind="hypothesis",
    label=Text("Hypothèse", "Hypothesis"),
    plural=Text("Hypothèses", "Hypotheses"),
    url_name="hypothesis",
    parents=("dossier",),
    **_DOSSIER,
)
registry.register(
    ReviewComment,
    kind="review",
    label=Text("Commentaire", "Comment"),
    url_name="review",
    see="dossier.see",
    edit="review.edit",
)
registry.register(
    Inspiration,
    kind="inspiration",
    label=Text("Inspiration", "Inspiration"),
    url_name="inspiration",
    **_LIBRARY,
)
registry.register(Reading, kind="reading", label=Text("Lecture", "Reading"), url_name="reference", **_LIBRARY)
registry.register(
    Publication,
    kind="publication",
    label=Text("Retour d’enquête", "Investigation report"),
    plural=Text("Retours d’enquête", "Investigation reports"),
    url_name="publication",
    parents=("dossier",),
    see="publication.see",
    edit="publication.edit",
    delete="publication.delete",
)
registry.entry(
    Text("Enquêtes", "Investigations"),
    about=Text(
        "Une question, une équipe, des témoins, des enseignements qui tiennent à quelque chose.",
        "A question, a team, witnesses, findings that rest on something.",
    ),
    url_name="dossiers",
    needs="dossier.see",
    order=50,
    count=lambda workspace: Dossier.kept.within(workspace).count(),
)
registry.entry(
    Text("Inspirations et lectures", "Inspirations and readings"),
    about=Text(
        "Ce qui existe déjà un peu, et ce que l’on a lu.",
        "What is already there, a little, and what was read.",
    ),
    url_name="library",
    needs="library.see",
    order=60,
)
registry.entry(
    Text("Retours d’enquête", "Investigation reports"),
    about=Text(
        "Composer un document à partir des dossiers, et le sortir en PDF, ODT ou page web.",
        "Put a document together from dossiers, and take it out as PDF, ODT or web page.",
    ),
    url_name="publications",
    needs="publication.see",
    order=70,
    count=lambda workspace: Publication.kept.within(workspace).count(),
)
for _model, _label, _fields in (
    (Dossier, Text("Dossiers ouverts", "Dossiers opened"), ("title", "question", "created_at")),
    (
        Witness,
        Text("Témoins décrits", "Witnesses described"),
        ("name", "role", "organisation", "consent", "created_at"),
    ),
    (Hearing, Text("Auditions notées", "Hearings noted"), ("date", "place", "created_at")),
    (Quote, Text("Citations relevées", "Quotes taken down"), ("text", "question", "created_at")),
    (Finding, Text("Enseignements", "Findings"), ("statement", "detail", "created_at")),
    (Controversy, Text("Controverses", "Controversies"), ("question", "created_at")),
    (ReceivedIdea, Text("Idées reçues", "Received ideas"), ("idea", "answer", "created_at")),
    (Hypothesis, Text("Hypothèses", "Hypotheses"), ("statement", "created_at")),
    (ReviewComment, Text("Commentaires", "Comments"), ("text", "created_at")),
    (Inspiration, Text("Inspirations", "Inspirations"), ("title", "text", "created_at")),
    (Reading, Text("Lectures", "Readings"), ("title", "notes", "created_at")),
    (Publication, Text("Retours d’enquête", "Investigation reports"), ("title", "created_at")),
):
    personal.holds(_model, label=_label, of=personal.made_by(_model), fields=_fields)
demo.contributes(example.load, order=50)
registry.starts(
    ("problem", "shift"),
    Text("Ouvrir une enquête", "Open an investigation"),
    url_name="dossier-new",
    needs="dossier.add",
)
hooks.add("figure", "dossiers/_pin_link.html")
