"""A small world with named people, for every test that needs one.

Three universities: Hauterive produces the training, Valmère and Brocéliande sell it too. Ines and Malik learn, Karim runs
Brocéliande's office, Valérie Valmère's, Agathe is the expert and presides the jury, Thierry evaluates, Odile comes from
the trade, Hélène represents Hauterive, Malo is a tutor. The training has two competencies and four ways to earn hours.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.utils import timezone

from microcert.competencies.models import Competency, CompetencyFramework
from microcert.consortium.models import (
    Appointment,
    Consortium,
    FrameworkVersion,
    LegalVisa,
    TermsVersion,
    University,
)
from microcert.consortium.roles import Role
from microcert.foundation import clock
from microcert.people.models import User
from microcert.sessions.models import Participation, Session, SessionEvent
from microcert.sessions.rules import SessionStatus, sales_close_on
from microcert.trainings.models import (
    Activity,
    AssessmentRules,
    AssessmentTask,
    Criterion,
    CriterionLevel,
    Outcome,
    Tariff,
    Threshold,
    Training,
    TrainingVersion,
    Unit,
)
from microcert.trainings.rules import VersionStatus

LEVELS = ("Insuffisant", "Fragile", "Acquis", "Maîtrisé")
LOGO = '<svg viewBox="0 0 40 40"><path fill="#0b3b43" d="M2 2h36v24c0 7-8 11-18 12C10 37 2 33 2 26z"/></svg>'


def university(slug: str, code: str, name: str, position: int, **changed: Any) -> University:
    """One university with everything that its letterhead needs."""
    fields: dict[str, Any] = {
        "slug": slug,
        "code": code,
        "name": name,
        "short_name": name.removeprefix("Université de "),
        "article": f"l’{name}",
        "city": "Hauterive",
        "region": "Bourgogne-Franche-Comté",
        "address": "1 place de l’Université\n25000 Hauterive",
        "siret": "19251215000363",
        "activity_declaration_number": "27250000025",
        "prefect_region": "Bourgogne-Franche-Comté",
        "legal_representative_name": "Hélène Duvivier",
        "legal_representative_title": "Présidente",
        "dpo_contact": f"dpo@{slug}.example",
        "disability_contact_name": "Solène Aubry",
        "disability_contact_email": f"handicap@{slug}.example",
        "disability_contact_phone": "01 99 00 12 34",
        "office_email": f"formation@{slug}.example",
        "office_phone": "01 99 00 12 00",
        "qualiopi_basis": University.QualiopiBasis.BY_RIGHT,
        "colour": "#0b3b43",
        "logo": LOGO,
        "website": f"https://{slug}.example",
        "position": position,
    }
    return University.objects.create(**fields | changed)


def person(key: str, given: str, family: str, *appointments: tuple[Role, University | None]) -> User:
    """An account `key@example.test` with the password "mot de passe"."""
    user = User.objects.create_user(
        f"{key}@example.test",
        "mot de passe",
        given_names=given,
        family_name=family,
        birth_date=date(1988, 3, 14),
        birth_place="Nantes",
        postal_address="3 rue des Lilas\n44000 Nantes",
    )
    for role, where in appointments:
        Appointment.objects.create(person=user, role=role, university=where)
    return user


@dataclass
class Cast:
    consortium: Consortium
    framework: FrameworkVersion
    hauterive: University
    valmere: University
    broceliande: University
    version: TrainingVersion
    session: Session
    people: dict[str, User] = field(default_factory=dict)

    def __getattr__(self, key: str) -> User:
        try:
            return self.__dict__["people"][key]
        except KeyError:
            raise AttributeError(key) from None

    def open_session(self) -> Session:
        """Commit the seed, publish its hash and open the sales, as the office does."""
        from microcert.journeys.open_session import open_session

        return open_session(self.session, by=self.karim)

    def order(self, buyer: User | None = None, tariff: str = "individual", **choices: Any) -> Any:
        """An order placed by `buyer` (Ines) in the open session."""
        from microcert.journeys.place_order import place_order

        buyer = buyer or self.ines
        return place_order(
            buyer=buyer, session=self.session, tariff_code=tariff, **{"proctoring": "remote"} | choices, by=buyer
        )

    def learner_file(self, learner: User | None = None, where: University | None = None) -> Any:
        """An open learner file without the funnel before it: a drawn, signed order of `learner` at `where`."""
        from microcert.allotment.models import Draw
        from microcert.enrolment.models import LearnerFile
        from microcert.orders.models import Order
        from microcert.orders.rules import OrderStatus

        learner, where = learner or self.ines, where or self.broceliande
        index = Draw.objects.filter(session=self.session).count()
        draw = Draw.objects.create(
            session=self.session,
            index=index,
            order_key=f"test-{index}",
            loads={},
            candidates=[where.slug],
            university=where,
            previous="0" * 64,
            hash=f"{index:064d}",
        )
        order = Order.objects.create(
            number=f"T-{index:06d}",
            buyer=learner,
            session=self.session,
            tariff=self.version.tariffs.get(code="individual"),
            university=where,
            draw=draw,
            price_cents=29000,
            status=OrderStatus.PENDING,
            proctoring=Order.Proctoring.REMOTE,
            terms_of_sale=TermsVersion.objects.get(kind="terms_of_sale"),
            internal_rules=TermsVersion.objects.get(kind="internal_rules"),
        )
        return LearnerFile.objects.create(order=order, learner=learner, session=self.session, university=where)


def a_version(producer: University, framework: FrameworkVersion, expert: User) -> TrainingVersion:
    """A published training of 10 hours: a text, a video, a quiz, a virtual class, a workshop and the assessment."""
    competencies = CompetencyFramework.objects.create(slug="evaluer", title="Évaluer", university=producer)
    c1 = Competency.objects.create(
        framework=competencies,
        code="C1",
        title="Choisir une situation d’évaluation authentique",
        statement="Relier une tâche professionnelle aux acquis visés",
        position=1,
    )
    c2 = Competency.objects.create(
        framework=competencies,
        code="C2",
        title="Construire une grille critériée",
        statement="Formuler des critères observables",
        position=2,
    )
    training = Training.objects.create(slug="evaluer", producer=producer)
    version = TrainingVersion.objects.create(
        training=training,
        competency_framework=competencies,
        framework_version=framework,
        title="Concevoir une évaluation par compétences à distance",
        family="teaching",
        aim="upskilling",
        summary="Bâtir une situation d’évaluation authentique et sa grille critériée.",
        description="Vous repartez avec une situation d’évaluation et sa grille.",
        audience="Formatrices et formateurs",
        prerequisites="Avoir animé une action de formation",
        equipment="Un ordinateur avec micro et caméra",
        access_delay="17 jours",
        keywords=["évaluation", "compétences", "formateur"],
        minutes=600,
        eqf_level=6,
        expert=expert,
        expert_name="Agathe Roussel",
        expert_title="Maîtresse de conférences en sciences de l’éducation",
        team=[{"role": "evaluator", "name": "Thierry Vasseur", "title": "Formateur"}],
        stackability="Empiler n’ouvre pas de droit automatique.",
        quality_assurance="Référentiel national qualité",
        updated_on=date(2026, 11, 2),
        published_at=clock.now(),
    )
    a1 = Outcome.objects.create(
        version=version, competency=c1, code="A1", text="Relier une tâche aux acquis", position=1
    )
    a2 = Outcome.objects.create(version=version, competency=c2, code="A2", text="Écrire des critères", position=2)
    unit = Unit.objects.create(version=version, title="Se situer", week=1, position=1)
    second = Unit.objects.create(version=version, title="Construire", week=2, position=2)
    quiz = {
        "pass_percent": 60,
        "questions": [
            {
                "text": "Une tâche authentique…",
                "choices": ["vient du métier", "est un QCM"],
                "answer": 0,
                "feedback": "Oui.",
            },
            {"text": "Une grille…", "choices": ["note", "décrit des niveaux"], "answer": 1, "feedback": "Oui."},
        ],
    }
    for place, (kind, title, minutes, where, outcome, content) in enumerate(
        [
            ("reading", "Lire : la tâche authentique", 90, unit, a1, {}),
            ("video", "Regarder : un entretien", 60, unit, a1, {}),
            ("quiz", "Se tester", 30, unit, a1, quiz),
            ("virtual_class", "Classe virtuelle 1", 60, second, a2, {"day_offset": 8, "at": "12:30"}),
            ("workshop", "Construire sa grille", 300, second, a2, {}),
            ("assessment", "Évaluation certificative", 60, second, a2, {}),
        ],
        start=1,
    ):
        activity = Activity.objects.create(
            version=version,
            unit=where,
            kind=kind,
            title=title,
            minutes=minutes,
            is_synchronous=kind == "virtual_class",
            body=f"Texte de « {title} ».",
            content=content,
            position=place,
        )
        activity.outcomes.add(outcome)
    task = AssessmentTask.objects.create(
        version=version,
        title="Situation et grille",
        brief="Concevez une situation.",
        deliverable="Un dossier",
        minutes=60,
    )
    for place, (code, competency, outcome) in enumerate([("K1", c1, a1), ("K2", c2, a2), ("K3", c2, a2)], start=1):
        criterion = Criterion.objects.create(
            task=task, competency=competency, outcome=outcome, code=code, title=f"Critère {code}", position=place
        )
        for rank, label in enumerate(LEVELS, start=1):
            CriterionLevel.objects.create(
                criterion=criterion, rank=rank, label=label, descriptor=f"{label} pour {code}"
            )
    for competency in (c1, c2):
        Threshold.objects.create(version=version, competency=competency, rank=3)
    AssessmentRules.objects.create(
        version=version,
        type="Production authentique",
        duration="60 minutes",
        duration_minutes=60,
        accommodations="Temps majoré d’un tiers",
        absence_and_lateness="Absence justifiée : nouvelle date",
        appeal="Deux mois à compter de la notification",
        resit="Un rattrapage, compétences non acquises seulement",
        criteria="Grille à trois critères",
        jury="Trois membres au moins",
        identity="Pièce présentée en visioconférence",
        proctoring="Entretien surveillé par vidéo, non enregistré",
        proctoring_alternative="Entretien sur place",
        sha256="0" * 64,
    )
    Tariff.objects.create(version=version, code="individual", label="À titre individuel", price_cents=29000, position=1)
    Tariff.objects.create(version=version, code="employer", label="Employeur", price_cents=42000, position=2)
    # Published last: from then on its parts are frozen.
    version.status = VersionStatus.PUBLISHED
    version.save(update_fields=["status"])
    return version


def a_session(version: TrainingVersion, universities: list[University], tutor: User, starts_in: int = 40) -> Session:
    """A planned session that starts in `starts_in` days, sold by all three universities, each committed."""
    starts_on = clock.today() + timedelta(days=starts_in)
    session = Session.objects.create(
        version=version,
        code="evaluer-1",
        starts_on=starts_on,
        ends_on=starts_on + timedelta(weeks=5),
        sales_close_on=sales_close_on(starts_on),
        capacity=12,
        opening_threshold=3,
        status=SessionStatus.PLANNED,
    )
    for each in universities:
        Participation.objects.create(
            session=session,
            university=each,
            is_producer=each == version.training.producer,
            admin_contact="Karim Belkacem",
            tutor=tutor,
            tutor_name="Malo Le Guennec",
            support_minutes=600,
            committed_at=clock.now(),
        )
    for activity in version.activities.filter(kind="virtual_class"):
        day = starts_on + timedelta(days=activity.content["day_offset"])
        starts_at = timezone.make_aware(datetime.combine(day, time(12, 30)))
        SessionEvent.objects.create(
            session=session,
            kind=SessionEvent.Kind.VIRTUAL_CLASS,
            title=activity.title,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=activity.minutes),
            activity=activity,
        )
    return session


def assemble() -> Cast:
    house = Consortium.objects.create(
        slug="essai",
        name="Consortium d’essai",
        brand="Essai",
        mark="Micro-C",
        mark_short="MC",
        tagline="Formations courtes de 3 universités",
        contact_email="contact@essai.example",
        accessibility_contact="acces@essai.example",
        settings={
            "assessment": {"jury_minimum": 3, "resit_notice_days": 15, "appeal_months": 2},
            "credential": {"show_birth": True, "show_ects": False},
            "retention": {"learning_years": 5, "attendance_years": 6, "attendance_years_eu_funds": 10},
        },
    )
    framework = FrameworkVersion.objects.create(
        version="2026-1", published_on=date(2026, 9, 1), text="# Cadre\n\n## 6.1 Contrôle\n\nTexte.", sha256="0" * 64
    )
    LegalVisa.objects.create(
        key="l6353",
        kind="code",
        reference="Code du travail, L6353-3",
        title="Contrat de formation",
        applies_to=["contract", "credential", "framework"],
        framework=framework,
    )
    for kind in TermsVersion.Kind:
        TermsVersion.objects.create(
            kind=kind, version="2026-1", published_on=date(2026, 9, 1), text=f"# {kind.label}", sha256="1" * 64
        )
    hauterive = university("hauterive", "HTR", "Université de Hauterive", 1)
    valmere = university("valmere", "VLM", "Université de Valmère", 2)
    broceliande = university("broceliande", "BRC", "Université de Brocéliande", 3)
    people = {
        "ines": person("ines", "Inès Marie", "Carpentier"),
        "malik": person("malik", "Malik", "Diop"),
        "karim": person("karim", "Karim", "Belkacem", (Role.ADMIN_TEAM, broceliande)),
        "valerie": person("valerie", "Valérie", "Ostrom", (Role.ADMIN_TEAM, valmere)),
        "agathe": person(
            "agathe", "Agathe", "Roussel", (Role.PEDAGOGICAL_EXPERT, hauterive), (Role.JURY_MEMBER, hauterive)
        ),
        "thierry": person("thierry", "Thierry", "Vasseur", (Role.EVALUATOR, hauterive), (Role.JURY_MEMBER, hauterive)),
        "odile": person("odile", "Odile", "Marchetti", (Role.JURY_MEMBER, hauterive)),
        "helene": person("helene", "Hélène", "Duvivier", (Role.LEGAL_REPRESENTATIVE, hauterive)),
        "malo": person("malo", "Malo", "Le Guennec", (Role.MOTIVATIONAL_TUTOR, broceliande)),
    }
    version = a_version(hauterive, framework, people["agathe"])
    session = a_session(version, [hauterive, valmere, broceliande], people["malo"])
    return Cast(house, framework, hauterive, valmere, broceliande, version, session, people)


@pytest.fixture
def cast(db: None) -> Cast:
    return assemble()
