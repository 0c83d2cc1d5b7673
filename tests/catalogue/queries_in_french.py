"""Twenty queries as people type them, and the training of the demonstration that must come first."""

from __future__ import annotations

# (typed, slug): without accents, misspelt, inflected, or as said.
QUERIES = [
    ("evalaution par competences", "concevoir-une-evaluation-par-competences"),
    ("compétences évaluées à distance", "concevoir-une-evaluation-par-competences"),
    ("concevoir des evaluations", "concevoir-une-evaluation-par-competences"),
    ("acompagnement a distance", "accompagner-a-distance"),
    ("tutorrat decrochage", "accompagner-a-distance"),
    ("clase virtuele", "animer-une-classe-virtuelle"),
    ("animation de classes virtuelles", "animer-une-classe-virtuelle"),
    ("resource accesible", "rendre-une-ressource-accessible"),
    ("accessibilite des ressources", "rendre-une-ressource-accessible"),
    ("inteligence artificiele", "integrer-l-ia-generative"),
    ("ia generative", "integrer-l-ia-generative"),
    ("s’instaler formateur independant", "s-installer-formateur-independant"),
    ("formatrice independante", "s-installer-formateur-independant"),
    ("siegeant dans un jury de vae", "sieger-dans-un-jury-de-vae"),
    ("porfolio", "construire-un-portfolio-de-competences"),
    ("benevolat", "reconnaitre-l-engagement-benevole"),
    ("engagements bénévoles reconnus", "reconnaitre-l-engagement-benevole"),
    ("scenarisation hybryde", "scenariser-un-parcours-hybride"),
    ("model economique", "construire-son-modele-economique"),
    ("prevention des infectoins", "former-ses-collegues-a-la-prevention-des-infections"),
]
