"""One way to make and change a shared object by a form: draft, version, conflict, undoable."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import BooleanField
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from rebonds.rooms.people import changes, drafts, registry

VERSION = "version"
GIVE_UP = "abandonner-le-brouillon"
CHOICE = "choix-"
THEIRS = "leur-"


def edit(
    request: Any,
    form_class: Any,
    template: str,
    *,
    obj: Any = None,
    draft: str = "",
    context: dict[str, Any] | None = None,
    form_kwargs: dict[str, Any] | None = None,
    done: Callable[[Any], str] | None = None,
    after: Callable[[Any, Any], None] | None = None,
    said: str = "",
) -> HttpResponse:
    """Show a form and save it, in the name of ``request.member``.

    Nobody's text is lost: what is typed is kept as a draft, and if somebody else saved meanwhile, a page shows
    both texts, field by field, to choose or merge.

    Parameters
    ----------
    request : HttpRequest
        Of a view guarded by `access.needs`.
    form_class : type
        A ``ModelForm`` of a `Shared` model.
    template : str
        Page of the form: extends ``people/base.html``, includes ``people/_edit.html``.
    obj : Shared, optional
        What is changed; a new object by default.
    draft : str
        Name of the draft; by default the kind of the object.
    context : dict, optional
        More for the template.
    form_kwargs : dict, optional
        More for the form.
    done : callable, optional
        ``done(obj)`` returns where to go; by default the page of the object.
    after : callable, optional
        ``after(obj, form)``, run in the same request once saved (links, for instance).
    said : str
        What is said once saved.
    """
    model = form_class._meta.model
    instance = obj if obj is not None else model(workspace=request.workspace)
    key = drafts.key_of(draft or model._meta.model_name, obj)
    more = form_kwargs or {}
    full = {
        "obj": obj,
        "draft_key": key,
        "edit_version": instance.version,
        "from_draft": False,
        **(context or {}),
    }
    if request.method == "POST" and GIVE_UP in request.POST:
        drafts.forget(request.member, key)
        return redirect(request.path)
    if request.method != "POST":
        kept = drafts.restore(request.member, key)
        if kept is None:
            return render(request, template, {**full, "form": form_class(instance=instance, **more)})
        full["edit_version"] = _number(kept.get(VERSION, "")) or instance.version
        form = form_class(initial=_initial(form_class, kept), instance=instance, **more)
        return render(request, template, {**full, "form": form, "from_draft": True})
    data = chosen(request.POST)
    full["edit_version"] = _number(data.get(VERSION, "")) or instance.version
    form = form_class(data, request.FILES or None, instance=instance, **more)
    if not form.is_valid():
        return render(request, template, {**full, "form": form}, status=422)
    try:
        saved = changes.save(form, request.member, full["edit_version"] if obj is not None else None)
    except changes.Conflict as conflict:
        return both(request, form, conflict)
    if after is not None:
        after(saved, form)
    drafts.forget(request.member, key)
    messages.success(request, said or _("C’est enregistré."))
    return redirect(done(saved) if done else registry.kind_of(saved).address(saved, request.workspace))


def _number(raw: str) -> int:
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 9 else 0


def _initial(form_class: Any, kept: QueryDict) -> dict[str, Any]:
    """Return a draft as initial values: as it was typed, valid or not."""
    out: dict[str, Any] = {}
    for name, field in form_class.base_fields.items():
        if name in kept or field.widget.value_omitted_from_data(kept, {}, name) is False:
            out[name] = field.widget.value_from_datadict(kept, {}, name)
    return out


def chosen(posted: QueryDict) -> QueryDict:
    """Return what a form posts, once the choices of the page of both texts are made."""
    if not any(name.startswith(CHOICE) for name in posted):
        return posted
    data = posted.copy()
    for name in posted:
        if name.startswith(CHOICE) and posted[name] == "theirs":
            field = name.removeprefix(CHOICE)
            data.setlist(field, posted.getlist(THEIRS + field))
    return data


def both(request: Any, form: Any, conflict: changes.Conflict) -> HttpResponse:
    """Show both texts, field by field; the form posts again to the same address with the version in force."""
    theirs = form.__class__(instance=conflict.theirs)
    rows, same = [], []
    for bound in form:
        their = theirs[bound.name] if bound.name in theirs.fields else None
        mine_values = form.data.getlist(bound.html_name)
        their_values = _values(their)
        if their is None or _same(mine_values, their_values):
            same.append({"name": bound.html_name, "values": mine_values})
            continue
        rows.append(
            {
                "name": bound.html_name,
                "label": bound.label,
                "mine": mine_values,
                "theirs": their_values,
                "mine_shown": _shown(bound, mine_values),
                "theirs_shown": _shown(bound, their_values),
                "long": len(mine_values) == 1 and not getattr(bound.field, "choices", None),
                "marked": changes.marked(_shown(bound, their_values), _shown(bound, mine_values)),
            }
        )
    context = {
        "rows": rows,
        "same": same,
        "theirs": conflict.theirs,
        "edit_version": conflict.theirs.version,
        "choice": CHOICE,
        "their": THEIRS,
    }
    return render(request, "people/conflict.html", context, status=409)


def _values(bound: Any) -> list[str]:
    if bound is None:
        return []
    value = bound.field.prepare_value(bound.initial)
    if value is None or value is False:
        return []
    if value is True:
        return ["on"]
    if isinstance(value, (list, tuple)) or hasattr(value, "all"):
        return [str(getattr(one, "pk", one)) for one in value]
    formatted = bound.field.widget.format_value(value)
    if isinstance(formatted, list):
        return [str(one) for one in formatted]
    return [str(formatted if formatted is not None else value)]


def _same(mine: list[str], theirs: list[str]) -> bool:
    def plain(values: list[str]) -> list[str]:
        return [v.replace("\r\n", "\n").strip() for v in values if v]

    return plain(mine) == plain(theirs)


def _shown(bound: Any, values: list[str]) -> str:
    labels = {str(key): str(label) for key, label in getattr(bound.field, "choices", None) or ()}
    if isinstance(bound.field, BooleanField):
        return _("oui") if values else _("non")
    return ", ".join(labels.get(value, value) for value in values)
