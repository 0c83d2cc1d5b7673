"""Concepts of the European controlled vocabularies (EU Vocabularies, Europass lists) that a credential refers to.

A concept carries its own label, so that a document can be read without the vocabulary. A word that the vocabulary does
not know stays a concept of the issuer's own (``urn:epass:concept:…``), as the Commission's samples do it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from credseal.errors import RecordError
from credseal.record import Alignment

AUTHORITY = "http://publications.europa.eu/resource/authority/"
SNB = "http://data.europa.eu/snb/"
ESCO_SKILL = "http://data.europa.eu/esco/skill/"
_ESCO_SCHEME = "http://data.europa.eu/esco/concept-scheme/skills"
_OWN_SCHEME = "urn:epass:conceptScheme:own"
_LIST = "25831c2"  # the concept scheme of every Europass list bears this name

_LANGUAGES = dict(
    bg="BUL", cs="CES", da="DAN", de="DEU", el="ELL", en="ENG", es="SPA", et="EST", fi="FIN", fr="FRA", ga="GLE",
    hr="HRV", hu="HUN", it="ITA", lt="LIT", lv="LAV", mt="MLT", nl="NLD", pl="POL", pt="POR", ro="RON", sk="SLK",
    sl="SLV", sv="SWE", ar="ARA", ca="CAT", eu="EUS", no="NOR", tr="TUR", uk="UKR", zh="ZHO",
)  # fmt: skip

# ISO 3166-1: the Union names countries by three letters.
_COUNTRIES = {
    pair[:2]: pair[2:]
    for pair in (
        "ADAND AEARE AFAFG AGATG AIAIA ALALB AMARM AOAGO AQATA ARARG ASASM ATAUT AUAUS AWABW AXALA AZAZE BABIH BBBRB "
        "BDBGD BEBEL BFBFA BGBLG BHBAH BIBDI BJBEN BLBLM BMBMU BNBRN BOBOL BQBES BRBRA BSBHS BTBTN BVBVT BWBWA BYBLR "
        "BZBLZ CACAN CCCCK CDCOD CFCAF CGCOG CHCHE CICIV CKCOK CLCHL CMCMR CNCHN COCOL CRCRI CUCUB CVCPV CWCUW CXCXR "
        "CYCYP CZCZE DEDEU DJDJI DKDNK DMDMA DODOM DZDZA ECECU EEEST EGEGY EHESH ERERI ESESP ETETH FIFIN FJFJI FKFLK "
        "FMFSM FOFRO FRFRA GAGAB GBGBR GDGRD GEGEO GFGUF GGGGY GHGHA GIGIB GLGRL GMGMB GNGIN GPGLP GQGNQ GRGRC GSSGS "
        "GTGUA GUGUM GWGNB GYGUY HKHKG HMHMD HNHND HRHRV HTHTI HUHUN IDIDN IEIRL ILISR IMIMN ININD IOIOT IQIRQ IRIRN "
        "ISISL ITITA JEJEY JMJAM JOJOR JPJPN KEKEN KGKGZ KHKHM KIKIR KMCOM KNKNA KPPRK KRKOR KWKWT KYCYM KZKAZ LALAO "
        "LBLBN LCLCA LILIE LKLKA LRLBR LSLSO LTLTU LULUX LVLVA LYLBY MAMOR MCMCO MDMDA MEMNE MFMAF MGMDG MHMHL MKMKD "
        "MLMLI MMMMR MNMNG MOMAC MPMNP MQMTQ MRMRT MSMSR MTMLT MUMUS MVMDV MWMWI MXMEX MYMYS MZMOZ NANAM NCNCL NENER "
        "NFNFK NGNGA NINIC NLNLD NONOR NPNPL NRNRU NUNIU NZNZL OMOMN PAPAN PEPER PFPYF PGPNG PHPHL PKPAK PLPOL PMSPM "
        "PNPCN PRPRI PSPSE PTPRT PWPLW PYPRY QAQAT REREU ROROU RSSRB RURUS RWRWA SASAU SBSLB SCSYC SDSDN SESWE SGSGP "
        "SHSHN SISVN SJSJM SKSVK SLSLE SMSMR SNSEN SOSOM SRSUR SSSSD STSTP SVSLV SXSXM SYSYR SZSZW TCTCA TDTCD TFATF "
        "TGTGO THTHA TJTJK TKTKL TLTLS TMTKM TNTUN TOTON TRTUR TTTTO TVTUV TWTWN TZTZA UAUKR UGUGA UMUMI USUSA UYURY "
        "UZUZB VAVAT VCVCT VEVEN VGVGB VIVIR VNVNM VUVTU WFWLF WSWSM XKXKK YEYEM YTMYT ZAZAF ZMZMB ZWZWE "
    ).split()
}

# Mode of learning and assessment: concept → the words that mean it.
_MODES: Mapping[str, tuple[str, ...]] = {
    "920fbb3cbe": ("Online", "En ligne", "À distance", "Distanciel", "Remote", "Distance"),
    "9191af2ed9": ("Presential", "En présence", "Présentiel", "En présentiel", "In person", "On site"),
    "e92d221e4d": ("Blended", "Mixte", "Hybride", "Formation mixte"),
    "c_3a90b26d": ("Hybrid", "Comodal", "Co-modal"),
}
# Supervision and identity verification. Other combinations keep the record's own words.
_SUPERVISIONS: Mapping[str, tuple[str, ...]] = {
    "c598449d64": (
        "Unsupervised without ID verification", "Sans surveillance ni vérification d’identité",
    ),
    "df2880c5cb": (
        "Unsupervised with ID verification", "Sans surveillance, avec vérification d’identité",
    ),
}  # fmt: skip


def concept(identifier: str, scheme: str, label: str, lang: str, *, notation: str | None = None) -> dict[str, Any]:
    """A skos:Concept with its scheme and one label."""
    made: dict[str, Any] = {
        "id": identifier,
        "type": "Concept",
        "inScheme": {"id": scheme, "type": "ConceptScheme"},
        "prefLabel": {lang: label},
    }
    return made if notation is None else made | {"notation": notation}


def listed(vocabulary: str, name: str, label: str, lang: str) -> dict[str, Any]:
    """A concept of a Europass list: ``listed("eqf", "6", …)``."""
    return concept(f"{SNB}{vocabulary}/{name}", f"{SNB}{vocabulary}/{_LIST}", label, lang)


def own(name: str, label: str, lang: str) -> dict[str, Any]:
    """A concept in the issuer's own words."""
    return concept(f"urn:epass:concept:{name}", _OWN_SCHEME, label, lang)


def language(tag: str) -> dict[str, Any]:
    """The authority's language for a BCP 47 tag; RecordError when it has none."""
    code = _LANGUAGES.get(tag[:2])
    if code is None:
        raise RecordError("language", "Cette langue n’a pas d’équivalent dans le vocabulaire européen.")
    return concept(f"{AUTHORITY}language/{code}", f"{AUTHORITY}language", code, "en", notation="language")


def country(code: str, label: str, lang: str) -> dict[str, Any]:
    """The authority's country for an ISO 3166-1 alpha-2 code; RecordError when there is none."""
    long_code = _COUNTRIES.get(code)
    if long_code is None:
        raise RecordError("bodies.country_code", "Ce code de pays n’existe pas dans la norme ISO 3166-1.")
    return concept(f"{AUTHORITY}country/{long_code}", f"{AUTHORITY}country", label, lang, notation="country")


def mode(words: str, lang: str) -> dict[str, Any]:
    """The form of participation."""
    return _recognised("learning-assessment", _MODES, words, lang) or own("mode", words, lang)


def supervision(words: str, lang: str) -> dict[str, Any]:
    """Supervision and identity verification during the assessment."""
    return _recognised("supervision-verification", _SUPERVISIONS, words, lang) or own("supervision", words, lang)


def skill(alignment: Alignment, lang: str) -> dict[str, Any]:
    """The reference that a competency is aligned with: an ESCO skill, or a concept of another framework."""
    if alignment.uri.startswith(ESCO_SKILL):
        return concept(alignment.uri, _ESCO_SCHEME, alignment.label, lang, notation=alignment.code or "Skill")
    scheme = f"urn:epass:conceptScheme:{''.join(filter(str.isalnum, alignment.framework)) or 'other'}"
    made = concept(alignment.uri, scheme, alignment.label, lang, notation=alignment.code)
    made["inScheme"]["prefLabel"] = {lang: alignment.framework}
    return made


def _recognised(vocabulary: str, table: Mapping[str, tuple[str, ...]], words: str, lang: str) -> dict[str, Any] | None:
    said = words.strip(" .").casefold()
    for name, labels in table.items():
        if said in (label.casefold() for label in labels):
            return listed(vocabulary, name, words, lang)
    return None
