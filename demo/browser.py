"""A person's browser without a screen, made of the standard library: pages, links, forms, cookies, files."""

from __future__ import annotations

import http.cookiejar
import re
import uuid
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Self
from urllib.error import HTTPError
from urllib.parse import urlencode, urljoin, urlsplit
from urllib.request import HTTPCookieProcessor, Request, build_opener


@dataclass
class Form:
    """A form as a person sees it: where it goes, what it holds, the words on its buttons."""

    action: str
    method: str
    key: str = ""
    files: list[str] = field(default_factory=list)
    fields: dict[str, str] = field(default_factory=dict)
    choices: dict[str, list[str]] = field(default_factory=dict)
    buttons: list[tuple[str, str, str]] = field(default_factory=list)

    def has_button(self, words: str) -> bool:
        return any(words in text for _name, _value, text in self.buttons)


class _Reader(HTMLParser):
    """Collects text, links and forms; that is all that walking takes."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: list[tuple[str, str]] = []
        self.text: list[str] = []
        self._form: Form | None = None
        self._link: tuple[str, list[str]] | None = None
        self._button: tuple[str, str, list[str], str] | None = None
        self._apart: list[tuple[str, tuple[str, str, str]]] = []
        self._area: tuple[str, list[str]] | None = None
        self._select = ""
        self._silent = 0

    def handle_starttag(self, tag: str, pairs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in pairs}
        if tag in ("script", "style", "svg"):
            self._silent += 1
        elif tag == "a":
            self._link = (has.get("href", ""), [])
        elif tag == "form":
            self._form = Form(has.get("action", ""), has.get("method", "get").lower(), has.get("id", ""))
            self.forms.append(self._form)
        elif tag == "button":
            self._button = (has.get("name", ""), has.get("value", ""), [], has.get("form", ""))
        elif self._form:
            self._field(tag, has)

    def _field(self, tag: str, has: dict[str, str]) -> None:
        form, name, value = self._form, has.get("name", ""), has.get("value", "")
        assert form is not None
        if tag == "textarea":
            self._area = (name, [])
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select:
            self._choice(form, self._select, value, is_chosen="selected" in has or self._select not in form.fields)
        elif tag == "input" and name:
            kind = has.get("type", "text")
            if kind in ("radio", "checkbox"):
                self._choice(form, name, has.get("value", "on"), is_chosen="checked" in has)
            elif kind == "file":
                form.files.append(name)
            elif kind not in ("submit", "button"):
                form.fields[name] = value

    @staticmethod
    def _choice(form: Form, name: str, value: str, *, is_chosen: bool) -> None:
        form.choices.setdefault(name, []).append(value)
        if is_chosen:
            form.fields[name] = value

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style", "svg") and self._silent:
            self._silent -= 1
        elif tag == "a" and self._link:
            self.links.append((self._link[0], _fold("".join(self._link[1]))))
            self._link = None
        elif tag == "button" and self._button:
            self._end_button(*self._button)
        elif tag == "textarea" and self._area and self._form:
            self._form.fields[self._area[0]] = "".join(self._area[1]).lstrip("\n")
            self._area = None
        elif tag == "select":
            self._select = ""
        elif tag == "form":
            self._form = None

    def _end_button(self, name: str, value: str, words: list[str], owner: str) -> None:
        pressed = (name, value, _fold("".join(words)))
        if owner:
            self._apart.append((owner, pressed))
        elif self._form:
            self._form.buttons.append(pressed)
        self._button = None

    def close(self) -> None:
        """A button may stand outside the form that it sends."""
        super().close()
        for owner, pressed in self._apart:
            for form in self.forms:
                if form.key == owner:
                    form.buttons.append(pressed)

    def handle_data(self, text: str) -> None:
        if self._silent:
            return
        self.text.append(text)
        for kept in (self._link and self._link[1], self._button and self._button[2], self._area and self._area[1]):
            if kept is not None:
                kept.append(text)


def _fold(text: str) -> str:
    return " ".join(text.split())


class Lost(Exception):
    """The page did not show what a person would have looked for."""


@dataclass
class Page:
    """What came back: address, status, bytes, and what can be read and pressed on it."""

    url: str
    status: int
    content: bytes
    kind: str

    def __post_init__(self) -> None:
        self._reader = _Reader()
        if "html" in self.kind:
            self._reader.feed(self.content.decode())
            self._reader.close()

    @property
    def text(self) -> str:
        return _fold("".join(self._reader.text))

    @property
    def forms(self) -> list[Form]:
        return self._reader.forms

    def link(self, words: str = "", *, to: str = "", but: str = "") -> str:
        """The address of the first link with these words and this in its address, unless `but` (a pattern) is found in it."""
        for href, text in self._reader.links:
            if words in text and to in href and not (but and re.search(but, href)):
                return urljoin(self.url, href)
        raise Lost(f"no link “{words}” {to} on {self.url}")

    def links_to(self, part: str) -> list[tuple[str, str]]:
        """Address and words of every link whose address contains this."""
        return [(urljoin(self.url, href), text) for href, text in self._reader.links if part in href]

    def has(self, button: str) -> bool:
        return any(form.has_button(button) for form in self.forms)

    def form(self, button: str) -> Form:
        """The first form that has a button with these words."""
        for form in self.forms:
            if form.has_button(button):
                return form
        raise Lost(f"no button “{button}” on {self.url}")

    def says(self, words: str) -> Self:
        if words not in self.text:
            raise Lost(f"“{words}” is not on {self.url}: {self.text[:600]}")
        return self


class Browser:
    """One person's session with a site."""

    def __init__(self, base: str) -> None:
        self.base = base
        self._open = build_opener(HTTPCookieProcessor(http.cookiejar.CookieJar())).open

    def get(self, address: str) -> Page:
        return self._send(Request(urljoin(self.base, address)))  # noqa: S310

    def press(self, page: Page, button: str, files: dict[str, tuple[str, bytes]] | None = None, **filled: str) -> Page:
        """Fill the form that has this button, and press it. A name filled that the form does not have is a mistake."""
        return self.send(page, page.form(button), button, files, **filled)

    def send(
        self, page: Page, form: Form, button: str, files: dict[str, tuple[str, bytes]] | None = None, **filled: str
    ) -> Page:
        """The same with a form that the caller picked."""
        unknown = (filled.keys() | (files or {}).keys()) - form.fields.keys() - form.choices.keys() - set(form.files)
        if unknown:
            raise Lost(f"the form of “{button}” has no {sorted(unknown)}, but {sorted(form.fields)} on {page.url}")
        name, value, _text = next(each for each in form.buttons if button in each[2])
        fields = form.fields | filled | ({name: value} if name else {})
        target = urljoin(page.url, form.action)
        if form.method == "get":
            return self.get(target.split("?")[0] + "?" + urlencode(fields))
        body, kind = urlencode(fields).encode(), "application/x-www-form-urlencoded"
        if form.files:
            body, kind = _multipart(fields, files or {})
        return self._send(Request(target, data=body, headers={"Content-Type": kind, "Referer": page.url}))  # noqa: S310

    def _send(self, request: Request) -> Page:
        try:
            with self._open(request, timeout=30) as answer:
                return Page(answer.url, answer.status, answer.read(), answer.headers.get("Content-Type", ""))
        except HTTPError as error:
            page = Page(request.full_url, error.code, error.read(), error.headers.get("Content-Type", ""))
            if error.code >= 500:
                raise Lost(f"{error.code} on {urlsplit(request.full_url).path}: {page.text[:300]}") from None
            return page


def _multipart(fields: dict[str, str], files: dict[str, tuple[str, bytes]]) -> tuple[bytes, str]:
    edge = uuid.uuid4().hex
    parts = [
        f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    for name, (filename, content) in files.items():
        head = f'--{edge}\r\nContent-Disposition: form-data; name="{name}"; filename="{filename}"\r\n'
        parts.append(head.encode() + b"Content-Type: application/octet-stream\r\n\r\n" + content + b"\r\n")
    return b"".join(parts) + f"--{edge}--\r\n".encode(), f"multipart/form-data; boundary={edge}"
