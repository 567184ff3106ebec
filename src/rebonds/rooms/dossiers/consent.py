"""What consent reaches: search, pages, reports; and, once taken back, the files that left before."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.signals import post_save
from django.utils.translation import gettext as _

from rebonds.rooms.dossiers.models import ExportLog, Hearing, Quote, Witness
from rebonds.rooms.people import journal, uploads
from rebonds.rooms.people.models import Member, Upload
from rebonds.rooms.search import index


def connect() -> None:
    """Listen to witnesses: when consent changes, so does what search knows."""
    post_save.connect(changed, sender=Witness, dispatch_uid="dossiers.consent")


def changed(sender: Any, instance: Witness, raw: bool = False, **_kwargs: Any) -> None:
    """Index a witness's words again."""
    if not raw:
        index.update(Hearing.kept.filter(witness=instance))
        index.update(Quote.kept.filter(witness=instance))


def past_exports(witness: Witness) -> QuerySet[ExportLog]:
    """Return the files that left with words of a witness, the latest first."""
    return (
        ExportLog.objects.filter(quotes__witness=witness)
        .select_related("made_by", "publication")
        .prefetch_related("quotes")
        .distinct()
    )


@transaction.atomic
def erase_words(witness: Witness, member: Member | None) -> None:
    """Erase for good what a witness said, in every version, with her recordings; lines stay, to say what left.

    The register of exports keeps which quotes it held; their words are gone.
    """
    gone = _("[paroles effacées]")
    for obj in Hearing.objects.filter(witness=witness):
        for upload in Upload.objects.filter(object_uid=obj.uid):
            uploads.destroy(upload)
            upload.delete()
    for model, erased in (
        (Hearing, {"notes": "", "transcript": ""}),
        (Quote, {"text": gone, "note": ""}),
    ):
        model.objects.filter(witness=witness).update(**erased)
        model.history.filter(witness=witness).update(**erased)
    erased = {"name": gone, "role": "", "organisation": "", "contact": "", "unnamed_as": "", "notes": ""}
    Witness.objects.filter(pk=witness.pk).update(**erased)
    Witness.history.filter(id=witness.pk).update(**erased)
    for upload in Upload.objects.filter(object_uid=witness.uid):
        uploads.destroy(upload)
        upload.delete()
    journal.write(witness.workspace, member, "erased", f"witness {witness.uid}")
