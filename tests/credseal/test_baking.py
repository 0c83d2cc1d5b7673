"""Badges baked into pictures: what goes in comes out, the picture stays a picture, and hostile pictures stay harmless."""

from __future__ import annotations

import io
import json
import struct
import zlib
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from PIL import Image

from credseal import CredentialError, StatusSnapshot, TrustList, Verification, verify
from credseal.baking import MEDAL_PNG, MEDAL_SVG, bake_png, bake_svg, credential_in_png, credential_in_svg
from credseal.baking.png import KEYWORD, SIGNATURE
from credseal.jose import issue_vc_jwt

from .samples import NOW, PICTURE, World, record
from .test_verify import clear_lists, reasons

Bake = Callable[[str], bytes]


def baked_png(text: str) -> bytes:
    return bake_png(MEDAL_PNG, text)


def baked_svg(text: str) -> bytes:
    return bake_svg(MEDAL_SVG, text)


BOTH = pytest.mark.parametrize(("bake", "kind"), [(baked_png, "png"), (baked_svg, "svg")], ids=["png", "svg"])


def judge(world: World, data: bytes) -> Verification:
    return verify(data, issuers=world.trust, status=clear_lists(world), now=NOW)


@pytest.mark.requirement("R093")
@BOTH
def test_a_baked_badge_answers_well_to_every_question(
    bake: Bake, kind: str, world: World, badge: dict[str, Any]
) -> None:
    result = judge(world, bake(json.dumps(badge, ensure_ascii=False)))
    assert result.ok
    assert (result.kind, result.credential) == (kind, badge)
    token = judge(world, bake(issue_vc_jwt(record(), world.key)))
    assert (token.kind, reasons(token)["signature"], reasons(token)["content"]) == (kind, "intact", "valid")


@BOTH
def test_altering_the_badge_inside_is_named(bake: Bake, kind: str, world: World, badge: dict[str, Any]) -> None:
    badge["credentialSubject"]["licenseNumber"] = "MC-X"
    assert reasons(judge(world, bake(json.dumps(badge))))["signature"] == "altered"


@BOTH
def test_a_mere_picture_says_so(bake: Bake, kind: str, world: World) -> None:
    result = judge(world, MEDAL_PNG if kind == "png" else MEDAL_SVG)
    assert reasons(result) == {"content": "no_baked_credential"}
    assert result.kind == kind


@BOTH
def test_one_picture_carries_one_credential(bake: Bake, kind: str, world: World) -> None:
    again = bake_png if kind == "png" else bake_svg
    with pytest.raises(CredentialError, match="already"):
        again(bake("{}"), "{}")


def test_other_readers_see_the_picture_and_the_credential() -> None:
    text = '{"nom":"Inès ]]> <b>","é":"\\u0007"}'
    picture = Image.open(io.BytesIO(bake_png(MEDAL_PNG, text)))
    picture.load()
    assert picture.size == (240, 240)
    assert picture.text["openbadgecredential"] == text  # type: ignore[attr-defined]
    tree = etree.fromstring(bake_svg(MEDAL_SVG, text))
    element = tree[0]
    assert (element.tag, element.text) == ("{https://purl.imsglobal.org/ob/v3p0}credential", text)
    assert etree.fromstring(bake_svg(MEDAL_SVG, "a.b.c"))[0].get("verify") == "a.b.c"


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def with_chunks(*chunks: bytes) -> bytes:
    return PICTURE[:-12] + b"".join(chunks) + PICTURE[-12:]


def text_chunk(text: bytes, flags: bytes = b"\0\0") -> bytes:
    return chunk(b"iTXt", KEYWORD + b"\0" + flags + b"\0\0" + text)


def test_a_compressed_credential_is_read_within_bounds() -> None:
    assert credential_in_png(with_chunks(text_chunk(zlib.compress(b'{"a":1}'), b"\1\0"))) == '{"a":1}'
    bomb = with_chunks(text_chunk(zlib.compress(b"x" * 5_000_000), b"\1\0"))
    with pytest.raises(CredentialError, match="unfolds"):
        credential_in_png(bomb)


@pytest.mark.parametrize(
    "picture",
    [
        SIGNATURE, PICTURE[:40], PICTURE[:-1] + b"x", PICTURE[:50] + b"x" + PICTURE[51:],
        with_chunks(text_chunk(b"{}"), text_chunk(b"{}")), with_chunks(chunk(b"iTXt", KEYWORD + b"\0")),
        with_chunks(text_chunk(b"\xff")), with_chunks(text_chunk(b"x", b"\1\0")), SIGNATURE + b"\xff" * 30,
    ],
    ids=range(9),
)  # fmt: skip
def test_damaged_png_pictures_are_refused(picture: bytes, world: World) -> None:
    with pytest.raises(CredentialError):
        credential_in_png(picture)
    assert reasons(judge(world, picture))["content"] in ("unreadable", "too_large")


@pytest.mark.parametrize(
    "picture",
    [
        b"<svg", b"<svg/>x", b"<html><svg/></html>", "<svg/>".encode("utf-16"),
        b'<!DOCTYPE svg [<!ENTITY a "aa">]><svg>&a;</svg>',
        b'<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]><svg>&a;</svg>',
        b"<svg>" + b"<g>" * 300 + b"</g>" * 300 + b"</svg>",
    ],
    ids=range(7),
)  # fmt: skip
def test_malformed_svg_pictures_are_refused(picture: bytes) -> None:
    with pytest.raises(CredentialError):
        credential_in_svg(picture)


def test_baking_needs_a_picture_that_can_hold_it() -> None:
    for picture in (b"", b"GIF89a", b'<svg xmlns="http://www.w3.org/2000/svg"/>'):
        with pytest.raises(CredentialError):
            bake_svg(picture, "{}")
        with pytest.raises(CredentialError):
            bake_png(picture, "{}")


def test_an_svg_with_odd_tags_before_its_root_is_baked_in_the_root() -> None:
    odd = b'<?xml version="1.0"?><!-- <svg> --><svg xmlns="http://www.w3.org/2000/svg"\n  data-x="a>b"><g/></svg>'
    assert credential_in_svg(bake_svg(odd, '{"a":1}')) == '{"a":1}'


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1, max_size=60))
@settings(max_examples=60, deadline=None)
def test_any_json_text_comes_out_as_it_went_in(text: str) -> None:
    document = json.dumps({"text": text})
    assert credential_in_png(baked_png(document)) == document
    assert credential_in_svg(baked_svg(document)) == document


@given(st.binary(max_size=120))
@settings(max_examples=80, deadline=None)
def test_any_bytes_behind_a_picture_s_beginning_give_findings(data: bytes) -> None:
    for start in (
        SIGNATURE,
        PICTURE[:-12],
        b"<svg>",
        b'<svg xmlns:o="https://purl.imsglobal.org/ob/v3p0"><o:credential>',
    ):
        result = verify(start + data, issuers=TrustList.of([]), status=StatusSnapshot.of(), now=NOW)
        assert result.findings
        assert not result.ok
