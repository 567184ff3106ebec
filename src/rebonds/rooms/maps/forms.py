"""Forms of the room."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rebonds.causal.parameters import load
from rebonds.rooms.maps.models import WEIGHT_CHOICES, CausalMap, MapLink, MapNode
from rebonds.rooms.people import access, registry
from rebonds.rooms.people.models import Member

MOST_BYTES = 2_000_000
MOST_THINGS = 500


class MapForm(forms.ModelForm):
    """Title, group and question of a map."""

    class Meta:
        model = CausalMap
        fields = ("title", "group", "question")
        widgets = {"question": forms.Textarea({"rows": 3})}  # noqa: RUF012


def things(member: Member | None) -> list[tuple[str, str]]:
    """Return what a node may refer to: the problems that a member may see, where a room holds problems."""
    kind = registry.kinds().get("problem")
    if kind is None or member is None:
        return []
    found = kind.model.kept.within(member.workspace)[:MOST_THINGS]
    return [(f"{kind.kind}:{one.uid}", str(one)) for one in found if access.allowed(member, kind.see, one)]


class NodeForm(forms.ModelForm):
    """A node; ``about`` refers to a problem of the workspace."""

    about = forms.ChoiceField(label=_("Problème"), required=False)

    class Meta:
        model = MapNode
        fields = ("label", "kind")

    def __init__(
        self, *args: Any, held: CausalMap | None = None, member: Member | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        held = held if held is not None else self.instance.map
        self.held = held
        if self.instance.pk is None:
            self.instance.map, self.instance.workspace = held, held.workspace
        choices = things(member)
        if choices:
            field: Any = self.fields["about"]
            now = f"{self.instance.about_kind}:{self.instance.about_uid}" if self.instance.about_uid else ""
            if now and now not in dict(choices):
                choices.append((now, str(_("celui d’avant"))))  # put aside since, or not hers to see: kept
            field.choices = [("", "–"), *choices]
            self.initial.setdefault("about", now)
        else:
            del self.fields["about"]

    def clean_label(self) -> str:
        """Refuse a name that another node bears, and one node too many."""
        label = " ".join(self.cleaned_data["label"].split())
        others = MapNode.kept.filter(map=self.held).exclude(pk=self.instance.pk)
        if any(one.casefold() == label.casefold() for one in others.values_list("label", flat=True)):
            raise forms.ValidationError(_("Un nœud porte déjà ce nom."))
        if self.instance.pk is None and others.count() >= load().nodes:
            raise forms.ValidationError(_("La carte est pleine : partagez-la en deux."))
        return label

    def clean(self) -> dict[str, Any]:
        """Keep what the node refers to."""
        data = super().clean() or self.cleaned_data
        if "about" in self.fields:
            kind, _sep, uid = data.get("about", "").partition(":")
            self.instance.about_kind, self.instance.about_uid = kind, uid
        return data


class LinkForm(forms.ModelForm):
    """Sign and weight of a link."""

    sign = forms.TypedChoiceField(
        label=_("Quand la cause augmente, l’effet"),
        choices=[(1, _("augmente (+)")), (-1, _("diminue (−)"))],
        coerce=int,
        widget=forms.RadioSelect,
    )
    weight = forms.TypedChoiceField(label=_("Poids"), choices=WEIGHT_CHOICES, coerce=float)

    class Meta:
        model = MapLink
        fields = ("sign", "weight")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        weight = self.instance.weight
        if self.instance.pk is not None and weight not in (1, 2, 3):
            # A merged map holds means: keep the one told, beside the three steps.
            field: Any = self.fields["weight"]
            field.choices = [*WEIGHT_CHOICES, (weight, f"{weight:g}")]
        self.initial["weight"] = f"{weight:g}"
        self.initial.setdefault("sign", self.instance.sign)


class NewLink(LinkForm):
    """A new link, its ends, and what it rests on; its author is who writes it."""

    cause = forms.ModelChoiceField(label=_("Cause"), queryset=MapNode.kept.none(), to_field_name="uid")
    effect = forms.ModelChoiceField(label=_("Effet"), queryset=MapNode.kept.none(), to_field_name="uid")
    source = forms.CharField(
        label=_("Source"),
        max_length=400,
        required=False,
        help_text=_("Sur quoi vous vous appuyez ; sans elle, le lien est dit par vous."),
    )
    field_order = ("cause", "sign", "effect", "weight", "source")

    def __init__(self, *args: Any, held: CausalMap, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.held = held
        self.instance.map, self.instance.workspace = held, held.workspace
        for name in ("cause", "effect"):
            field: Any = self.fields[name]
            field.queryset = MapNode.kept.filter(map=held).order_by("label")

    def clean(self) -> dict[str, Any]:
        """Refuse a link onto itself, told already, or one too many."""
        data = super().clean() or self.cleaned_data
        cause, effect = data.get("cause"), data.get("effect")
        if cause is None or effect is None:
            return data
        if cause.pk == effect.pk:
            raise forms.ValidationError(_("Un nœud n’agit pas sur lui-même : nommez ce par quoi il passe."))
        if MapLink.kept.filter(cause=cause, effect=effect).exists():
            raise forms.ValidationError(
                _("Ce lien est déjà sur la carte : ouvrez-le pour le changer ou pour le soutenir.")
            )
        if MapLink.kept.filter(map=self.held).count() >= load().links:
            raise forms.ValidationError(_("La carte est pleine : partagez-la en deux."))
        self.instance.cause, self.instance.effect = cause, effect
        return data


class SupportForm(forms.Form):
    """Support a link: in one's own name or another's, with a source if any."""

    author = forms.CharField(
        label=_("Selon"), max_length=160, required=False, help_text=_("Vide : selon vous.")
    )
    source = forms.CharField(label=_("Source"), max_length=400, required=False)


class ImportForm(forms.Form):
    """Read a map from files."""

    title = forms.CharField(label=_("Titre"), max_length=160)
    links = forms.FileField(
        label=_("Liens"),
        help_text=_("CSV ou XLSX (cause, effet, signe, poids, auteur, source), GEXF ou JSON."),
    )
    nodes = forms.FileField(
        label=_("Nœuds"), required=False, help_text=_("Table des nœuds, si vous en avez une.")
    )

    def clean(self) -> dict[str, Any]:
        """Refuse files that no map can fill."""
        data = super().clean() or self.cleaned_data
        for name in ("links", "nodes"):
            if data.get(name) and data[name].size > MOST_BYTES:
                self.add_error(name, _("Ce fichier est trop lourd pour une carte (2 Mo au plus)."))
        return data
