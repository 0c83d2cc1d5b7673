"""The story, gesture by gesture, through the pages that its people use. It knows no name of any consortium."""

from __future__ import annotations

import json
import re
import time
import unicodedata
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from demo.stranger import badge_of_a_stranger
from playwright.sync_api import Browser, Locator, Page

from .paper import qr_leads_to, seen_on_paper

PARIS = ZoneInfo("Europe/Paris")
PATIENCE = 60  # seconds for the worker to do its part
JURORS = {"jury_member", "evaluator", "pedagogical_expert"}
WORK = "## Ma production\n\nUne situation tirée de mon métier, sa consigne, sa grille et ce que l’essai m’a appris."

Show = Callable[[Page, str], None]


def folded(text: str) -> str:
    """Text without what typography adds: no-break spaces, curly apostrophes, the calendar format's backslashes."""
    return " ".join(text.replace("’", "'").replace("\\", "").split())


def reads(page: Page) -> str:
    page.wait_for_load_state()
    return folded(page.locator("body").inner_text())


def says(page: Page, words: str) -> Page:
    text = reads(page)
    assert folded(words) in text, f"“{words}” is not on {page.url}: {text[:1500]}"
    return page


def press(place: Page | Locator, words: str) -> None:
    place.get_by_role("button", name=words).first.click()
    (place if isinstance(place, Page) else place.page).wait_for_load_state()


def go_by(link: Locator) -> None:
    """Press what leads elsewhere and be there: a click alone may return before the other page has come."""
    with link.page.expect_navigation():
        link.first.click()


def follow(page: Page, words: str) -> None:
    go_by(page.get_by_role("main").get_by_role("link", name=words))


class Story:
    """One playing of it: a browser window a person, and what earlier gestures found. `show` is given each page worth seeing."""

    def __init__(self, browser: Browser, address: str, show: Show, *, javascript: bool, folder: Path) -> None:
        self.browser, self.address, self.show, self.folder = browser, address, show, folder
        self.javascript = javascript
        self._windows: dict[str, Page] = {}
        self.visitor = self.window("")
        self.cast = self.visitor.request.get(f"{address}/demonstration/distribution.json").json()["cast"]
        self.producer = self._a_producer_with_a_jury()
        self.learner = self.window(next(player["email"] for player in self.cast if not player["posts"]))

    # --- People ---

    def window(self, email: str) -> Page:
        """The page that this person has open; an empty address is a visitor. Logs in with one click on the demonstration."""
        if email not in self._windows:
            context = self.browser.new_context(
                viewport={"width": 1280, "height": 900},
                locale="fr-FR",
                timezone_id="Europe/Paris",
                reduced_motion="reduce",
                java_script_enabled=self.javascript,
            )
            context.set_default_timeout(20_000)
            page = self._windows[email] = context.new_page()
            if email:
                page.goto(self.address + "/demonstration/")
                press(page.locator("main form").filter(has=page.locator(f'input[value="{email}"]')), "Devenir")
        return self._windows[email]

    def _a_producer_with_a_jury(self) -> str:
        """The university with an evaluator and the largest jury among the cast."""
        holds = {(role, place) for player in self.cast for role, place in player["posts"]}
        places = [place for role, place in sorted(holds) if role == "evaluator" and ("jury_member", place) in holds]
        return max(places, key=lambda place: len(self.people("jury_member", place)))

    def people(self, role: str, place: str) -> list[str]:
        return [player["email"] for player in self.cast if [role, place] in player["posts"]]

    def one(self, role: str) -> Page:
        """Who holds this role at the producing university, else somebody who holds it for the whole consortium."""
        return self.window([*self.people(role, self.producer), *self.people(role, "")][0])

    def jurors(self) -> list[Page]:
        sit = [
            player["email"]
            for player in self.cast
            if any(role in JURORS and place == self.producer for role, place in player["posts"])
        ]
        return [self.window(email) for email in sit]

    def go(self, page: Page, path: str) -> Page:
        page.goto(path if path.startswith("http") else self.address + path)
        return page

    def clock(self, moment: datetime) -> None:
        page = self.go(self.visitor, "/demonstration/")
        page.get_by_label("ou aller au").fill(moment.astimezone(PARIS).strftime("%Y-%m-%dT%H:%M"))
        press(page, "Avancer")
        says(page, "Nous sommes maintenant")

    def wait(self, page: Page, path: str, is_there: Callable[[Page], bool]) -> Page:
        """Look again until the worker has done its part."""
        until = time.monotonic() + PATIENCE
        while not is_there(self.go(page, path)):
            assert time.monotonic() < until, f"still waiting after {PATIENCE} s: {reads(page)[:1500]}"
            time.sleep(0.3)
        return page

    # --- The visitor ---

    def search_with_a_typo(self) -> None:
        """Without accents, two letters swapped: what was meant comes first."""
        page = self.go(self.visitor, f"/?univ={self.producer}&session=open")
        title = page.locator("#resultats h3 a").first.inner_text()
        plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
        longest = max(re.findall(r"[a-z]+", plain), key=len)
        self.show(self.go(page, "/"), "catalogue")
        page.get_by_label("Rechercher une formation").fill(
            plain.replace(longest, longest[:3] + longest[4] + longest[3] + longest[5:])
        )
        press(page, "Rechercher")
        assert page.locator("#resultats h3 a").first.inner_text() == title
        self.show(page, "search")
        go_by(page.locator("#resultats h3 a"))
        self.training = page.url
        says(says(page, "Recours"), "Rattrapage")
        self.show(page, "training")
        self._read_the_calendar(page)

    def _read_the_calendar(self, page: Page) -> None:
        file = page.request.get(self.address + page.locator('a[href$=".ics"]').first.get_attribute("href")).text()
        self.events = [
            (datetime.strptime(f"{start}+0000", "%Y%m%dT%H%M%SZ%z"), folded(title.split(" – ")[0]))
            for title, start in re.findall(
                r"SUMMARY:([^\r\n]+).*?DTSTART:(\d{8}T\d{6}Z)", file.replace("\r\n ", ""), re.S
            )
        ]
        assert len(self.events) >= 4

    # --- The learner orders, signs, pays ---

    def order(self) -> None:
        self.order_page = self.ask_for_a_seat(self.learner)
        self._find_the_draw(self.learner)

    def _find_the_draw(self, page: Page) -> None:
        """The draw stands in the public ledger, under the key that the learner alone can tell is theirs."""
        key = re.search(r"Votre clé : (\w+)", reads(page))
        assert key
        follow(page, "Votre ligne au registre des tirages")
        assert key[1] in folded(page.locator(f"[id='{page.url.partition('#')[2]}']").inner_text())
        self.show(page, "draws")

    def ask_for_a_seat(self, page: Page) -> str:
        """The address of the order; the session is the one that the training's page offers first."""
        self.go(page, self.training)
        press(page, "Demander mon inscription")
        self.show(page, "order-start")
        self.session = page.url.split("/inscription/")[1].split("/")[0]
        page.locator('[name="tariff"]').first.check()
        page.locator('[name="proctoring"][value="remote"]').check()
        page.locator('[name="accepts_terms"]').check()
        page.locator('[name="accepts_rules"]').check()
        press(page, "Demander mon inscription")
        says(page, "tirée au sort")
        self.show(page, "order")
        return page.url

    def sign_the_contract(self) -> None:
        page = self.wait(
            self.learner, self.order_page, lambda page: page.locator('main a[href*="/contrats/"]').count() > 0
        )
        self.university = page.locator("#univ").inner_text()
        go_by(page.locator('main a[href*="/contrats/"]'))
        self.contract = page.url
        self.show(page, "contract")
        paper = page.locator('a[href$="contrat.pdf"]').first.get_attribute("href")
        assert folded(self.university) in seen_on_paper(page.request.get(self.address + paper).body())
        press(page, "Recevoir un code")
        letters = self.go(self.visitor, "/demonstration/messages/")
        self.show(letters, "letters")
        code = re.search(r": (\d{6})\b", reads(letters))
        assert code
        page.locator('[name="code"]').fill(code[1])
        page.locator('[name="has_consented"]').check()
        press(page, "Signer le contrat")
        says(page, "Votre contrat est signé")
        self.show(page, "contract-signed")
        self.show(self.go(page, self.contract + "retractation/"), "withdraw")

    def owe_nothing_yet(self) -> None:
        self.wait(self.learner, self.order_page, lambda page: "rétractation" in reads(page))
        page = says(self.go(self.learner, self.order_page + "payer/"), "Rien à payer aujourd’hui")
        assert page.get_by_role("button", name="Payer").count() == 0
        self.show(page, "nothing-to-pay")

    def name_the_jury(self) -> None:
        page = self.go(self.one("pedagogical_expert"), f"/jury/nommer/{self.session}/")
        self.meets = max(moment for moment, _title in self.events)
        page.locator('[name="meets_at"]').fill(self.meets.astimezone(PARIS).strftime("%d/%m/%Y %H:%M"))
        for seat in page.locator('[name^="sits-"]').all():
            seat.check()
        page.locator('[name="president"]').select_option(index=1)
        self.show(page, "jury-naming")
        press(page, "Nommer le jury")
        says(page, "Le jury est nommé")

    def pay_the_first_instalment(self) -> None:
        self.clock(min(moment for moment, _title in self.events) + timedelta(minutes=30))
        page = self.go(self.learner, self.order_page + "payer/")
        self.show(page, "to-pay")
        press(page, "Payer")
        self.show(page, "bank")
        press(page, "Accepter le paiement")
        says(page, "Payé")
        self.show(self.go(page, "/espace/"), "learner")

    # --- The learner follows the course ---

    def follow_the_course(self) -> None:
        page = self.go(self.learner, "/espace/")
        go_by(page.locator('main a[href*="/espace/formations/"]'))
        self.course = page.url.split("activites/")[0]
        self.go(page, self.course)
        links = page.locator('main .uc-steps a[href*="/activites/"]').all()
        classes: list[tuple[datetime, str]] = []
        for address in [link.get_attribute("href") for link in links]:
            self.go(page, address)
            if page.get_by_role("button", name="Vérifier mes réponses").count():
                self.show(page, "quiz")
                self._pass_the_quiz(page)
            elif page.get_by_role("heading", name="Rejoindre la classe").count():
                classes.append((self._moment_of(page), address))
            elif page.get_by_role("button", name=re.compile("^J’ai")).count():
                self.show(page, "video" if "J'ai regardé" in reads(page) else "reading")
                press(page, "J’ai")
                says(page, "jalon validé")
        self.show(self.go(page, self.course), "course")
        for moment, address in sorted(classes):
            self.clock(moment + timedelta(minutes=1))
            self.show(self.go(page, address), "class")
            press(page, "Rejoindre")
            says(page, "Votre présence")
        says(self.go(page, self.course), "validées")

    def _moment_of(self, page: Page) -> datetime:
        return next(moment for moment, title in self.events if title in reads(page))

    def _pass_the_quiz(self, page: Page) -> None:
        """Answer, read which answers were wrong, change those, and so on: as people do."""
        names = list(
            dict.fromkeys(str(each.get_attribute("name")) for each in page.locator('[name^="question_"]').all())
        )
        given = dict.fromkeys(names, 0)
        for _try in range(12):
            for name, at in given.items():
                page.locator(f'[name="{name}"][value="{at}"]').check()
            press(page, "Vérifier mes réponses")
            verdicts = re.findall(r"Juste\.|À revoir\.", reads(page))
            if "À revoir." not in verdicts:
                says(page, "Réussi")
                return
            given = {name: at + (said == "À revoir.") for (name, at), said in zip(given.items(), verdicts, strict=True)}
        raise AssertionError(f"the quiz cannot be passed: {page.url}")

    # --- Assessment and jury, at the producing university ---

    def be_identified_and_hand_in(self) -> None:
        page = self.go(self.learner, self.course)
        follow(page, "Règles, épreuve et résultat")
        self.sitting = urlsplit(page.url).path
        self.show(page, "assessment")
        if page.get_by_role("button", name="Demander la vérification").count():
            press(page, "Demander la vérification")
        assert page.get_by_role("button", name="Déposer ma production").count() == 0, (
            "handed in before the identity check"
        )
        evaluator = self.go(self.one("evaluator"), "/evaluation/")
        self.show(evaluator, "works")
        follow(evaluator, "Identité")
        go_by(evaluator.locator('main tbody a[href*="/evaluation/"]'))
        self.marking = evaluator.url
        evaluator.locator('[name="method"][value="live"]').check()
        evaluator.locator('[name="has_seen"]').check()
        self.show(evaluator, "identity")
        press(evaluator, "Confirmer l’identité")
        self.go(page, self.sitting)
        page.locator('[name="text"]').fill(WORK)
        self.show(page, "handing-in")
        press(page, "Déposer ma production")
        says(page, "Votre production est déposée")
        self.show(page, "handed-in")

    def mark(self) -> None:
        page = self.go(self.one("evaluator"), self.marking)
        for level in page.locator('[name^="rank-"][value="3"]').all():
            level.check()
        page.locator('[name="feedback"]').fill("Solide.")
        self.show(page, "marking")
        press(page, "Transmettre au jury")
        says(page, "jury")

    def deliberate_and_sign(self) -> None:
        self.clock(self.meets + timedelta(minutes=5))
        jurors = self.jurors()
        self.show(self.go(jurors[0], "/jury/"), "juries")
        go_by(jurors[0].locator("main tbody a"))
        self.jury = jurors[0].url
        for juror in jurors:
            self.go(juror, self.jury)
        chair = next(juror for juror in jurors if juror.get_by_role("button", name="Ouvrir la délibération").count())
        for here in chair.locator('[name^="present-"]').all():
            here.check()
        self.show(chair, "jury-opening")
        press(chair, "Ouvrir la délibération")
        self.show(chair, "jury")
        self._read_a_case(chair)
        press(chair, "sans réserve")
        press(chair, "Vérifier et clore")
        says(chair, "Signatures")
        self.show(chair, "jury-signing")
        for juror in jurors:
            if self.go(juror, self.jury).get_by_role("button", name="Signer le procès-verbal").count():
                juror.locator('[name="has_read"]').check()
                press(juror, "Signer le procès-verbal")
        self.wait(chair, self.jury, lambda page: page.locator('a[href*="proces-verbal"]').count() > 0)
        self.show(chair, "jury-sealed")

    def _read_a_case(self, chair: Page) -> None:
        go_by(chair.locator('main tbody a[href*="/dossiers/"]'))
        self.show(chair, "jury-case")
        self.go(chair, self.jury)

    # --- The credential ---

    def receive_the_credential(self) -> None:
        page = self.wait(
            self.learner, "/espace/certificats/", lambda page: page.locator('a[href$="certificat.pdf"]').count() > 0
        )
        self.pdf, self.json = self._download(page, "certificat.pdf"), self._download(page, "certificat.json")
        self.public = str(page.get_by_role("link", name="Voir la page").first.get_attribute("href"))
        self.link = page.get_by_label("Lien à transmettre").input_value()
        press(page, "Montrer mon nom")
        self.show(page, "credentials")
        self.show(self.go(page, "/espace/"), "learner-certified")

    def _download(self, page: Page, name: str) -> Path:
        with page.expect_download() as coming:
            page.locator(f'main a[href$="{name}"]').first.click()
        path = self.folder / name
        coming.value.save_as(path)
        return path

    def verify_as_a_stranger(self) -> None:
        says(self.go(self.visitor, self.link), "authentique et en vigueur")
        self.show(self.visitor, "verified-by-link")
        # The QR on the page, module by module, is the one of this very address: whoever photographs it comes here.
        assert qr_leads_to(self.pdf, self.link)
        assert not qr_leads_to(self.pdf, self.link[:-1] + "!")
        for name, file in (("pdf", self.pdf), ("json", self.json)):
            says(self.upload(file), "authentique et en vigueur")
            self.show(self.visitor, f"verified-by-{name}")

    def upload(self, file: Path) -> Page:
        page = self.go(self.visitor, "/verifier/")
        if file == self.pdf:
            self.show(page, "verify")
        page.locator('[name="file"]').set_input_files(file)
        press(page.get_by_role("main"), "Vérifier")
        return page

    def catch_the_forgeries(self) -> None:
        title = json.loads(self.json.read_text())["name"]
        forged = self.folder / "retouche.json"
        forged.write_text(self.json.read_text().replace(title, "Un autre titre"))
        says(self.upload(forged), "modifié")
        self.show(self.visitor, "tampered")
        sealed = self.pdf.read_bytes()
        changed = self.folder / "retouche.pdf"
        changed.write_bytes(sealed[:2000] + bytes([sealed[2000] ^ 1]) + sealed[2001:])
        assert "authentique et en vigueur" not in reads(self.upload(changed))
        unknown = self.folder / "inconnu.json"
        unknown.write_bytes(badge_of_a_stranger())
        says(self.upload(unknown), "inconnu")
        self.show(self.visitor, "unknown-issuer")

    def revoke(self) -> None:
        page = self.go(self.one("legal_representative"), self.link.rstrip("/") + "/statut/")
        page.locator('[name="wanted"][value="revoked"]').check()
        page.locator('[name="reason"]').fill("Erreur matérielle")
        self.show(page, "status")
        press(page, "Continuer")
        self.show(page, "revoking")
        press(page, "Révoquer ce certificat")
        says(page, "révoqué")
        says(self.go(self.visitor, self.link), "révoqué")
        self.show(self.visitor, "revoked-by-link")
        says(self.upload(self.pdf), "révoqué")
        self.show(self.visitor, "revoked-by-pdf")

    STEPS = (
        search_with_a_typo,
        order,
        sign_the_contract,
        owe_nothing_yet,
        name_the_jury,
        pay_the_first_instalment,
        follow_the_course,
        be_identified_and_hand_in,
        mark,
        deliberate_and_sign,
        receive_the_credential,
        verify_as_a_stranger,
        catch_the_forgeries,
        revoke,
    )

    def play(self) -> None:
        for step in self.STEPS:
            getattr(self, step.__name__)()

    def close(self) -> None:
        for page in self._windows.values():
            page.context.close()
