"""What the room brings to workspaces: its doors, and what it holds of a person."""

from __future__ import annotations

from rebonds.rooms.people import personal, registry, uploads
from rebonds.rooms.people.models import Draft, Upload
from rebonds.text import Text

registry.entry(
    Text("Personnes", "People"),
    about=Text("Qui participe, avec quel rôle ; inviter.", "Who takes part, in what role; invite."),
    url_name="members",
    needs="member.see",
    order=900,
    group="space",
    count=lambda workspace: workspace.members.present().count(),
)
registry.entry(
    Text("Réglages", "Settings"),
    about=Text(
        "Finalité, durée de conservation, archive, journal des accès.",
        "Purpose, retention, archive, access log.",
    ),
    url_name="workspace-settings",
    needs="workspace.manage",
    order=950,
    group="space",
)
personal.holds(
    Upload,
    label=Text("Fichiers joints", "Attached files"),
    of=personal.made_by(Upload),
    fields=("name", "media_type", "size", "created_at"),
    files=uploads.content_of,
)
personal.holds(
    Draft,
    label=Text("Brouillons", "Drafts"),
    of=lambda member: Draft.objects.filter(member=member),
    fields=("key", "data", "saved_at"),
    delete=True,
)
