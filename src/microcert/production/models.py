from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from microcert.consortium.models import FrameworkVersion, University
from microcert.documents.models import Document
from microcert.foundation import clock
from microcert.foundation.models import AppendOnly
from microcert.trainings.models import Family, Training

from .rules import LEAST_PRIORITY, MOST_PRIORITY, CallStatus, Choice, MeetingStatus, ProposalStatus, Ruling


def choices(states: type) -> list[tuple[str, str]]:
    return [(each, each) for each in states]  # type: ignore[attr-defined]


class Need(models.Model):
    """A competency of the map: what a change of the training professions asks for (framework, 13)."""

    class Transition(models.TextChoices):
        DIGITAL = "digital", _("Numérique et technologique")
        ENVIRONMENTAL = "environmental", _("Environnementale")
        ECONOMIC = "economic", _("Économique")
        SOCIAL = "social", _("Sociale")

    code = models.CharField(_("Code"), max_length=20, unique=True)
    domain = models.CharField(_("Domaine d’activité"), max_length=120)
    title = models.CharField(_("Compétence"), max_length=250)
    profession = models.CharField(_("Métiers concernés"), max_length=250)
    transition = models.CharField(_("Transition"), max_length=20, choices=Transition)
    priority = models.PositiveSmallIntegerField(_("Priorité"), help_text=_("De 1 (faible) à 4 (la plus forte)."))
    source = models.CharField(_("Source"), max_length=250)
    noted_on = models.DateField(_("Relevée le"))
    trainings = models.ManyToManyField(Training, blank=True, related_name="needs")

    class Meta:
        ordering = ["domain", "code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(priority__range=(LEAST_PRIORITY, MOST_PRIORITY)), name="priority_from_1_to_4"
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class Finding(models.Model):
    """Evaluation results fed back into the map (R104): figures as they stood, and what they changed. Never edited."""

    need = models.ForeignKey(Need, models.CASCADE, related_name="findings")
    training = models.ForeignKey(Training, models.PROTECT, related_name="+")
    noted_on = models.DateField(default=clock.today)
    figures = models.JSONField(help_text="A copy of EvaluationFigures: counts only.")
    conclusion = models.TextField()
    priority_before = models.PositiveSmallIntegerField()
    priority_after = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["-noted_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.need_id} {self.noted_on}"


class Call(models.Model):
    """A call to the member universities for new trainings (appel à projets interne)."""

    title = models.CharField(_("Intitulé"), max_length=200)
    text = models.TextField(_("Objet de l’appel"))
    opens_on = models.DateField(_("Ouverture"))
    closes_on = models.DateField(_("Clôture"))
    # Each {label, weight}; frozen once the call is open.
    criteria = models.JSONField(default=list)
    needs = models.ManyToManyField(Need, blank=True, related_name="calls", verbose_name=_("Compétences visées"))
    framework_version = models.ForeignKey(FrameworkVersion, models.PROTECT, related_name="+")
    status = models.CharField(max_length=10, choices=choices(CallStatus), default=CallStatus.DRAFT)

    class Meta:
        ordering = ["-opens_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(opens_on__lte=F("closes_on")), name="a_call_opens_before_it_closes")
        ]

    def __str__(self) -> str:
        return self.title


class Proposal(models.Model):
    """What a university offers to produce, in answer to a call."""

    call = models.ForeignKey(Call, models.PROTECT, related_name="proposals")
    university = models.ForeignKey(University, models.PROTECT, related_name="proposals")
    title = models.CharField(_("Intitulé de la formation"), max_length=250)
    family = models.CharField(_("Famille"), max_length=30, choices=Family)
    hours = models.PositiveSmallIntegerField(_("Durée estimée, en heures"))
    summary = models.TextField(_("Résumé"), max_length=2000)
    needs = models.ManyToManyField(Need, blank=True, related_name="proposals", verbose_name=_("Compétences visées"))
    # Names per team of §13.2: {role: names}.
    team = models.JSONField(default=dict)
    framework_draft = models.TextField(_("Ébauche de référentiel"), blank=True, max_length=10_000)
    contribution = models.TextField(_("Contribution du secteur professionnel"), blank=True, max_length=5_000)
    # A frozen copy of a scenario of the economics tool, or the figures typed in: amounts in cents.
    estimate = models.JSONField(default=dict)
    production_starts_on = models.DateField(_("Début de la production"), null=True, blank=True)
    production_ends_on = models.DateField(_("Fin de la production"), null=True, blank=True)
    status = models.CharField(max_length=10, choices=choices(ProposalStatus), default=ProposalStatus.DRAFT)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    submitted_at = models.DateTimeField(null=True, blank=True)
    training = models.OneToOneField(
        Training, models.PROTECT, null=True, blank=True, related_name="proposal", help_text="What came of it."
    )

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(training__isnull=True) | Q(status=ProposalStatus.ACCEPTED),
                name="only_an_accepted_proposal_is_produced",
            )
        ]

    def __str__(self) -> str:
        return self.title


class Meeting(models.Model):
    """A meeting of the steering committee: agenda, presence, votes, minutes."""

    meets_at = models.DateTimeField(_("Date et heure"))
    place = models.CharField(_("Lieu ou lien"), max_length=200)
    secretariat = models.ForeignKey(University, models.PROTECT, related_name="+", verbose_name=_("Secrétariat"))
    framework_version = models.ForeignKey(FrameworkVersion, models.PROTECT, related_name="+")
    status = models.CharField(max_length=10, choices=choices(MeetingStatus), default=MeetingStatus.CALLED)
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    chair = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    number = models.CharField(max_length=40, blank=True, help_text="Of the minutes, given at closing.")
    document = models.OneToOneField(Document, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-meets_at"]
        constraints = [
            models.UniqueConstraint(fields=["number"], condition=~Q(number=""), name="one_meeting_per_minutes_number")
        ]

    def __str__(self) -> str:
        return f"{self.meets_at:%Y-%m-%d}"


class Seat(models.Model):
    """A member of the committee called to a meeting, for one university."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="seats")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    university = models.ForeignKey(University, models.PROTECT, null=True, blank=True, related_name="+")
    present_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["meeting", "person"], name="one_seat_per_member")]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.person_id}"


class AgendaItem(models.Model):
    """A point of the agenda: a proposal to decide on, or another subject."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField(default=0)
    title = models.CharField(_("Point"), max_length=250)
    proposal = models.ForeignKey(Proposal, models.PROTECT, null=True, blank=True, related_name="items")
    ruling = models.CharField(max_length=10, blank=True, choices=choices(Ruling))
    reasons = models.TextField(blank=True, max_length=5_000)
    ruled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "proposal"],
                condition=Q(proposal__isnull=False),
                name="a_proposal_stands_once_on_an_agenda",
            ),
            models.CheckConstraint(condition=Q(ruling="") | ~Q(reasons=""), name="a_ruling_has_its_reasons"),
        ]

    def __str__(self) -> str:
        return self.title


class Conflict(models.Model):
    """A member declares a conflict of interest on a point, and does not vote on it."""

    item = models.ForeignKey(AgendaItem, models.CASCADE, related_name="conflicts")
    seat = models.ForeignKey(Seat, models.CASCADE, related_name="conflicts")
    reason = models.CharField(max_length=250)
    declared_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "seat"], name="one_conflict_per_member_and_point")]

    def __str__(self) -> str:
        return f"{self.item_id} {self.seat_id}"


class Vote(models.Model):
    """A member's vote on a point; it may change until the point is ruled on."""

    item = models.ForeignKey(AgendaItem, models.CASCADE, related_name="votes")
    seat = models.ForeignKey(Seat, models.CASCADE, related_name="votes")
    choice = models.CharField(max_length=10, choices=choices(Choice))
    cast_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "seat"], name="one_vote_per_member_and_point")]

    def __str__(self) -> str:
        return f"{self.item_id} {self.seat_id}"


class Decision(models.Model):
    """That the committee let a training be produced (framework, 13). Taken here, or recorded from before the platform."""

    training = models.OneToOneField(Training, models.CASCADE, related_name="decision")
    item = models.ForeignKey(AgendaItem, models.PROTECT, null=True, blank=True, related_name="decisions")
    decided_on = models.DateField()
    reference = models.CharField(max_length=200, help_text="The number of the minutes.")
    reasons = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.training_id} {self.reference}"


class CouncilNotice(models.Model):
    """A university's academic council (CFVU) was informed of the framework or of a training (framework, 7.4)."""

    university = models.ForeignKey(University, models.PROTECT, related_name="council_notices")
    council = models.CharField(_("Instance"), max_length=120, default="CFVU")
    framework_version = models.ForeignKey(FrameworkVersion, models.PROTECT, null=True, blank=True, related_name="+")
    training = models.ForeignKey(Training, models.PROTECT, null=True, blank=True, related_name="council_notices")
    informed_on = models.DateField(_("Informée le"))
    reference = models.CharField(_("Référence du compte rendu"), max_length=200, blank=True)

    class Meta:
        ordering = ["-informed_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(framework_version__isnull=False, training__isnull=True)
                | Q(framework_version__isnull=True, training__isnull=False),
                name="a_notice_is_of_one_thing",
            ),
            models.UniqueConstraint(
                fields=["university", "framework_version"],
                condition=Q(framework_version__isnull=False),
                name="one_notice_of_a_framework",
            ),
            models.UniqueConstraint(
                fields=["university", "training"],
                condition=Q(training__isnull=False),
                name="one_notice_of_a_training",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.university_id} {self.informed_on}"


class Specification(models.Model):
    """A version of the course specification (cahier des charges): what every training of the consortium conforms to (7.1)."""

    version = models.CharField(max_length=20, unique=True)
    published_on = models.DateField()
    method = models.TextField(help_text="Markdown: the method of production and the pedagogical approach.")

    objects = AppendOnly.as_manager()

    class Meta:
        ordering = ["-published_on", "-version"]
        get_latest_by = ["published_on", "version"]

    def __str__(self) -> str:
        return self.version


class SpecificationItem(models.Model):
    """One requirement or one deliverable, with the form to fill in where there is one."""

    class Section(models.TextChoices):
        ROLES = "roles", _("Rôles et responsabilités")
        DELIVERABLES = "deliverables", _("Livrables attendus")
        NORMS = "norms", _("Normes et critères de qualité")
        TECHNICAL = "technical", _("Spécifications et contraintes techniques")
        RESOURCES = "resources", _("Ressources mobilisables")

    specification = models.ForeignKey(Specification, models.CASCADE, related_name="items")
    section = models.CharField(max_length=20, choices=Section)
    code = models.SlugField(max_length=20)
    title = models.CharField(max_length=200)
    text = models.TextField()
    clause = models.CharField(max_length=20, blank=True, help_text="Of the common framework.")
    form = models.TextField(blank=True, help_text="Markdown to be filled in.")
    position = models.PositiveSmallIntegerField(default=0)

    objects = AppendOnly.as_manager()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["specification", "code"], name="one_requirement_per_code")]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"
