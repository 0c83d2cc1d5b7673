"""The words of the criteria and of what is missing: one sentence each, that says what to do."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from microcert.competencies.rules import Gap
from microcert.competencies.rules import Lack as FrameworkLack
from microcert.trainings.wording import RULE_LABELS

from .rules import COHORTS, Criterion, Lack, Missing

CRITERIA: dict[Criterion, Promise] = {
    Criterion.MARKET: _("Réponse à un besoin du marché du travail, établie par une étude"),
    Criterion.IMPACT: _("Effet sur le parcours professionnel, mesuré par cohorte"),
    Criterion.AIMS: _("Objectifs et personnes visées"),
    Criterion.MEANS: _("Moyens humains et matériels"),
    Criterion.MATCH: _("Concordance de la formation et du référentiel"),
    Criterion.FRAMEWORK: _("Qualité des référentiels d’activités, de compétences et d’évaluation"),
    Criterion.TRANSITIONS: _("Prise en compte des transitions écologique et numérique"),
    Criterion.SAFETY: _("Prise en compte de la santé et de la sécurité au travail"),
    Criterion.DISABILITY: _("Prise en compte du handicap"),
    Criterion.CONTROL: _("Procédures de contrôle de l’évaluation, jury"),
    Criterion.LEGAL: _("Contraintes légales et réglementaires"),
    Criterion.BLOCKS: _("Liens avec des blocs de compétences du RNCP"),
    Criterion.SOCIAL_PARTNERS: _("Association des partenaires sociaux"),
}
MISSING: dict[Lack, Promise | str] = {
    Lack.STUDY: _("Notez l’étude ou l’enquête parmi les contributions du secteur : organisme, date, apport."),
    Lack.MARKET_TEXT: _("Dites ce que l’étude établit : source, date, chiffres."),
    Lack.COHORTS: _("Il faut au moins %(cohorts)s cohortes de personnes certifiées ; il y en a %(about)s."),
    Lack.SURVEY: _(
        "Joignez l’enquête sur la situation professionnelle des personnes certifiées : elle se mène hors de cet écran."
    ),
    Lack.PURPOSE: _("Écrivez la finalité du référentiel."),
    Lack.AUDIENCE: _("Dites à qui la formation s’adresse."),
    Lack.TEAM: _("Nommez l’équipe de la formation, avec les titres de chacun."),
    Lack.EQUIPMENT: _("Dites quel équipement est nécessaire."),
    Lack.NOT_ALIGNED: "%(about)s",
    Lack.PART: "%(about)s",
    Lack.TRANSITIONS_TEXT: _("Dites ce que les transitions écologique et numérique changent dans ces activités."),
    Lack.SAFETY_TEXT: _("Dites quels risques ces activités comportent et comment les compétences y répondent."),
    Lack.DISABILITY_TEXT: _("Dites comment le handicap est pris en compte, dans le métier et dans l’évaluation."),
    Lack.RULE: _("Les règles d’évaluation ne disent rien sur %(about)s. Rédigez cette rubrique."),
    Lack.LEGAL_TEXT: _("Nommez les contraintes légales, ou écrivez qu’il n’y en a pas."),
    Lack.LINKS_TEXT: _("Nommez les blocs proches du RNCP, ou écrivez qu’il n’y en a pas."),
    Lack.SOCIAL_PARTNER: _("Notez l’avis de partenaires sociaux parmi les contributions du secteur."),
}
IDENTITY = _("la vérification de l’identité")
FRAMEWORK_GAPS: dict[FrameworkLack, Promise] = {
    FrameworkLack.LEVEL: _("Le niveau n’est pas indiqué."),
    FrameworkLack.ACTIVITY: _("Aucune activité de travail n’est décrite."),
    FrameworkLack.COMPETENCY: _("Aucune compétence n’est décrite."),
    FrameworkLack.NO_ACTIVITY: _("La compétence %(about)s ne se rattache à aucune activité."),
    FrameworkLack.NO_OUTCOME: _("La compétence %(about)s n’a pas d’acquis."),
    FrameworkLack.NO_CRITERION: _("La compétence %(about)s n’a pas de critère d’évaluation."),
    FrameworkLack.NO_ALIGNMENT: _("Le référentiel n’est pas situé dans %(about)s."),
    FrameworkLack.NO_CONTRIBUTION: _("Aucune contribution du secteur n’est notée."),
}


def framework_gap(gap: Gap) -> str:
    """What the framework lacks, as a statement."""
    about = gap.about.upper() if gap.lack is FrameworkLack.NO_ALIGNMENT else gap.about
    return str(FRAMEWORK_GAPS[gap.lack]) % {"about": about}


def missing_words(missing: Missing) -> str:
    """The sentence for what is missing."""
    about = RULE_LABELS.get(missing.about, IDENTITY) if missing.lack is Lack.RULE else missing.about
    return str(MISSING[missing.lack]) % {"about": about, "cohorts": COHORTS}
