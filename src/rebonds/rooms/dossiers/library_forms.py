"""Forms of what the workspace shares, and of reports."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rebonds.rooms.dossiers.forms import area
from rebonds.rooms.dossiers.models import Chapter, Dossier, Inspiration, Publication, Reading
from rebonds.rooms.dossiers.models.library import key_of


class LibraryForm(forms.ModelForm):
    """What the workspace shares; perhaps found for one of its dossiers."""

    def __init__(self, *args: Any, workspace: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        self.workspace = workspace if workspace is not None else self.instance.workspace
        fields["dossier"].queryset = Dossier.kept.within(self.workspace).order_by("title")


class InspirationForm(LibraryForm):
    """An inspiration."""

    class Meta:
        model = Inspiration
        fields = ("title", "place", "text", "transfers", "stays", "not_as_is", "source", "tags", "dossier")
        widgets = {"text": area(5), "transfers": area(3), "stays": area(3)}  # noqa: RUF012


class ReadingForm(LibraryForm):
    """A reading, once in the workspace."""

    url = forms.URLField(label=_("Adresse"), required=False, assume_scheme="https", max_length=600)

    class Meta:
        model = Reading
        fields = ("title", "authors", "year", "venue", "doi", "url", "notes", "tags", "dossier")
        widgets = {"notes": area(6)}  # noqa: RUF012

    def clean(self) -> dict[str, Any]:
        """Refuse a reference that is there already, and say where."""
        data = super().clean() or self.cleaned_data
        key = key_of(data.get("doi", ""), data.get("url", ""))
        if key:
            twin = Reading.kept.within(self.workspace).filter(key=key).exclude(pk=self.instance.pk).first()
            if twin is not None:
                raise forms.ValidationError(
                    _("Cette référence est déjà là : « %(title)s ». Ajoutez-y vos notes.")
                    % {"title": twin.title}
                )
        return data


class ImportForm(forms.Form):
    """Bring references from a file."""

    file = forms.FileField(
        label=_("Fichier"), help_text=_("BibTeX (.bib), RIS (.ris), CSV ou XLSX avec une colonne titre.")
    )
    dossier = forms.ModelChoiceField(label=_("Pour le dossier"), queryset=Dossier.kept.none(), required=False)

    def __init__(self, *args: Any, workspace: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["dossier"]
        field.queryset = Dossier.kept.within(workspace).order_by("title")


class PublicationForm(forms.ModelForm):
    """A report: title, introduction, what it holds."""

    class Meta:
        model = Publication
        fields = (
            "title", "introduction", "closing", "with_findings", "with_quotes", "with_controversies", "with_ideas",
            "with_inspirations", "with_hypotheses", "with_readings", "licence",
        )  # fmt: skip
        widgets = {"introduction": area(6), "closing": area(4)}  # noqa: RUF012


class ChapterForm(forms.ModelForm):
    """Heading and first words of a part of a report."""

    class Meta:
        model = Chapter
        fields = ("heading", "introduction")
        widgets = {"introduction": area(5)}  # noqa: RUF012
