from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from microcert.foundation import clock
from microcert.foundation.models import AppendOnly

from .roles import ROLE_LABELS, Role
from .rules import Origin, TextStatus


class Consortium(models.Model):
    """The consortium that this platform serves: one row, read from its configuration file (R008)."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=200)
    brand = models.CharField(max_length=80)
    mark = models.CharField(max_length=40, help_text="The words that mark a certifying training (framework 13.3).")
    mark_short = models.CharField(max_length=10)
    tagline = models.CharField(max_length=200, blank=True)
    country = models.CharField(max_length=2, default="FR")
    contact_email = models.EmailField()
    accessibility_contact = models.EmailField()
    hours_min = models.PositiveSmallIntegerField(default=7)
    hours_max = models.PositiveSmallIntegerField(default=30)
    # The rest of the configuration file, section by section: retention, credential, templates, assessment.
    settings = models.JSONField(default=dict)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(hours_min__lte=F("hours_max")), name="hour_bounds_in_order")]

    def __str__(self) -> str:
        return self.name


class University(models.Model):
    """A member of the consortium, with all that its letterhead and the law ask for."""

    class QualiopiBasis(models.TextChoices):
        CERTIFIED = "certified", _("Certification Qualiopi")
        BY_RIGHT = "by_right", _("De droit : accréditation du ministère et évaluation du HCERES")

    slug = models.SlugField(unique=True)
    code = models.CharField(max_length=5, unique=True, help_text="Stands in the numbers of documents, such as HTR.")
    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=80)
    article = models.CharField(max_length=210, help_text="The name as it stands inside a sentence, with its article.")
    city = models.CharField(max_length=100)
    region = models.CharField(max_length=100)
    country = models.CharField(max_length=2, default="FR")
    address = models.TextField()
    siret = models.CharField(max_length=14)
    activity_declaration_number = models.CharField(max_length=11)
    prefect_region = models.CharField(max_length=100)
    legal_representative_name = models.CharField(max_length=160)
    legal_representative_title = models.CharField(max_length=160)
    dpo_contact = models.EmailField()
    disability_contact_name = models.CharField(max_length=160)
    disability_contact_email = models.EmailField()
    disability_contact_phone = models.CharField(max_length=30)
    office_email = models.EmailField()
    office_phone = models.CharField(max_length=30)
    iban = models.CharField(
        max_length=34, blank=True, help_text="The account that transfers reach; without it none is offered."
    )
    bic = models.CharField(max_length=11, blank=True)
    is_vat_exempt = models.BooleanField(default=True)
    qualiopi_basis = models.CharField(max_length=10, choices=QualiopiBasis)
    qualiopi_reference = models.CharField(max_length=250, blank=True)
    colour = models.CharField(max_length=7)
    logo = models.TextField(help_text="An SVG drawing, viewBox 0 0 40 40, of paths, rectangles and circles only.")
    website = models.URLField(blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "name"]
        verbose_name_plural = "universities"

    def __str__(self) -> str:
        return self.name


class Asset(models.Model):
    """What stands behind the trainings (framework, 7.3): accreditations, board, laboratories, support, learners' resources.

    Without a university it is the consortium's own.
    """

    class Kind(models.TextChoices):
        ACCREDITATION = "accreditation", _("Accréditations")
        SCIENTIFIC_BOARD = "scientific_board", _("Comité scientifique")
        LABORATORY = "laboratory", _("Laboratoires associés")
        SUPPORT_SERVICE = "support_service", _("Services d’appui à la pédagogie")
        LEARNER_RESOURCE = "learner_resource", _("Ressources ouvertes aux stagiaires")

    university = models.ForeignKey(University, models.CASCADE, null=True, blank=True, related_name="assets")
    kind = models.CharField(max_length=20, choices=Kind)
    title = models.CharField(max_length=200)
    detail = models.CharField(max_length=400, blank=True)
    address = models.URLField(blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["kind", "position", "pk"]
        constraints = [models.UniqueConstraint(fields=["university", "kind", "title"], name="one_asset_per_title")]

    def __str__(self) -> str:
        return self.title


class Appointment(models.Model):
    """A person holds a role, for one university or (university empty) for the whole consortium."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="appointments")
    role = models.CharField(max_length=30, choices=[(role.value, ROLE_LABELS[role]) for role in Role])
    university = models.ForeignKey(University, models.CASCADE, null=True, blank=True, related_name="appointments")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "role", "university"], name="one_appointment_per_role_and_place"),
            models.UniqueConstraint(
                fields=["person", "role"],
                condition=Q(university__isnull=True),
                name="one_appointment_for_the_consortium",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.role} {self.university_id or 'consortium'}"


class Published(models.Model):
    """A text that people relied on: written once. A correction is another version."""

    objects: ClassVar[Any] = AppendOnly.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError(f"{self._meta.label} is published: open another version")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError(f"{self._meta.label} is published: it stays")


class FrameworkVersion(Published):
    """A version of the common framework (R002); every training, contract and credential names the one it was made under."""

    version = models.CharField(max_length=20, unique=True)
    published_on = models.DateField()
    text = models.TextField(help_text="Markdown with numbered clauses.")
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["-published_on", "-version"]
        get_latest_by = ["published_on", "version"]

    def __str__(self) -> str:
        return self.version


class LegalVisa(models.Model):
    """A legal text that the framework rests on, printed on the documents that it applies to (R001)."""

    key = models.SlugField()
    kind = models.CharField(max_length=30)
    reference = models.CharField(max_length=200)
    title = models.TextField()
    applies_to = models.JSONField(default=list)
    framework = models.ForeignKey(FrameworkVersion, models.CASCADE, related_name="visas")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["framework", "key"], name="one_visa_per_key_and_framework")]

    def __str__(self) -> str:
        return self.reference


class TermsVersion(Published):
    """A version of a text that binds: terms of sale, internal rules, notices. Accepted by its hash (R099)."""

    class Kind(models.TextChoices):
        TERMS_OF_SALE = "terms_of_sale", _("Conditions générales de vente")
        INTERNAL_RULES = "internal_rules", _("Règlement intérieur")
        PRIVACY_NOTICE = "privacy_notice", _("Données personnelles")
        PROCTORING_NOTICE = "proctoring_notice", _("Surveillance des évaluations")
        LEGAL_NOTICE = "legal_notice", _("Mentions légales")
        ACCESSIBILITY_STATEMENT = "accessibility_statement", _("Déclaration d’accessibilité")
        DOCUMENT_MENTIONS = "document_mentions", _("Mentions communes des documents")

    kind = models.CharField(max_length=30, choices=Kind)
    version = models.CharField(max_length=20)
    published_on = models.DateField()
    text = models.TextField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["kind", "-published_on", "-version"]
        get_latest_by = ["published_on", "version"]
        constraints = [models.UniqueConstraint(fields=["kind", "version"], name="one_text_per_kind_and_version")]

    def __str__(self) -> str:
        return f"{self.kind} {self.version}"


class Draft(models.Model):
    """The next version of a published text while it is written; afterwards why it was made, and by whom it was opened (R002)."""

    version = models.CharField(max_length=20)
    based_on = models.CharField(max_length=20, blank=True)
    reason = models.TextField()
    origin = models.CharField(max_length=20, choices=[(each, each) for each in Origin])
    origin_reference = models.CharField(max_length=200, blank=True)
    status = models.CharField(max_length=10, choices=[(each, each) for each in TextStatus], default=TextStatus.DRAFT)
    revision = models.PositiveIntegerField(default=1)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    opened_at = models.DateTimeField(default=clock.now)

    class Meta:
        abstract = True
        ordering = ["-opened_at"]

    def __str__(self) -> str:
        return self.version


class TextDraft(Draft):
    """The next version of a text that binds, while it is written; once published it says why that version was made (R002)."""

    FRAMEWORK = "framework"
    KINDS = [(FRAMEWORK, _("Cadre commun des micro-certifications")), *TermsVersion.Kind.choices]

    kind = models.CharField(max_length=30, choices=KINDS)
    text = models.TextField(blank=True)
    # Each {kind, reference, title, applies_to}; of the framework only.
    visas = models.JSONField(default=list)
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta(Draft.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["kind"], condition=Q(status=TextStatus.DRAFT), name="one_draft_at_a_time_per_text"
            ),
            models.UniqueConstraint(
                fields=["kind", "version"], condition=Q(status=TextStatus.PUBLISHED), name="one_draft_became_a_version"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.version}"
