"""``rebonds people``: accounts, links, demonstration and retention, for whoever keeps the installation."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from rebonds.errors import UsageError
from rebonds.text import Text

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="Les personnes : comptes, liens de connexion, démonstration, durées de conservation.",
)

Lang = Annotated[str, typer.Option("--lang", metavar="fr|en", help="Langue des messages : fr ou en.")]
Email = Annotated[str, typer.Argument(metavar="ADRESSE", help="Adresse électronique.")]
Name = Annotated[str, typer.Option("--name", metavar="NOM", help="Nom de la personne.")]
InWorkspace = Annotated[
    str, typer.Option("--workspace", metavar="NOM", help="Ouvrir aussi un espace de ce nom, qu'elle animera.")
]
Address = Annotated[
    str, typer.Option("--address", metavar="URL", help="Adresse où l'on vient (http://127.0.0.1:8000).")
]
HERE = "http://127.0.0.1:8000"


def _lang(given: str) -> str:
    from rebonds.cli import language

    return language([f"--lang={given}"])


def _say(text: Text, lang: str) -> None:
    typer.echo(text.to(_lang(lang)))


def _ready() -> None:
    from rebonds.commands.serve import prepare

    prepare()


def account_of(email: str) -> Any:
    """Return the account of an address.

    Raises
    ------
    UsageError
        If there is none.
    """
    from rebonds.rooms.people.models import Account

    found = Account.objects.filter(email=email.strip().lower()).first()
    if found is None:
        raise UsageError(
            Text(f"Aucun compte n’a l’adresse « {email} ».", f"No account has the address “{email}”."),
            Text(
                "Le créer : rebonds people add ADRESSE --name NOM.",
                "Make it: rebonds people add ADDRESS --name NAME.",
            ),
        )
    return found


def sign_in_link(account: Any, address: str) -> str:
    """Return a link to choose a password: it serves once, and expires as Django's reset links do."""
    from allauth.account import app_settings
    from allauth.account.utils import user_pk_to_url_str
    from django.urls import reverse

    key = app_settings.PASSWORD_RESET_TOKEN_GENERATOR().make_token(account)
    where = {"uidb36": user_pk_to_url_str(account), "key": key}
    return address.rstrip("/") + reverse("account_reset_password_from_key", kwargs=where)


@app.command("add")
def add(
    email: Email, name: Name = "", workspace: InWorkspace = "", address: Address = HERE, lang: Lang = ""
) -> None:
    """Créer un compte, et donner le lien où la personne choisit son mot de passe."""
    _ready()
    from django.core.exceptions import ValidationError
    from django.core.validators import validate_email

    from rebonds.rooms.people import joining
    from rebonds.rooms.people.models import Account, Workspace

    try:
        validate_email(email)
    except ValidationError as error:
        raise UsageError(
            Text(f"« {email} » n’est pas une adresse électronique.", f"“{email}” is not an email address.")
        ) from error
    if Account.objects.filter(email=email.strip().lower()).exists():
        raise UsageError(
            Text(
                f"L’adresse « {email} » a déjà un compte.", f"The address “{email}” already has an account."
            ),
            Text(
                "Un lien pour y entrer : rebonds people link ADRESSE.",
                "A link to enter: rebonds people link ADDRESS.",
            ),
        )
    account = Account.objects.create_user(email, None, name, language=_lang(lang))
    if workspace:
        joining.open_workspace(account, workspace, Workspace.Kind.PROGRAMME)
    _say(
        Text(
            "Le compte est créé. Pour choisir un mot de passe :", "The account is made. To choose a password:"
        ),
        lang,
    )
    typer.echo(sign_in_link(account, address))


@app.command("link")
def link(email: Email, address: Address = HERE, lang: Lang = "") -> None:
    """Donner le lien où une personne choisit un nouveau mot de passe (sans serveur de courriel)."""
    _ready()
    typer.echo(sign_in_link(account_of(email), address))


@app.command("list")
def list_accounts(lang: Lang = "") -> None:
    """Énumérer les comptes et leurs espaces."""
    _ready()
    from rebonds.rooms.people import access
    from rebonds.rooms.people.models import Account

    for account in Account.objects.all():
        held = ", ".join(f"{m.workspace.name} ({m.role})" for m in access.workspaces_of(account))
        typer.echo(f"{account.email}\t{account.name}\t{held or '–'}")


@app.command("demo")
def demo(
    email: Email,
    remove: Annotated[bool, typer.Option("--remove", help="Retirer les espaces de démonstration.")] = False,
    lang: Lang = "",
) -> None:
    """Charger un espace de démonstration (personnes et réponses inventées), animé par un compte."""
    _ready()
    from rebonds.rooms.people import access
    from rebonds.rooms.people import demo as demonstration

    account = account_of(email)
    if remove:
        mine = [m.workspace for m in access.workspaces_of(account) if m.workspace.is_demo and m.facilitates]
        for space in mine:
            demonstration.remove(space)
        _say(Text(f"{len(mine)} espace(s) retiré(s).", f"{len(mine)} workspace(s) removed."), lang)
        return
    space = demonstration.load(account)
    _say(
        Text(
            f"L’exemple est chargé : /espaces/{space.slug}/", f"The example is loaded: /espaces/{space.slug}/"
        ),
        lang,
    )


@app.command("purge")
def purge(lang: Lang = "") -> None:
    """Appliquer les durées de conservation : noms, brouillons, invitations, journaux, fichiers."""
    _ready()
    from rebonds.rooms.people import retention

    done = retention.purge()
    _say(
        Text(
            f"Personnes rendues anonymes : {done['people']} ; objets supprimés : {done['deleted']} ; "
            f"arrivés à échéance : {done['expired']} ; brouillons : {done['drafts']} ; "
            f"invitations : {done['invitations']} ; lignes de journal : {done['log']} ; fichiers : {done['files']}.",
            f"People made anonymous: {done['people']}; objects deleted: {done['deleted']}; "
            f"expired: {done['expired']}; drafts: {done['drafts']}; "
            f"invitations: {done['invitations']}; lines of log: {done['log']}; files: {done['files']}.",
        ),
        lang,
    )


@app.command("index")
def index(lang: Lang = "") -> None:
    """Refaire l'index de la recherche dans les espaces, à partir de ce qui est écrit."""
    _ready()
    from rebonds.rooms.search import index as searched

    count = searched.rebuild()
    _say(Text(f"Objets que l’on peut trouver : {count}.", f"Objects that can be found: {count}."), lang)
