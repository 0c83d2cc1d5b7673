"""The gestures of the editor's tests: a designer's browser, the form of a section as it stands on the page."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

from django.urls import reverse

NB = "\u00a0"


def text_of(response: Any) -> str:
    return response.content.decode().replace(NB, " ")


def section(version: Any, name: str) -> str:
    return reverse("design-section", args=[version.pk, name])


class Fields(HTMLParser):
    """What a browser would post of the form `id`: values of inputs, ticked boxes, chosen options, texts."""

    def __init__(self, form_id: str) -> None:
        super().__init__()
        self.form_id, self.inside = form_id, False
        self.values: dict[str, Any] = {}
        self._name = self._text = None
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list) -> None:
        given = dict(attrs)
        if tag == "form":
            self.inside = given.get("id") == self.form_id
        if not self.inside:
            return
        if tag == "input" and given.get("name"):
            if given.get("type") in ("checkbox", "radio") and "checked" not in given:
                return
            self.values.setdefault(given["name"], []).append(
                given.get("value", "on" if given.get("type") == "checkbox" else "")
            )
        elif tag == "textarea":
            self._name, self._text = given["name"], ""
        elif tag == "select":
            self._select = given["name"]
        elif tag == "option" and "selected" in given:
            self.values[self._select] = [given.get("value", "")]

    def handle_data(self, data: str) -> None:
        if self._name:
            self._text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._name:
            # The first line break after the tag is HTML's own.
            self.values[self._name] = [self._text.removeprefix("\n").replace("\n", "\r\n")]
            self._name = None
        elif tag == "form":
            self.inside = False


def form_on(client: Any, address: str, form_id: str = "rubrique") -> dict[str, Any]:
    """The fields of the page's form, as they would be posted untouched."""
    response = client.get(address)
    assert response.status_code == 200, response.status_code
    return form_on_page(response, form_id)


def form_on_page(response: Any, form_id: str = "rubrique") -> dict[str, Any]:
    """The fields of the form on a page that came back."""
    fields = Fields(form_id)
    fields.feed(response.content.decode())
    return fields.values
