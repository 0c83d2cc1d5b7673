"""Every form: label, help and error tied to the control, a summary that leads to each field, words that say what to do."""

from __future__ import annotations

from typing import Any

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from microcert.web.frame.forms import MaxFileSize, UniForm
from microcert.web.frame.gallery import SampleForm


def errors_of(form: forms.Form) -> dict[str, list[str]]:
    return {name: [str(error) for error in errors] for name, errors in form.errors.items()}


@pytest.mark.requirement("R111")
def test_help_and_error_are_tied_to_the_control() -> None:
    page = str(SampleForm({"email": "ines@"}))
    assert 'aria-describedby="id_email_helptext id_email_error"' in page
    assert 'id="id_email_helptext"' in page and 'id="id_email_error"' in page
    assert 'class="form-control is-invalid"' in page and 'aria-invalid="true"' in page


def test_a_group_of_choices_is_a_fieldset_that_carries_its_error() -> None:
    page = str(SampleForm({}))
    assert '<fieldset class="uc-field" aria-describedby="id_rhythm_error">' in page
    radio = page[page.index('type="radio"') : page.index("En semaine")]
    assert "aria-invalid" not in radio and "aria-required" not in radio


def test_the_summary_names_each_error_and_leads_to_its_field() -> None:
    page = str(SampleForm({}))
    summary = page[: page.index("</div>\n</div>")]
    assert 'role="alert" tabindex="-1" data-error-summary' in summary and "6 points sont à corriger" in summary
    for anchor in ("id_name", "id_rhythm_0", "id_work", "id_terms"):
        assert f'href="#{anchor}"' in summary and f'id="{anchor}"' in page


def test_errors_say_what_to_do() -> None:
    said = errors_of(SampleForm({"email": "ines@", "birth": "hier", "funding": "bank", "rhythm": "week"}))
    assert said["name"] == ["Renseignez « Nom »."]
    assert said["email"] == ["Indiquez une adresse électronique complète, par exemple nom@domaine.fr."]
    assert said["birth"] == ["Indiquez une date au format jj/mm/aaaa, par exemple 14/03/1988."]
    assert said["funding"] == ["Choisissez l’une des réponses proposées."]
    assert said["work"] == ["Choisissez un fichier pour « Production »."]
    assert said["terms"] == ["Cochez la case « J'ai lu les conditions générales de vente » pour continuer."]
    assert "rhythm" not in said


def test_words_written_by_the_author_of_a_form_are_kept() -> None:
    class Signature(UniForm):
        code = forms.CharField(label="Code", error_messages={"required": "Recopiez le code reçu."})
        percent = forms.ChoiceField(label="Part de 5 %", choices=[("a", "A")])

    assert errors_of(Signature({"percent": "z"})) == {
        "code": ["Recopiez le code reçu."],
        "percent": ["Choisissez l’une des réponses proposées."],
    }


def test_a_file_too_large_is_refused_with_the_remedy() -> None:
    class Deposit(UniForm):
        work = forms.FileField(label="Production", validators=[MaxFileSize(1000)])

    form = Deposit({}, {"work": SimpleUploadedFile("a.pdf", b"x" * 1001)})
    assert errors_of(form) == {"work": ["Ce fichier dépasse 1\u00a0Ko. Réduisez-le ou déposez-le en deux parties."]}
    assert Deposit({}, {"work": SimpleUploadedFile("a.pdf", b"x" * 1000)}).is_valid()


def test_optional_fields_say_so_and_required_ones_are_told_to_assistive_technology() -> None:
    page = str(SampleForm())
    assert page.count("(facultatif)") == 3
    assert "aria-required" in page and " required" not in page.replace("aria-required", "")
    assert "Tous les champs sont obligatoires" in page


def test_a_class_set_by_the_author_is_kept_beside_ours() -> None:
    class Wide(UniForm):
        code = forms.CharField(widget=forms.TextInput(attrs={"class": "form-control-lg"}))

    assert 'class="form-control-lg form-control"' in str(Wide())


def test_a_hidden_field_carries_no_look() -> None:
    class Next(UniForm):
        address = forms.CharField(widget=forms.HiddenInput)

    assert str(Next({"address": "/x"})).strip() == '<input type="hidden" name="address" value="/x" id="id_address">'


def test_labels_cannot_break_out_of_a_message() -> None:
    class Odd(UniForm):
        code = forms.CharField(label="<b>{0} %(x)s</b>")

    page = str(Odd({}))
    assert "<b>" not in page and "&lt;b&gt;{0} %(x)s&lt;/b&gt;" in page


def test_formsets_come_out_in_the_same_way() -> None:
    rows: Any = forms.formset_factory(SampleForm, extra=2)
    page = str(rows(prefix="r"))
    assert page.count("uc-formset-row") == 2 and 'name="r-TOTAL_FORMS"' in page


def test_the_language_is_chosen_when_the_message_is_shown() -> None:
    form = SampleForm({})
    with translation.override("en"):
        assert form.fields["name"].error_messages["required"] is not None
        assert str(form)
