"""Walk the whole story over HTTP, as its people would: `python demo/smoke.py http://localhost:8000`.

From a search with a typo to a credential that a stranger verifies, one line a step with its time. It knows no name of a
consortium: it reads the cast from the demonstration and the rest from the pages. Exit 0 when all of it went well.
"""

from __future__ import annotations

import json
import re
import sys
import time
import unicodedata
from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import quote
from zoneinfo import ZoneInfo

from stranger import badge_of_a_stranger

from browser import Browser, Lost, Page

PARIS = ZoneInfo("Europe/Paris")
PATIENCE = 40  # seconds for the worker to do its part


class Walk:
    """The story under way: one browser a person, and what earlier steps found."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.visitor = Browser(base)
        self.cast = json.loads(self.visitor.get("/demonstration/distribution.json").content)["cast"]
        self.producer = self._a_producer_with_a_jury()
        self.browsers: dict[str, Browser] = {}

    def _a_producer_with_a_jury(self) -> str:
        holds = {(role, place) for player in self.cast for role, place in player["posts"]}
        places = [place for role, place in sorted(holds) if role == "evaluator" and ("jury_member", place) in holds]
        if not places:
            raise Lost("no university of the cast has an evaluator and a jury")
        return max(places, key=lambda place: len(self.people("jury_member", place)))

    def people(self, role: str, place: str = "") -> list[str]:
        return [player["email"] for player in self.cast if [role, place] in player["posts"]]

    def as_(self, email: str) -> Browser:
        if email not in self.browsers:
            browser = self.browsers[email] = Browser(self.base)
            page = browser.get("/demonstration/")
            form = next(form for form in page.forms if form.fields.get("email") == email and form.has_button("Devenir"))
            browser.send(page, form, "Devenir")
        return self.browsers[email]

    @property
    def learner(self) -> Browser:
        return self.as_(next(player["email"] for player in self.cast if not player["posts"]))

    def clock(self, moment: datetime) -> None:
        page = self.visitor.get("/demonstration/")
        self.visitor.press(page, "Avancer", until=moment.strftime("%Y-%m-%dT%H:%M"), days="").says(
            "Nous sommes maintenant"
        )

    # --- The steps, in the order of the story -------------------------------------------------------------------------

    def search_with_a_typo(self) -> None:
        """The visitor types a title without accents, two letters swapped, and finds it first."""
        shelf = self.visitor.get(f"/?univ={self.producer}&session=open")
        address, title = shelf.links_to("/formations/")[0]
        plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
        longest = max(re.findall(r"[a-z]+", plain), key=len)
        typed = plain.replace(longest, longest[:3] + longest[4] + longest[3] + longest[5:])
        found = self.visitor.get(f"/?q={quote(typed)}")
        _address, first = found.links_to("/formations/")[0]
        if first != title:
            raise Lost(f"“{typed}” finds “{first}”, not “{title}”")
        self.training = self.visitor.get(address).says("Recours").says("Rattrapage")

    def read_the_calendar(self) -> None:
        calendar = self.visitor.get(self.training.link(to=".ics")).content.decode().replace("\r\n ", "")
        self.events = [
            (datetime.strptime(f"{start}+0000", "%Y%m%dT%H%M%SZ%z").astimezone(PARIS), title.split(" – ")[0])
            for title, start in re.findall(r"SUMMARY:([^\r\n]+).*?DTSTART:(\d{8}T\d{6}Z)", calendar, re.S)
        ]
        if len(self.events) < 4:
            raise Lost(f"the calendar has {len(self.events)} events: {calendar[:400]}")

    def order(self) -> None:
        form = self.training.form("Demander mon inscription")
        self.session = form.action.strip("/").rsplit("/", 1)[-1]
        start = self.learner.get(form.action)
        page = self.learner.press(
            start,
            "Demander mon inscription",
            tariff="individual",
            proctoring="remote",
            accepts_terms="on",
            accepts_rules="on",
        )
        self.order_page = page.url
        page.says("tirée au sort")

    def sign_the_contract(self) -> None:
        page = self.wait(self.order_page, lambda page: page.links_to("/espace/contrats/"))
        contract = self.learner.get(page.link(to="/espace/contrats/"))
        pdf = self.learner.get(contract.link(to="contrat.pdf"))
        if not pdf.content.startswith(b"%PDF"):
            raise Lost("the contract is no PDF")
        contract = self.learner.press(contract, "Recevoir un code").says("Un code vient")
        letters = self.visitor.get("/demonstration/messages/")
        code = re.search(r": (\d{6})\b", letters.text)
        if code is None:
            raise Lost("no code among the messages sent")
        self.learner.press(contract, "Signer le contrat", code=code[1], has_consented="on").says(
            "Votre contrat est signé"
        )

    def owe_nothing_yet(self) -> None:
        self.wait(self.order_page, lambda page: "rétractation" in page.text)
        self.learner.get(self.order_page + "payer/").says("Rien à payer aujourd’hui")

    def name_the_jury(self) -> None:
        expert = self.as_(self.people("pedagogical_expert", self.producer)[0])
        page = expert.get(f"/jury/nommer/{self.session}/")
        form = page.form("Nommer le jury")
        sits = {name: "on" for name in form.choices if name.startswith("sits-")}
        chair = next(value for value in form.choices["president"] if value)
        meets = max(moment for moment, _title in self.events)
        page = expert.press(page, "Nommer le jury", **sits, president=chair, meets_at=meets.strftime("%d/%m/%Y %H:%M"))
        page.says("Le jury est nommé")
        self.meets = meets

    def pay_the_first_instalment(self) -> None:
        self.clock(min(moment for moment, _title in self.events) + timedelta(minutes=30))
        page = self.learner.get(self.order_page + "payer/")
        bank = self.learner.press(page, "Payer")
        self.learner.press(bank, "Accepter le paiement").says("Payé")

    def follow_the_course(self) -> None:
        home = self.learner.get("/espace/")
        self.course = home.link(to="/espace/formations/")
        page = self.learner.get(self.course)
        classes = []
        for address in dict.fromkeys(address for address, _words in page.links_to("/activites/")):
            activity = self.learner.get(address)
            if any(form.has_button("Vérifier mes réponses") for form in activity.forms):
                self.pass_the_quiz(activity)
            elif "Rejoindre la classe" in activity.text:
                classes.append(activity)
            elif button := next((b[2] for f in activity.forms for b in f.buttons if b[2].startswith("J’ai")), ""):
                self.learner.press(activity, button).says("jalon validé")
        for activity in sorted(classes, key=lambda each: self.moment_of(each)):
            self.clock(self.moment_of(activity) + timedelta(minutes=1))
            self.learner.press(self.learner.get(activity.url), "Rejoindre").says("Votre présence")
        self.learner.get(self.course).says("validées")

    def moment_of(self, activity: Page) -> datetime:
        """When a virtual class begins, by its title in the calendar."""
        shown = plain_text(activity.text)
        return next(moment for moment, title in self.events if plain_text(title) in shown)

    def pass_the_quiz(self, quiz: Page) -> None:
        """Answer, read which answers were wrong, change those, and so on: as people do."""
        form = quiz.form("Vérifier mes réponses")
        given = {name: 0 for name in form.choices}
        for _try in range(12):
            quiz = self.learner.press(quiz, "Vérifier mes réponses", **{name: str(at) for name, at in given.items()})
            verdicts = re.findall(r"Juste\.|À revoir\.", quiz.text)
            if "À revoir." not in verdicts:
                quiz.says("Réussi")
                return
            for (name, at), verdict in zip(list(given.items()), verdicts, strict=True):
                given[name] = at + (verdict == "À revoir.")
        raise Lost(f"the quiz cannot be passed: {quiz.url}")

    def be_identified_and_hand_in(self) -> None:
        page = self.learner.get(self.learner.get(self.course).link(to="/espace/evaluation/"))
        page = self.learner.press(page, "Demander la vérification") if page.has("Demander la vérification") else page
        evaluator = self.as_(self.people("evaluator", self.producer)[0])
        works = evaluator.get(evaluator.get("/evaluation/").link("Identité"))
        self.marking = works.link(to="/evaluation/", but=r"/evaluation/(\?|$)")
        evaluator.press(evaluator.get(self.marking), "Confirmer l’identité", method="live", has_seen="on")
        page = self.learner.get(page.url)
        work = "## Ma production\n\nUne situation tirée de mon métier, sa consigne, sa grille et ce que l’essai m’a appris."
        self.learner.press(page, "Déposer ma production", text=work).says("Votre production est déposée")

    def mark(self) -> None:
        evaluator = self.as_(self.people("evaluator", self.producer)[0])
        page = evaluator.get(self.marking)
        form = page.form("Transmettre au jury")
        ranks = {name: "3" for name in form.choices if name.startswith("rank-")}
        evaluator.press(page, "Transmettre au jury", **ranks, feedback="Solide.").says("jury")

    def deliberate_and_sign(self) -> None:
        self.clock(self.meets + timedelta(minutes=5))
        jurors = [self.as_(player["email"]) for player in self.cast if self.sits(player)]
        desk = jurors[0].get("/jury/")
        address = desk.link(to="/jury/", but=r"/jury/($|\?|nommer)")
        chair = next(juror for juror in jurors if any(f.has_button("Ouvrir") for f in juror.get(address).forms))
        page = chair.get(address)
        here = {name: "on" for name in page.form("Ouvrir la délibération").choices}
        page = chair.press(page, "Ouvrir la délibération", **here)
        page = chair.press(page, "sans réserve")
        chair.press(page, "Vérifier et clore").says("Signatures")
        for juror in jurors:
            page = juror.get(address)
            if any(form.has_button("Signer le procès-verbal") for form in page.forms):
                juror.press(page, "Signer le procès-verbal", has_read="on")
        self.wait(address, lambda page: page.links_to("proces-verbal"), browser=chair)

    def sits(self, player: dict[str, list[list[str]]]) -> bool:
        juror = ("jury_member", "evaluator", "pedagogical_expert")
        return any(place == self.producer and role in juror for role, place in player["posts"])

    def receive_the_credential(self) -> None:
        page = self.wait("/espace/certificats/", lambda page: page.links_to("certificat.pdf"))
        self.pdf = self.learner.get(page.link(to="certificat.pdf")).content
        self.json = self.learner.get(page.link(to="certificat.json")).content
        self.public = page.link("Voir la page")
        self.learner.press(page, "Montrer mon nom").says("nom")

    def verify_as_a_stranger(self) -> None:
        self.visitor.get(self.public).says("authentique et en vigueur")
        for name, content in (("certificat.pdf", self.pdf), ("certificat.json", self.json)):
            self.upload(name, content).says("authentique et en vigueur")

    def upload(self, name: str, content: bytes) -> Page:
        page = self.visitor.get("/verifier/")
        return self.visitor.press(page, "Vérifier", files={"file": (name, content)})

    def catch_the_forgeries(self) -> None:
        person = json.loads(self.json)["credentialSubject"]
        text = self.json.decode()
        forged = text.replace(json.loads(text)["name"], "Un autre titre") if "name" in json.loads(text) else text[:-1]
        self.upload("certificat.json", forged.encode()).says("modifié")
        self.upload("inconnu.json", badge_of_a_stranger()).says("inconnu")
        if not person:
            raise Lost("the credential has no subject")

    def revoke(self) -> None:
        signatory = self.as_(self.people("legal_representative", self.producer)[0])
        page = signatory.get(self.public.rstrip("/") + "/statut/")
        page = signatory.press(page, "Continuer", wanted="revoked", reason="Erreur matérielle")
        signatory.press(page, "Révoquer ce certificat").says("révoqué")
        self.visitor.get(self.public).says("révoqué")
        self.upload("certificat.pdf", self.pdf).says("révoqué")

    def wait(self, address: str, is_there: Callable[[Page], object], browser: Browser | None = None) -> Page:
        """Look again until the worker has done its part."""
        until = time.monotonic() + PATIENCE
        while True:
            page = (browser or self.learner).get(address)
            if is_there(page):
                return page
            if time.monotonic() > until:
                raise Lost(f"still waiting after {PATIENCE} s: {page.text[:600]}")
            time.sleep(0.3)


def plain_text(text: str) -> str:
    """Text without what typography adds: no-break spaces, curly apostrophes, backslashes of the calendar format."""
    return " ".join(text.replace("’", "'").replace("\\", "").split())


STEPS: tuple[tuple[str, Callable[[Walk], None]], ...] = (
    ("search with a typo, read a training", Walk.search_with_a_typo),
    ("read its calendar", Walk.read_the_calendar),
    ("order; a university is drawn", Walk.order),
    ("read and sign the contract", Walk.sign_the_contract),
    ("owe nothing within the withdrawal period", Walk.owe_nothing_yet),
    ("name the jury", Walk.name_the_jury),
    ("pay the first instalment", Walk.pay_the_first_instalment),
    ("reach the milestones", Walk.follow_the_course),
    ("be identified, hand in the work", Walk.be_identified_and_hand_in),
    ("mark on the rubric", Walk.mark),
    ("deliberate, sign the minutes", Walk.deliberate_and_sign),
    ("receive, download and share the credential", Walk.receive_the_credential),
    ("verify by link, PDF and JSON", Walk.verify_as_a_stranger),
    ("recognise a forgery and an unknown issuer", Walk.catch_the_forgeries),
    ("revoke, and see it revoked", Walk.revoke),
)


def main(base: str) -> int:
    walk = Walk(base)
    for number, (words, step) in enumerate(STEPS, start=1):
        began = time.monotonic()
        try:
            step(walk)
        except Lost as lost:
            print(f"{number:2}/{len(STEPS)} FAILED {words}: {lost}")
            return 1
        print(f"{number:2}/{len(STEPS)} {words} ({time.monotonic() - began:.1f} s)", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1].rstrip("/")))
