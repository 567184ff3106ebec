"""Forms of the room."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rebonds.matching.declared import resource_of
from rebonds.matching.profiles import plain_naf
from rebonds.rooms.firms.models import Firm, FirmFlow, Synergy
from rebonds.rooms.firms.numbers import siret_of
from rebonds.rooms.firms.parameters import parameters


class FirmForm(forms.ModelForm):
    """A firm."""

    siret = forms.CharField(label=_("SIRET"), max_length=20, required=False)
    naf = forms.CharField(
        label=_("Code NAF"),
        max_length=8,
        required=False,
        help_text=_("Par exemple 16.23Z : il permet de présumer."),
    )

    class Meta:
        model = Firm
        fields = ("name", "siret", "naf", "commune", "lon", "lat", "contact", "consent")
        help_texts = {  # noqa: RUF012
            "contact": _("Vu de la personne qui anime et de vous seulement."),
            "consent": _(
                "Le nom et les ressources sont vus de tout l’espace ; les quantités, de qui vous dites."
            ),
        }

    def clean_siret(self) -> str:
        """Refuse a number whose key is wrong, or that another firm bears."""
        written = self.cleaned_data["siret"]
        if not written.strip():
            return ""
        found = siret_of(written)
        if found is None:
            raise forms.ValidationError(_("Ce n’est pas un SIRET : quatorze chiffres, dont une clé."))
        others = Firm.kept.within(self.instance.workspace).filter(siret=found).exclude(pk=self.instance.pk)
        if others.exists():
            raise forms.ValidationError(_("Une entreprise de cet espace porte déjà ce SIRET."))
        return found

    def clean_naf(self) -> str:
        """Refuse what is no code."""
        written = self.cleaned_data["naf"]
        if written.strip() and not plain_naf(written):
            raise forms.ValidationError(_("Ce n’est pas un code NAF : par exemple 16.23Z, ou 16."))
        return plain_naf(written)

    def clean(self) -> dict[str, Any]:
        """Refuse half a position."""
        data = super().clean() or self.cleaned_data
        if (data.get("lon") is None) != (data.get("lat") is None):
            self.add_error("lat", _("Donnez la longitude et la latitude, ou aucune."))
        return data


class FlowForm(forms.ModelForm):
    """An offer or a need; what is written is declared, no longer presumed."""

    class Meta:
        model = FirmFlow
        fields = ("side", "resource", "quantity", "unit", "value", "authorised", "valid_from")
        widgets = {"valid_from": forms.DateInput({"type": "date"}, format="%Y-%m-%d")}  # noqa: RUF012
        help_texts = {  # noqa: RUF012
            "resource": _(
                "Un déchet par son code à six chiffres de la liste européenne (03 01 05), sinon un nom : chaleur, "
                "eau industrielle, stockage, maintenance…"
            ),
            "quantity": _("Vide si vous ne la savez pas : inconnue n’est pas zéro."),
            "unit": _("t, MWh, m³, m², h…"),
        }

    def __init__(self, *args: Any, firm: Firm | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if firm is not None:
            self.instance.firm, self.instance.workspace = firm, firm.workspace

    def clean_resource(self) -> str:
        """Write the resource as it is compared."""
        return resource_of(self.cleaned_data["resource"])

    def clean(self) -> dict[str, Any]:
        """Refuse a second line of one resource, or another unit than the one in use."""
        data = super().clean() or self.cleaned_data
        resource, unit = data.get("resource"), data.get("unit")
        if not resource or not unit:
            return data
        firm = self.instance.firm
        others = FirmFlow.kept.filter(firm=firm).exclude(pk=self.instance.pk)
        if others.filter(side=data.get("side"), resource=resource).exists():
            self.add_error(
                "resource", _("Cette entreprise a déjà une ligne pour cette ressource : modifiez-la.")
            )
        used = (
            FirmFlow.kept.within(firm.workspace)
            .filter(resource=resource, firm__deleted_at=None)
            .exclude(pk=self.instance.pk)
            .values_list("unit", flat=True)
            .first()
        )
        if used and used != unit:
            self.add_error(
                "unit", _("Dans cet espace, cette ressource est comptée en %(unit)s.") % {"unit": used}
            )
        self.instance.state = FirmFlow.State.DECLARED
        return data


class AnswerForm(forms.Form):
    """What a firm answers to a presumed flow: yes, with its quantity if it is known, or no."""

    answer = forms.ChoiceField(choices=[("yes", _("Oui")), ("no", _("Non"))])
    quantity = forms.FloatField(label=_("Quantité par an"), min_value=1e-9, required=False)


class MoveForm(forms.Form):
    """Move a synergy to its next state."""

    state = forms.ChoiceField(label=_("État"))
    date = forms.DateField(label=_("Le"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, *args: Any, synergy: Synergy, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["state"]
        field.choices = synergy.following
        self.initial.setdefault("date", timezone.localdate())


class NoteForm(forms.ModelForm):
    """What is told of a synergy; no quantity, everyone here reads it."""

    class Meta:
        model = Synergy
        fields = ("note",)
        widgets = {"note": forms.Textarea({"rows": 4})}  # noqa: RUF012
        help_texts = {"note": _("Lue de tout l’espace : n’y écrivez pas de quantité à garder.")}  # noqa: RUF012


class ImportForm(forms.Form):
    """Two tables: firms, then what they offer and need."""

    firms = forms.FileField(label=_("Entreprises"), help_text=_("CSV ou XLSX."))
    flows = forms.FileField(label=_("Offres et besoins"), help_text=_("CSV ou XLSX."))

    def clean(self) -> dict[str, Any]:
        """Refuse files that are too heavy."""
        data = super().clean() or self.cleaned_data
        for name in ("firms", "flows"):
            if data.get(name) and data[name].size > parameters()["import"]["bytes"]:
                self.add_error(name, _("Ce fichier est trop lourd (2 Mo au plus)."))
        return data
