from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from microcert.credentials.rules import CredentialStatus
from microcert.web.frame.forms import MaxFileSize, UniForm

MOST_BYTES = 5_000_000


class VerifyForm(UniForm):
    """What a third party has in hand: a code on paper, or a file. One of the two is enough."""

    says_what_is_required = False

    code = forms.CharField(
        label=gettext_lazy("Code ou numéro"),
        help_text=gettext_lazy("Au bas du certificat, par exemple 7KQ4-M2XD."),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    file = forms.FileField(
        label=gettext_lazy("Fichier PDF ou JSON"),
        help_text=gettext_lazy("Le certificat ou les données signées, 5 Mo au plus. Rien n’est conservé."),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".pdf,.json,.jsonld,application/pdf,application/json"}),
        validators=[MaxFileSize(MOST_BYTES)],
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        has_code, has_file = bool(cleaned.get("code")), isinstance(cleaned.get("file"), UploadedFile)
        if has_code and has_file:
            self.add_error("code", _("Donnez soit un code, soit un fichier : effacez l’un des deux."))
        elif not has_code and not has_file and not self.errors:
            self.add_error("code", _("Recopiez le code du certificat, ou choisissez son fichier."))
        return cleaned


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
