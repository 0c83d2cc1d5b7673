"""The map of competencies, the calls that it leads to, and what universities propose."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from microcert.consortium.models import FrameworkVersion, University
from microcert.foundation import clock
from microcert.production.rules import LEAST_PRIORITY, MOST_PRIORITY, CallStatus, ProposalStatus
from microcert.trainings.models import Family, Training


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
