"""Problems, how people sort them, and the families they make."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rebonds.rooms.inquire.models.bilingual import told
from rebonds.rooms.people.models import Authority, Link, Member, Role, Shared, Workspace

SEPARATOR = "|"


class Theme(models.Model):
    """A theme of the cards of a workspace; decks bring theirs."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    key = models.SlugField(max_length=60)
    label_fr = models.CharField(max_length=120, blank=True, default="")
    label_en = models.CharField(max_length=120, blank=True, default="")

    class Meta:
        ordering = ("label_fr", "pk")
        constraints = (models.UniqueConstraint(fields=("workspace", "key"), name="inquire_theme_key_once"),)

    def __str__(self) -> str:
        return told(self, "label")


class Family(Shared):
    """Problems that people put together."""

    title = models.CharField(_("nom de la famille"), max_length=160)
    about = models.TextField(_("ce qui les réunit"), max_length=2000, blank=True, default="")

    class Meta:
        ordering = ("title", "pk")

    def __str__(self) -> str:
        return self.title

    def search_text(self) -> str:
        """Return what full-text search reads."""
        return f"{self.title}\n{self.about}"

    def search_tags(self) -> dict[str, list[str]]:
        """Return what full-text search filters by."""
        return {"type": ["family"], "shift": [], "territory": []}


class Problem(Shared):
    """A problem, as an officer would say it. ``shifts`` holds the keys of the shifts that it calls for."""

    class State(models.TextChoices):
        """Whether the card is in play."""

        ACTIVE = "active", _("En jeu")
        RETIRED = "retired", _("Retiré")
        MERGED = "merged", _("Fusionné")

    card = models.SlugField(max_length=60, blank=True, default="", editable=False)
    title_fr = models.CharField(_("titre (français)"), max_length=200, blank=True, default="")
    title_en = models.CharField(_("titre (anglais)"), max_length=200, blank=True, default="")
    text_fr = models.TextField(_("texte (français)"), max_length=4000, blank=True, default="")
    text_en = models.TextField(_("texte (anglais)"), max_length=4000, blank=True, default="")
    theme = models.ForeignKey(
        Theme, verbose_name=_("thème"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    shifts = models.CharField(_("changements appelés"), max_length=600, blank=True, default="")
    authority = models.ForeignKey(
        Authority,
        verbose_name=_("territoire d’où il vient"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    family = models.ForeignKey(
        Family,
        verbose_name=_("famille"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="problems",
    )
    state = models.CharField(_("état"), max_length=8, choices=State, default=State.ACTIVE, db_index=True)
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="merged", editable=False
    )

    class Meta:
        ordering = ("pk",)
        indexes = (models.Index(fields=("workspace", "state", "deleted_at"), name="inquire_problem_in_play"),)

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """Title in the reader's language."""
        return told(self, "title")

    @property
    def text(self) -> str:
        """Text in the reader's language."""
        return told(self, "text")

    @property
    def shift_keys(self) -> list[str]:
        """Keys of the shifts that it calls for."""
        return [key for key in self.shifts.split(SEPARATOR) if key]

    def call_for(self, keys: list[str]) -> None:
        """Say which shifts the problem calls for; saved by `changes.save`."""
        self.shifts = SEPARATOR + SEPARATOR.join(keys) + SEPARATOR if keys else ""

    @property
    def translated(self) -> bool:
        """Tell whether both languages are written."""
        return bool(self.title_fr and self.title_en) and bool(self.text_fr) == bool(self.text_en)

    def search_text(self) -> str:
        """Return what full-text search reads."""
        return "\n".join(filter(None, (self.title_fr, self.text_fr, self.title_en, self.text_en)))

    def search_tags(self) -> dict[str, list[str]]:
        """Return what full-text search filters by."""
        territory = [self.authority.name] if self.authority else []
        return {"type": ["problem"], "shift": self.shift_keys, "territory": territory}


class Merge(models.Model):
    """Two problems made one, with what moved: enough to undo it."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    source = models.ForeignKey(Problem, on_delete=models.CASCADE, related_name="merges")
    target = models.ForeignKey(Problem, on_delete=models.CASCADE, related_name="merges_in")
    links = models.ManyToManyField(Link, related_name="+")
    was = models.CharField(max_length=8, choices=Problem.State, default=Problem.State.ACTIVE)
    made_by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.source_id} > {self.target_id}"


class ProblemClass(models.TextChoices):
    """Classes of the sort; what each means is in the kit ``classes``."""

    SIMPLE = "simple", _("Simple")
    COMPLEX = "complex", _("Complexe")
    WICKED = "wicked", _("Sournois")


class Sorting(Shared):
    """A sort made together, live: one card at a time, shown to everyone by who facilitates."""

    title = models.CharField(_("titre"), max_length=160)
    theme = models.ForeignKey(
        Theme, verbose_name=_("thème"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    current = models.ForeignKey(
        Problem, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ("-created_at", "-pk")

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        """Tell whether it still takes answers."""
        return self.closed_at is None

    def search_text(self) -> str:
        """Return what full-text search reads."""
        return self.title

    def search_tags(self) -> dict[str, list[str]]:
        """Return what full-text search filters by."""
        return {"type": ["sorting"], "shift": [], "territory": []}


class PaperVoter(models.Model):
    """Someone who answered on paper: a number, and where she comes from if the sheet says so."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()
    authority = models.ForeignKey(
        Authority, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    role = models.CharField(max_length=12, choices=Role, blank=True, default="")
    deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=("workspace", "number"), name="inquire_paper_number_once"),
        )

    def __str__(self) -> str:
        return f"papier {self.number}"


class SortVote(models.Model):
    """What one person says of one problem: its class, and whether it is pressing. She may change her mind."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    problem = models.ForeignKey(Problem, on_delete=models.CASCADE, related_name="votes")
    member = models.ForeignKey(Member, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    paper = models.ForeignKey(
        PaperVoter, null=True, blank=True, on_delete=models.CASCADE, related_name="votes"
    )
    sorting = models.ForeignKey(
        Sorting, null=True, blank=True, on_delete=models.SET_NULL, related_name="votes"
    )
    klass = models.CharField(max_length=8, choices=ProblemClass, blank=True, default="")
    pressing = models.BooleanField(default=False)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("problem", "member"), condition=models.Q(paper=None), name="inquire_vote_once"
            ),
            models.UniqueConstraint(
                fields=("problem", "paper"), condition=models.Q(member=None), name="inquire_paper_vote_once"
            ),
            models.CheckConstraint(
                condition=models.Q(member=None, paper__isnull=False)
                | models.Q(member__isnull=False, paper=None),
                name="inquire_vote_of_someone",
            ),
        )
        indexes = (models.Index(fields=("workspace", "member"), name="inquire_vote_of"),)

    def __str__(self) -> str:
        return f"{self.problem_id} {self.klass}{'*' if self.pressing else ''}"


class Count(models.Model):
    """Answers that a problem has had, counted again at each one: lists sort and filter by them."""

    problem = models.OneToOneField(Problem, on_delete=models.CASCADE, related_name="count")
    simple = models.PositiveIntegerField(default=0)
    complex = models.PositiveIntegerField(default=0)
    wicked = models.PositiveIntegerField(default=0)
    pressing = models.PositiveIntegerField(default=0)
    modal = models.CharField(max_length=30, blank=True, default="")
    groups = models.JSONField(default=dict)  # "territoire" or "role" -> group -> answers in each class

    def __str__(self) -> str:
        return f"{self.problem_id} {self.modal}"

    @property
    def answers(self) -> int:
        """Number of people who gave it a class."""
        return self.simple + self.complex + self.wicked


class Refusal(models.Model):
    """A suggestion that people refused: it is not made again."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=40)
    made_by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("workspace", "kind", "key"), name="inquire_refusal_once"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
