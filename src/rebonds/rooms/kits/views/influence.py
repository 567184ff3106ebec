"""Influence maps, for their owners alone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rebonds.content.deliberating import Influence
from rebonds.content.kits import load
from rebonds.rooms.kits import private
from rebonds.rooms.kits.models import InfluenceMap, Peer
from rebonds.rooms.kits.parameters import parameter
from rebonds.rooms.kits.showing import answer, language
from rebonds.rooms.people.access import needs
from rebonds.rooms.people.listing import Column, Listing
from rebonds.rooms.people.models import Member, Role

#: Who may hold a map with others: those who may open one.
HOLDERS = (Role.FACILITATOR, Role.INVESTIGATOR, Role.PARTICIPANT, Role.ELECTED, Role.PARTNER)


class MapForm(forms.ModelForm):
    """A map, its term and who else holds it."""

    class Meta:
        model = InfluenceMap
        fields = ("title", "aim", "owners", "expires_on")
        labels = {"owners": gettext_lazy("Tenue aussi par")}  # noqa: RUF012
        widgets = {  # noqa: RUF012
            "owners": forms.CheckboxSelectMultiple,
            "aim": forms.Textarea({"rows": 3}),
            "expires_on": forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        }

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["owners"]
        field.required = False
        others = Member.objects.present().filter(workspace=member.workspace, role__in=HOLDERS)
        field.queryset = others.exclude(pk=self.instance.created_by_id or member.pk)

    def clean_expires_on(self) -> Any:
        """Refuse a day that is past, or too far: a note about somebody does not last."""
        when = self.cleaned_data["expires_on"]
        today, most = timezone.localdate(), parameter("influence", "most_days")
        if not today <= when <= today + timedelta(days=most):
            raise forms.ValidationError(_("Une date d’ici %(days)s jours au plus.") % {"days": most})
        return when


class PeerForm(forms.ModelForm):
    """Someone to convince."""

    class Meta:
        model = Peer
        fields = (
            "name",
            "position",
            "power",
            "openness",
            "tie",
            "ears",
            "argument",
            "format",
            "channel",
            "note",
            "talked",
        )
        labels = {"ears": gettext_lazy("Qui cette personne écoute")}  # noqa: RUF012
        widgets = {"ears": forms.CheckboxSelectMultiple, "note": forms.Textarea({"rows": 2})}  # noqa: RUF012

    def __init__(self, *args: Any, held: InfluenceMap, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kit, lang = load(Influence), language()
        if self.instance.pk is None:
            self.instance.map = held
        self.held = held
        fields: dict[str, Any] = self.fields
        for axis in kit.axes:
            name = {"ear": "ears"}.get(axis.id, axis.id)
            fields[name].help_text = axis.text.to(lang)
        for name, items in (("argument", kit.arguments), ("format", kit.formats), ("channel", kit.channels)):
            choices = [("", "–"), *((one.id, f"{one.label.to(lang)} – {one.text.to(lang)}") for one in items)]
            label = fields[name].label
            fields[name] = forms.ChoiceField(label=label, choices=choices, required=False)
        fields["ears"].queryset = held.peers.exclude(pk=self.instance.pk)
        fields["ears"].required = False
        if not fields["ears"].queryset.exists():
            del fields["ears"]

    def clean(self) -> dict[str, Any]:
        """Refuse one person too many."""
        data = super().clean() or self.cleaned_data
        if self.instance.pk is None and self.held.peers.count() >= parameter("influence", "most_peers"):
            raise forms.ValidationError(_("La carte est pleine."))
        return data


MAPS = Listing(
    columns=(
        Column("title", gettext_lazy("Carte"), sort="title", link=True),
        Column("expires_on", gettext_lazy("S’efface le"), sort="expires_on", kind="day"),
    ),
    search=("title",),
    sort="expires_on",
    empty=gettext_lazy("Aucune carte à vous. Personne d’autre que vous ne les voit."),
    address=lambda held, request: reverse(
        "influence-map", kwargs={"workspace": request.workspace.slug, "uid": held.uid}
    ),
    file="cartes",
)


def _go(request: Any, held: InfluenceMap) -> HttpResponse:
    return redirect("influence-map", workspace=request.workspace.slug, uid=held.uid)


@needs("influence.list")
@require_safe
def maps(request: Any) -> HttpResponse:
    """List the maps that the visitor holds."""
    member = request.member
    mine = InfluenceMap.kept.within(request.workspace).filter(created_by=member)
    shared = InfluenceMap.kept.within(request.workspace).filter(owners=member)
    found = InfluenceMap.kept.filter(pk__in=[one.pk for one in (*mine, *shared)])
    return MAPS.answer(
        request, found, "kits/influence_maps.html", {"warning": load(Influence).warning.to(language())}
    )


@needs("influence.add")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Any) -> HttpResponse:
    """Open a map."""
    instance = InfluenceMap(workspace=request.workspace, created_by=request.member)
    return _map_form(request, instance)


@needs("influence.edit", InfluenceMap)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: Any) -> HttpResponse:
    """Change a map, its term, who holds it."""
    return _map_form(request, request.object)


def _map_form(request: Any, instance: InfluenceMap) -> HttpResponse:
    form = MapForm(request.POST or None, instance=instance, member=request.member)
    if request.method == "POST" and form.is_valid():
        return _go(request, form.save())
    context = {"form": form, "held": instance if instance.pk else None, "title": _("Carte d’influence")}
    context["warning"] = load(Influence).warning.to(language())
    return render(request, "kits/influence_form.html", context, status=422 if form.errors else 200)


@needs("influence.see", InfluenceMap)
@require_safe
def show(request: Any) -> HttpResponse:
    """Show a map to one of its owners."""
    held = request.object
    context = {"held": held, "peers": list(held.peers.all()), "holders": list(held.owners.all())}
    response = answer(request, private.report(held), "kits/influence_map.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


@needs("influence.edit", InfluenceMap)
@require_http_methods(["GET", "HEAD", "POST"])
def peer(request: Any, pk: int = 0) -> HttpResponse:
    """Add, change or take away someone."""
    held = request.object
    instance = held.peers.filter(pk=pk).first() if pk else None
    if pk and instance is None:
        raise Http404(pk)
    if request.method == "POST" and instance is not None and request.POST.get("do") == "remove":
        instance.delete()
        return _go(request, held)
    form = PeerForm(request.POST or None, instance=instance, held=held)
    if request.method == "POST" and form.is_valid():
        form.save()
        return _go(request, held)
    context = {"form": form, "held": held, "title": _("Une personne à convaincre"), "peer": instance}
    context["warning"] = load(Influence).warning.to(language())
    return render(request, "kits/influence_form.html", context, status=422 if form.errors else 200)


@needs("influence.edit", InfluenceMap)
@require_POST
def erase(request: Any) -> HttpResponse:
    """Erase a map at once, for good."""
    request.object.delete()
    messages.success(request, _("La carte est effacée ; il n’en reste rien."))
    return redirect("influence-maps", workspace=request.workspace.slug)
