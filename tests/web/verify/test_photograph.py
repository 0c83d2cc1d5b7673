"""A telephone's picture of the QR code on a certificate leads to its page; a stranger's code leads nowhere."""

from __future__ import annotations

import io
import socket
import struct
import zlib
from typing import Any

import pytest
import segno
from django.test import Client
from PIL import Image, ImageDraw, ImageFilter

from microcert.credentials.models import Credential

from .test_verify import heading, shown, upload

OURS = "https://micro-c.example/v/{}"


def screenshot(text: str, *, around: str = "white") -> bytes:
    """A code as the screen shows it, exact to the dot."""
    made = io.BytesIO()
    segno.make(text, error="m", micro=False).save(made, kind="png", scale=6)
    code = Image.open(made).convert("RGB")
    page = Image.new("RGB", (900, 1200), around)
    page.paste(code, (500, 700))
    return encoded(page, "PNG")


def photograph(text: str) -> bytes:
    """The same taken by hand: aslant, in perspective, a little unsharp, the light from one side, at a telephone's size."""
    made = io.BytesIO()
    segno.make(text, error="m", micro=False).save(made, kind="png", scale=14)
    page = Image.new("L", (3000, 4000), 235)
    page.paste(Image.open(made).convert("L"), (1900, 2900))
    draw = ImageDraw.Draw(page)
    for line in range(300, 2700, 90):
        draw.rectangle((300, line, 300 + (line * 37) % 2200, line + 30), fill=60)
    slanted = page.transform(page.size, Image.Transform.QUAD, (-150, 60, 120, 3960, 2950, 4100, 3120, -90))
    turned = slanted.rotate(11, expand=True, fillcolor=90).filter(ImageFilter.GaussianBlur(2))
    shade = Image.linear_gradient("L").resize(turned.size).point(lambda light: 110 + light // 2)
    return encoded(Image.composite(turned, Image.new("L", turned.size, 40), shade).convert("RGB"), "JPEG", quality=60)


def encoded(picture: Image.Image, kind: str, **options: Any) -> bytes:
    written = io.BytesIO()
    picture.save(written, kind, **options)
    return written.getvalue()


def claimed(width: int, height: int) -> bytes:
    """A PNG of some bytes whose header promises a great picture."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    header = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


@pytest.mark.requirement("R093")
@pytest.mark.parametrize("take", [photograph, screenshot])
def test_a_picture_of_the_code_leads_to_the_permanent_page(client: Client, credential: Credential, take: Any) -> None:
    response = upload(client, take(OURS.format(credential.code)), "IMG_0431.jpeg")
    assert response.status_code == 302 and response["Location"] == f"/v/{credential.code}"


def test_a_code_on_a_transparent_ground_is_read(client: Client, credential: Credential) -> None:
    made = io.BytesIO()
    segno.make(OURS.format(credential.code), micro=False).save(made, kind="png", scale=6, light=None)
    assert upload(client, made.getvalue())["Location"] == f"/v/{credential.code}"


def test_the_picture_of_a_badge_is_judged_as_the_badge(client: Client, credential: Credential) -> None:
    baked = bytes(credential.forms.get(form="png").content)
    assert heading(upload(client, baked)) == "Ce certificat est authentique et en vigueur"


@pytest.mark.parametrize(
    ("picture", "said"),
    [
        (lambda: encoded(Image.new("RGB", (600, 400), "grey"), "JPEG"), "Aucun code QR n’a été lu sur cette image"),
        (lambda: screenshot(OURS.format("AAAA-AAAA")), "Aucun certificat ne porte l’adresse de ce code QR"),
        (lambda: screenshot("https://ailleurs.example/v/7KQ4-M2XD"), "mène à ailleurs.example, qui n’est pas cette"),
        (lambda: screenshot("http://[::1"), "n’est pas celui d’un certificat"),
        (lambda: screenshot("Bonjour"), "n’est pas celui d’un certificat"),
        (lambda: screenshot("https://<script>alert(1)</script>/"), "mène à &lt;script&gt;"),
        (lambda: photograph(OURS.format("AAAA-AAAA"))[:20_000], "Cette image est endommagée"),
        (lambda: claimed(60_000, 60_000), "Cette image est trop grande"),
        (lambda: claimed(4_000, 4_000), "Cette image est endommagée"),
        (lambda: b"\xff\xd8\xff" + bytes(3_000), "Cette image est endommagée"),
    ],
)
def test_any_other_picture_gets_a_plain_message(
    client: Client, credential: Credential, picture: Any, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = picture()

    def refuse(*_args: object, **_kwargs: object) -> None:
        raise AssertionError("verification opened a connection")

    with monkeypatch.context() as guarded:
        guarded.setattr(socket, "getaddrinfo", refuse)
        response = upload(client, content, "photo.jpg")
    assert response.status_code == 422 and said in shown(response)
    assert 'id="id_file_error"' in response.content.decode()


def test_the_form_says_that_it_reads_photographs(client: Client, db: None) -> None:
    assert "photographie du code QR (JPEG, PNG)" in shown(client.get("/verifier/"))
