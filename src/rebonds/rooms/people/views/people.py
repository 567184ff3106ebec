"""Who takes part: members, roles, organisations, invitations."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from rebonds.errors import RebondsError
from rebonds.rooms.people import access, joining, journal, personal
from rebonds.rooms.people.access import needs
from rebonds.rooms.people.forms import AuthorityForm, Invite, MemberForm, RoleForm
from rebonds.rooms.people.listing import Column, Filter, Listing
from rebonds.rooms.people.models import Authority, Invitation, Member, Role
from rebonds.rooms.people.views.account import WORD, as_zip


def authorities(request: HttpRequest) -> list[tuple[int, str]]:
    """Return the organisations of the workspace, as choices."""
    return list(request.workspace.authorities.values_list("pk", "name"))  # type: ignore[attr-defined]


def page_of(member: Member, request: HttpRequest) -> str:
    """Return the address of a member's page."""
    return reverse("member", kwargs={"workspace": request.workspace.slug, "pk": member.pk})  # type: ignore[attr-defined]


MEMBERS = Listing(
    columns=(
        Column("name", gettext_lazy("Nom"), sort="name", link=True),
        Column("role", gettext_lazy("Rôle"), value=lambda m: m.get_role_display(), sort="role"),
        Column("authority", gettext_lazy("Organisation"), sort="authority__name"),
        Column("joined_at", gettext_lazy("Arrivée"), sort="joined_at", kind="day"),
    ),
    filters=(
        Filter("role", gettext_lazy("Rôle"), choices=Role.choices),
        Filter("organisation", gettext_lazy("Organisation"), choices=authorities, field="authority"),
    ),
    search=("name", "authority__name"),
    empty=gettext_lazy("Personne pour l’instant."),
    address=page_of,
    file="personnes",
)


@needs("member.see")
@require_http_methods(["GET", "HEAD"])
def members(request: Any) -> HttpResponse:
    """List who takes part."""
    found = request.workspace.members.present().select_related("authority")
    return MEMBERS.answer(request, found, "people/members.html", {"invitations": open_invitations(request)})


def open_invitations(request: Any) -> list[Invitation]:
    """Return the ways in that are open, for those who may invite."""
    if not access.allowed(request.member, "member.invite"):
        return []
    return [one for one in request.workspace.invitations.select_related("authority") if one.usable]


@needs("member.invite")
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: Any) -> HttpResponse:
    """Make a link or a code, shown once."""
    form = Invite(request.POST if request.POST.get("do") == "link" else None, workspace=request.workspace)
    made: dict[str, Any] = {}
    if request.method == "POST" and request.POST.get("do") == "code":
        made = {"code": joining.make_code(request.member)}
    elif request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        invitation, token = joining.invite(
            request.member,
            data["role"],
            email=data["email"],
            authority=data["authority"],
            max_uses=data["max_uses"],
        )
        path = reverse("join-link", kwargs={"token": token})
        made = {"invitation": invitation, "address": request.build_absolute_uri(path)}
    context = {
        "form": form,
        "join_address": request.build_absolute_uri(reverse("join")),
        "invitations": open_invitations(request),
        **made,
    }
    return render(request, "people/invite.html", context, status=422 if form.errors else 200)


@needs("member.invite")
@require_POST
def revoke(request: Any, pk: int) -> HttpResponse:
    """Close a way in."""
    found = request.workspace.invitations.filter(pk=pk).first()
    if found is None:
        raise Http404
    joining.revoke(request.member, found)
    messages.success(request, _("Cette invitation est fermée."))
    return redirect("invite", workspace=request.workspace.slug)


@needs("member.manage")
@require_http_methods(["GET", "HEAD", "POST"])
def organisations(request: Any) -> HttpResponse:
    """List and add the authorities and partners."""
    form = AuthorityForm(request.POST or None, instance=Authority(workspace=request.workspace))
    if request.method == "POST" and form.is_valid():
        if request.workspace.authorities.filter(name=form.cleaned_data["name"]).exists():
            form.add_error("name", _("Cette organisation est déjà là."))
        else:
            form.save()
            messages.success(request, _("« %(name)s » est ajoutée.") % {"name": form.instance.name})
            return redirect("organisations", workspace=request.workspace.slug)
    context = {"form": form, "authorities": request.workspace.authorities.all()}
    return render(request, "people/organisations.html", context, status=422 if form.errors else 200)


@needs("member.manage")
@require_POST
def remove_organisation(request: Any, pk: int) -> HttpResponse:
    """Take an organisation out; its people stay, without it."""
    request.workspace.authorities.filter(pk=pk).delete()
    messages.success(request, _("L’organisation est retirée."))
    return redirect("organisations", workspace=request.workspace.slug)


def one_of(request: Any, pk: int) -> Member:
    """Return a member of the workspace that is visited, still there."""
    found = request.workspace.members.present().filter(pk=pk).select_related("authority", "workspace").first()
    if found is None:
        raise Http404
    return found


@needs("workspace.see")
@require_http_methods(["GET", "HEAD", "POST"])
def member(request: Any, pk: int) -> HttpResponse:
    """One person: her name here, her role, her data. Her own page is open to herself, whatever her role."""
    person = one_of(request, pk)
    own = person.pk == request.member.pk
    if not own:
        access.check(request.member, "member.see")
    may_write = (own and not request.workspace.archived) or access.allowed(request.member, "member.manage")
    form = MemberForm(request.POST or None, instance=person)
    if request.method == "POST":
        if not may_write:
            access.check(request.member, "member.manage")
        if form.is_valid():
            form.save()
            messages.success(request, _("C’est enregistré."))
            return redirect("member", workspace=request.workspace.slug, pk=pk)
    context = {
        "person": person,
        "own": own,
        "word": WORD,
        "form": form if may_write else None,
        "role_form": RoleForm(initial={"role": person.role}),
    }
    return render(request, "people/member.html", context, status=422 if form.errors else 200)


@needs("member.manage")
@require_POST
def role(request: Any, pk: int) -> HttpResponse:
    """Give a person another role, or take her out."""
    person = one_of(request, pk)
    form = RoleForm(request.POST)
    try:
        if request.POST.get("do") == "remove":
            joining.leave(person, by=request.member)
            messages.success(request, _("%(name)s ne participe plus.") % {"name": person.name})
            return redirect("members", workspace=request.workspace.slug)
        if form.is_valid():
            joining.change_role(person, form.cleaned_data["role"], request.member)
            messages.success(request, _("Le rôle est changé."))
    except RebondsError as error:
        messages.error(request, error.message(request.LANGUAGE_CODE))
    return redirect("member", workspace=request.workspace.slug, pk=pk)


@needs("workspace.see")
@require_POST
def data(request: Any, pk: int) -> HttpResponse:
    """Export or erase what the workspace holds of a person: for herself or the facilitator."""
    person = one_of(request, pk)
    access.check(request.member, "member.export", person)
    if request.POST.get("do") == "erase":
        if request.POST.get("word", "").strip().upper() != WORD:
            messages.error(
                request, _("Rien n’est effacé : écrivez %(word)s pour confirmer.") % {"word": WORD}
            )
            return redirect("member", workspace=request.workspace.slug, pk=pk)
        own = person.pk == request.member.pk
        personal.erase(person, by=request.member)
        messages.success(request, _("Les données de cette personne sont effacées. Les résultats restent."))
        return redirect("home") if own else redirect("members", workspace=request.workspace.slug)
    journal.write(request.workspace, request.member, "exported", f"member {person.pk}")
    return as_zip(personal.archive(person, request.LANGUAGE_CODE), f"donnees-{person.pk}")
