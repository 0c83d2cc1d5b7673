"""How every Django form is drawn and speaks: one renderer for the drawing, one mixin for the words.

The renderer is set in the settings (``FORM_RENDERER``), so a page writes ``{{ form }}`` and nothing else. Fields are
checked by the server, which says what to do; the browser's own bubbles (``required``) are replaced by ``aria-required``.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

from django import forms
from django.forms import renderers
from django.forms.boundfield import BoundField
from django.forms.utils import pretty_name
from django.utils.deconstruct import deconstructible
from django.utils.functional import cached_property
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from . import wording

TEMPLATE_BUILTINS = ["django.templatetags.i18n", "microcert.web.frame.templatetags.uc"]

#: Class of the control, by kind of widget; anything else is a text box.
CONTROL_CLASSES: dict[type[forms.Widget], str] = {
    forms.CheckboxInput: "form-check-input",
    forms.RadioSelect: "form-check-input",
    forms.CheckboxSelectMultiple: "form-check-input",
    forms.Select: "form-select",
}


class UniBoundField(BoundField):
    """A field that knows its look: class of its control, and the ids of its help and errors."""

    @property
    def is_group(self) -> bool:
        """Radio buttons or boxes: drawn as a fieldset with a legend."""
        return isinstance(self.field.widget, forms.RadioSelect | forms.CheckboxSelectMultiple)

    @property
    def is_box(self) -> bool:
        """One check box: drawn before its label."""
        return isinstance(self.field.widget, forms.CheckboxInput)

    @property
    def described_by(self) -> str:
        """Ids of the help and error texts that are on the page, for ``aria-describedby``."""
        return " ".join(
            id_
            for id_, shown in ((f"{self.auto_id}_helptext", self.help_text), (f"{self.auto_id}_error", self.errors))
            if shown
        )

    @property
    def anchor(self) -> str:
        """Id that the error summary links to: the control itself, or the first choice of a group."""
        return (
            f"{self.auto_id}_0" if self.is_group or isinstance(self.field.widget, forms.MultiWidget) else self.auto_id
        )

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        """Attributes of the control: class, state, and what describes it."""
        widget = widget or self.field.widget
        built = super().build_widget_attrs(attrs, widget)
        built.pop("required", None)
        if widget.is_hidden:
            return built
        css = next((css for kind, css in CONTROL_CLASSES.items() if isinstance(widget, kind)), "form-control")
        invalid = "is-invalid" if self.errors else ""
        built["class"] = " ".join(filter(None, (widget.attrs.get("class", ""), css, invalid)))
        if self.is_group:
            # Neither attribute is allowed on a radio button; the fieldset carries the error text.
            built.pop("aria-invalid", None)
        elif self.field.required:
            built["aria-required"] = "true"
        return built


class UniFormRenderer(renderers.DjangoTemplates):
    """Draws every form, field and widget with the templates of the frame."""

    form_template_name = "frame/form.html"
    field_template_name = "frame/field.html"
    formset_template_name = "frame/formset.html"
    bound_field_class = UniBoundField

    @cached_property
    def engine(self) -> Any:
        """The engine of Django's own renderer, with the tags of the frame built in."""
        return self.backend(
            {
                "APP_DIRS": True,
                "DIRS": [Path(renderers.__file__).parent / "templates"],
                "NAME": "frame-forms",
                "OPTIONS": {"builtins": TEMPLATE_BUILTINS},
            }
        )


#: What to do, by (kind of field, code of the error). Looked up from the most precise class to ``Field``.
PLAIN_WORDS: dict[tuple[type[forms.Field], str], Any] = {
    (forms.Field, "required"): _("Renseignez « {label} »."),
    (forms.EmailField, "invalid"): _("Indiquez une adresse électronique complète, par exemple nom@domaine.fr."),
    (forms.URLField, "invalid"): _("Indiquez une adresse complète, par exemple https://www.exemple.fr."),
    (forms.IntegerField, "invalid"): _("Écrivez un nombre entier, en chiffres."),
    (forms.DecimalField, "invalid"): _("Écrivez un nombre, par exemple 12,50."),
    (forms.DateField, "invalid"): _("Indiquez une date au format jj/mm/aaaa, par exemple 14/03/1988."),
    (forms.DateTimeField, "invalid"): _("Indiquez une date et une heure, par exemple 14/03/2027 09:30."),
    (forms.TimeField, "invalid"): _("Indiquez une heure, par exemple 09:30."),
    (forms.BooleanField, "required"): _("Cochez la case « {label} » pour continuer."),
    (forms.ChoiceField, "required"): _("Choisissez une réponse pour « {label} »."),
    (forms.ChoiceField, "invalid_choice"): _("Choisissez l’une des réponses proposées."),
    (forms.ModelChoiceField, "required"): _("Choisissez une réponse pour « {label} »."),
    (forms.ModelChoiceField, "invalid_choice"): _("Choisissez l’une des réponses proposées."),
    (forms.MultipleChoiceField, "required"): _("Choisissez au moins une réponse pour « {label} »."),
    (forms.FileField, "required"): _("Choisissez un fichier pour « {label} »."),
    (forms.FileField, "missing"): _("Le fichier n’a pas été reçu. Choisissez-le de nouveau."),
    (forms.FileField, "empty"): _("Ce fichier est vide. Choisissez-en un autre."),
    (forms.ImageField, "invalid_image"): _(
        "Ce fichier n’est pas une image lisible. Choisissez un fichier PNG ou JPEG."
    ),
}


def speak_plainly(field: forms.Field, label: object) -> None:
    """Replace the stock messages of ``field`` by ours; those that the form's author wrote are left alone."""
    stock: dict[str, Any] = {}
    words: dict[str, Any] = {}
    for kind in reversed(type(field).__mro__):
        stock.update(getattr(kind, "default_error_messages", {}))
        words.update({code: text for (known, code), text in PLAIN_WORDS.items() if known is kind})
    for code, text in words.items():
        # A validator's message (an address, say) is not among the field's own, yet gives way to one set here.
        if field.error_messages.get(code) == stock.get(code):
            # Lazy: the language is known only when the message is shown.
            field.error_messages[code] = format_lazy(text, label=label)


class PlainWords:
    """Mixin for forms of other libraries (allauth): our messages, their fields."""

    fields: dict[str, forms.Field]
    #: Labels to use in place of the library's, by name of field.
    labels_instead: ClassVar[dict[str, Any]] = {}
    #: Beside the label of a field that may stay empty, when « (facultatif) » would not be true.
    optional_words: ClassVar[Any] = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = self.labels_instead.get(name, field.label)
            speak_plainly(field, field.label or pretty_name(name))


class UniForm(PlainWords, forms.Form):
    """Base of our forms. ``template_name`` may still be set, or the page may draw ``{{ form.field.as_field_group }}``."""

    #: Set it to False where the sentence on required fields would be noise (a search box).
    says_what_is_required = True


class UniModelForm(PlainWords, forms.ModelForm):
    """The same for forms made from a model."""

    says_what_is_required = True


@deconstructible
class MaxFileSize:
    """Validator: refuse a file above ``octets``, saying what to do."""

    def __init__(self, octets: int) -> None:
        self.octets = octets

    def __call__(self, file: Any) -> None:
        if file.size > self.octets:
            raise forms.ValidationError(
                _("Ce fichier dépasse %(most)s. Réduisez-le ou déposez-le en deux parties."),
                code="file_too_large",
                params={"most": wording.filesize(self.octets)},
            )

    def __eq__(self, other: object) -> bool:
        return isinstance(other, MaxFileSize) and other.octets == self.octets

    def __hash__(self) -> int:
        return hash(self.octets)
