"""Forms of the room."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rebonds.rooms.observe.fields import TerritoryInput
from rebonds.rooms.people.models import Account, Authority, Member, Role, Workspace
from rebonds.rooms.people.parameters import parameter


class NamedSignup(forms.Form):
    """What is asked for besides an address and a password."""

    name = forms.CharField(
        label=_("Votre nom"), max_length=120, widget=forms.TextInput({"autocomplete": "name"})
    )
    field_order = ("name", "email", "password1")

    def signup(self, request: Any, user: Any) -> None:
        """Everything was kept by the adapter."""


class NewWorkspace(forms.ModelForm):
    """Open a workspace."""

    class Meta:
        model = Workspace
        fields = ("name", "kind", "purpose")
        widgets = {"purpose": forms.Textarea({"rows": 3})}  # noqa: RUF012
        help_texts = {  # noqa: RUF012
            "purpose": _("À quoi servira ce que les personnes y diront : c’est affiché à chacune (RGPD).")
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["purpose"].required = True


class Settings(forms.ModelForm):
    """Settings of a workspace."""

    class Meta:
        model = Workspace
        fields = ("name", "kind", "purpose", "retention_days", "territory", "language")
        widgets = {"purpose": forms.Textarea({"rows": 4})}  # noqa: RUF012
        help_texts = {  # noqa: RUF012
            "retention_days": _(
                "Après ce délai sans modification, les noms sont effacés et les résultats gardés."
            ),
            "territory": _("Code d’une commune, d’un EPCI ou d’un groupement. Facultatif."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["purpose"].required = True
        self.fields["territory"].widget = TerritoryInput()

    def clean_retention_days(self) -> int:
        """Keep to the bounds of the parameters."""
        days: int = self.cleaned_data["retention_days"]
        least, most = parameter("retention.bounds", "least"), parameter("retention.bounds", "most")
        if not least <= days <= most:
            raise forms.ValidationError(
                _("De %(least)s à %(most)s jours."), params={"least": least, "most": most}
            )
        return days

    def clean_territory(self) -> str:
        """Accept a territory that exists, or none."""
        from rebonds import territory
        from rebonds.errors import RebondsError

        code: str = self.cleaned_data["territory"].strip()
        if code:
            try:
                territory.get(code)
            except RebondsError as error:
                raise forms.ValidationError(_("Ce code n’est celui d’aucun territoire.")) from error
        return code


class Invite(forms.Form):
    """Make an invitation link."""

    role = forms.ChoiceField(label=_("Rôle"), choices=Role.choices, initial=Role.PARTICIPANT)
    authority = forms.ModelChoiceField(
        label=_("Organisation"), queryset=Authority.objects.none(), required=False
    )
    email = forms.EmailField(
        label=_("Adresse électronique"),
        required=False,
        help_text=_("Facultative : le lien ne servira alors qu’à cette adresse."),
    )
    max_uses = forms.IntegerField(label=_("Nombre de personnes"), initial=1, min_value=1)

    def __init__(self, *args: Any, workspace: Workspace, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["authority"].queryset = workspace.authorities.all()
        self.fields["max_uses"].max_value = parameter("invitation", "most_uses")

    def clean_max_uses(self) -> int:
        """A link for one address is for one person."""
        return 1 if self.cleaned_data.get("email") else int(self.cleaned_data["max_uses"])


class Join(forms.Form):
    """Type the code of a workshop."""

    code = forms.CharField(
        label=_("Code affiché dans la salle"),
        max_length=12,
        widget=forms.TextInput(
            {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )


class GuestName(forms.Form):
    """How a guest wants to be called."""

    name = forms.CharField(
        label=_("Votre nom ou prénom"),
        max_length=120,
        required=False,
        help_text=_("Facultatif : un surnom suffit."),
    )


class AuthorityForm(forms.ModelForm):
    """Add an authority or a partner."""

    class Meta:
        model = Authority
        fields = ("name", "kind", "territory")
        widgets = {"territory": TerritoryInput()}  # noqa: RUF012


class MemberForm(forms.ModelForm):
    """How a member is called in a workspace."""

    class Meta:
        model = Member
        fields = ("name", "authority", "consents_to_be_named")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["authority"].queryset = self.instance.workspace.authorities.all()


class RoleForm(forms.Form):
    """Give a member another role."""

    role = forms.ChoiceField(label=_("Rôle"), choices=Role.choices)


class Profile(forms.ModelForm):
    """One's own account."""

    class Meta:
        model = Account
        fields = ("name", "language")
        labels = {"name": _("Nom"), "language": _("Langue")}  # noqa: RUF012
