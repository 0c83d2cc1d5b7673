"""The model that a new training starts from (framework, 5.3): a course that begins with the task, and rules that can stand.

The words are content, in French, for the team to rewrite; what depends on the training is left blank, so that the gate asks.
"""

from __future__ import annotations

from typing import Any

FACTS = {
    "access_delay": "17 jours au minimum avant l’ouverture de la session, délai de rétractation compris",
    "equipment": "Un ordinateur avec micro et caméra, une connexion stable (2 Mbit/s). Un test est proposé avant l’inscription.",
    "stackability": "Empiler cette brique n’ouvre aucun droit automatique : l’université saisie décide au vu du parcours visé.",
    "quality_assurance": (
        "Formation produite selon le cahier des charges du consortium et évaluée par enquête à chaque session ; "
        "établissements certifiés Qualiopi ou réputés satisfaire au référentiel national qualité."
    ),
}

# Unit → its activities: (kind, title, minutes).
COURSE: tuple[tuple[str, tuple[tuple[str, str, int], ...]], ...] = (
    (
        "Découvrir la tâche",
        (
            ("reading", "La tâche, ses critères, ce qui est attendu", 60),
            ("quiz", "Se situer", 20),
            ("virtual_class", "Première classe virtuelle : questions et attentes", 60),
        ),
    ),
    (
        "S’exercer",
        (
            ("reading", "Les appuis", 90),
            ("workshop", "Premier essai", 150),
            ("peer_review", "Relecture entre pairs, avec la grille", 60),
            ("forum", "Ce que l’essai a appris", 40),
        ),
    ),
    (
        "Réussir la tâche",
        (
            ("workshop", "Deuxième essai", 120),
            ("virtual_class", "Deuxième classe virtuelle : retours sur les essais", 60),
            ("assessment", "Évaluation certificative", 60),
        ),
    ),
)

RULES: dict[str, Any] = {
    "type": "Production authentique, suivie d’un entretien individuel à distance. Aucun contrôle continu n’entre dans la décision.",
    "duration": "60 minutes d’entretien ; la production se prépare pendant la formation.",
    "duration_minutes": 60,
    "accommodations": (
        "Temps majoré d’un tiers, supports adaptés, pauses, aide humaine ou technique : la personne référente handicap de "
        "l’université qui accompagne le stagiaire les convient avec lui avant l’évaluation, sur simple demande."
    ),
    "absence_and_lateness": (
        "Une absence justifiée sous huit jours donne une nouvelle date, sans frais. Un retard de moins de quinze minutes est "
        "admis sans prolongation. Une production déposée hors délai est examinée au rattrapage."
    ),
    "appeal": (
        "Recours gracieux auprès du jury dans les deux mois qui suivent la notification de la décision ; médiation de "
        "l’université productrice, puis tribunal administratif."
    ),
    "resit": "Un rattrapage, sans frais, dans les six semaines, pour les seules compétences qui ne sont pas acquises.",
    "criteria": (
        "Grille critériée communiquée à l’inscription, à quatre niveaux. Chaque compétence vaut son critère le plus bas et "
        "doit atteindre son seuil, sans compensation."
    ),
    "jury": (
        "Trois membres au moins : une présidence issue de l’université productrice, une personne chargée de l’évaluation, une "
        "personne du secteur professionnel. Un membre en conflit d’intérêts se retire."
    ),
    "identity": "Pièce d’identité présentée en visioconférence ou sur place au début de l’épreuve ; elle n’est ni copiée ni conservée.",
    "proctoring": "L’entretien est mené par une personne, caméra allumée. Il n’est ni enregistré ni surveillé par un logiciel.",
    "proctoring_alternative": "Entretien sur place dans une université participante, choisi avant tout paiement et sans frais.",
}

TARIFFS = (
    ("individual", "À titre individuel"),
    ("employer", "Financement par l’employeur ou un organisme"),
)
