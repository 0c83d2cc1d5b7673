from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from microcert.credentials.rules import CredentialStatus
from microcert.web.frame.forms import MaxFileSize, UniForm

MOST_BYTES = 10_000_000
MOST_LETTERS = 1_000_000
ACCEPTED = ".pdf,.json,.jsonld,.jwt,.sd-jwt,.txt,.png,.svg,.jpg,.jpeg,application/pdf,application/json,image/png,image/jpeg,image/svg+xml"


class VerifyForm(UniForm):
    """What a third party has in hand: a code on paper or an address, a file, or a text. One of the three is enough."""

    says_what_is_required = False

    code = forms.CharField(
        label=gettext_lazy("Code, numéro ou adresse"),
        help_text=gettext_lazy("Au bas du certificat, par exemple 7KQ4-M2XD, ou l’adresse de sa page permanente."),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    file = forms.FileField(
        label=gettext_lazy("Fichier"),
        help_text=gettext_lazy(
            "PDF, JSON, jeton (JWT, SD-JWT), fichier Europass, image de badge (PNG, SVG), ou photographie du code QR (JPEG, PNG), 10 Mo au plus. Rien n’est conservé."
        ),
        required=False,
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        validators=[MaxFileSize(MOST_BYTES)],
    )
    text = forms.CharField(
        label=gettext_lazy("Texte copié"),
        help_text=gettext_lazy("Le contenu d’un fichier JSON, ou un jeton qui commence par « eyJ »."),
        required=False,
        max_length=MOST_LETTERS,
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off", "spellcheck": "false"}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        given = [name for name in ("code", "text") if cleaned.get(name)]
        if isinstance(cleaned.get("file"), UploadedFile):
            given.append("file")
        if len(given) > 1:
            self.add_error(given[0], _("Donnez soit un code, soit un fichier, soit un texte : effacez les autres."))
        elif not given and not self.errors:
            self.add_error("code", _("Recopiez le code du certificat, ou choisissez son fichier."))
        return cleaned

    @property
    def content(self) -> tuple[str, bytes] | None:
        """What is to be judged: the field that it came by and its bytes; None when a code was given."""
        if file := self.cleaned_data.get("file"):
            return "file", file.read()
        if pasted := self.cleaned_data.get("text"):
            return "text", pasted.encode()
        return None


class StatusForm(UniForm):
    """A change of status that the credential's present state allows, and why."""

    wanted = forms.ChoiceField(label=gettext_lazy("Décision"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=gettext_lazy("Motif"),
        help_text=gettext_lazy(
            "Une phrase, sans donnée de santé ni reproche : elle est communiquée au titulaire et affichée publiquement."
        ),
        max_length=250,
        widget=forms.TextInput(),
    )

    def __init__(self, *args: Any, choices: list[tuple[CredentialStatus, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["wanted"].choices = choices  # type: ignore[attr-defined]

    def hide(self) -> None:
        """Carry the answers through the page that asks to confirm."""
        for field in self.fields.values():
            field.widget = forms.HiddenInput()
