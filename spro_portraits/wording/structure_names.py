"""Names and addresses of structures as people write them, from what directories make of them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping

from spro_portraits.wording.grammar import de
from spro_portraits.wording.places import of_place

# Texts that the directories broke --------------------------------------------------------------

_LOST_APOSTROPHE = re.compile(
    r"\b([dl])(information|orientation|insertion|emploi|appel|artisanat|industrie|agriculture|"
    r"apprentissage|accueil|université|un)\b",
    re.IGNORECASE,
)
_LOST_LIGATURE = re.compile(r"(?<!\w)(uvre(?:s)?)\b")
_DATED_STREET = re.compile(r"\b(\d{1,2}-[^\W\d]+-)0(1\d{3})\b")


def repair_text(text: str) -> str:
    """Mend what the exports broke: lost apostrophes and ligatures, ``8-Mai-01945``."""
    text = re.sub(r"[¿'´`]", "’", text)
    text = _LOST_APOSTROPHE.sub("\\1’\\2", text)
    text = _LOST_LIGATURE.sub(lambda match: f"œ{match[1]}", text)
    text = _DATED_STREET.sub(r"\1\2", text)
    return re.sub(r"\s+", " ", text).strip(" ,")


# Addresses --------------------------------------------------------------------------------------

_SMALL = frozenset(
    {"à", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "lès", "ou",
     "par", "sous", "sur"}
)  # fmt: skip
_WAYS = {
    "all": "allée", "allée": "allée", "allee": "allée", "av": "avenue", "ave": "avenue",
    "avenue": "avenue",
    "bd": "boulevard", "bld": "boulevard", "boulevard": "boulevard", "batiment": "bâtiment",
    "bâtiment": "bâtiment", "bis": "bis", "chemin": "chemin", "cours": "cours", "impasse":
    "impasse", "pl": "place", "place": "place", "quai": "quai", "route": "route", "rte": "route",
    "rue": "rue", "square": "square", "ter": "ter", "zone": "zone",
}  # fmt: skip
_ACCENTS = {
    "francois": "françois", "general": "général", "ilot": "îlot", "marechal": "maréchal",
    "orleanais": "orléanais", "phenix": "phénix", "vendomois": "vendômois",
}  # fmt: skip
_MAIL_BOX = re.compile(r"(?:^| - |, )(?:BP|CS|TSA) ?\d+(?=$| - |,)")
_WAY_AFTER_NUMBER = re.compile(
    r"(?P<before>(?<=[a-zà-ÿ]) )?(?P<number>(?:(?<=\d[ -])|(?<![\w-]))\d{1,4} (?:bis |ter )?)"
    r"(?P<way>all[ée]e|all\.|avenue|av\.?|boulevard|bd\.?|chemin|impasse|place|quai|route|rue|"
    r"square) ",
    re.IGNORECASE,
)
_GLUED_NUMBER = re.compile(r"(?<=[a-zà-ÿ])(?=\d{1,4} [^\W\d])")


def write_address(text: str) -> str:
    """Write the address of a place as people write it; boxes and sorting codes of mail go."""
    text = _MAIL_BOX.sub("", repair_text(text)).strip(" ,-")
    text = _GLUED_NUMBER.sub(" - ", text)
    if not any(letter.islower() for letter in text):
        text = _lower_words(text)
    text = " ".join(_accent(word) for word in text.split(" "))
    text = _WAY_AFTER_NUMBER.sub(_write_way, text)
    return text[:1].upper() + text[1:]


def _write_way(match: re.Match[str]) -> str:
    """Write the kind of a street in lower case and in full; a name before its number is cut."""
    way = _WAYS[match["way"].rstrip(".").casefold()]
    return f"{' - ' if match['before'] else ''}{match['number']}{way} "


def _accent(word: str) -> str:
    known = _ACCENTS.get(word.casefold())
    if known is None:
        return word
    return known.capitalize() if word[:1].isupper() else known


def _lower_words(text: str) -> str:
    """Lower the case of a text in capitals; names keep their first one."""
    text = re.sub(r"\b([DL]) (?=[AEIOUYHÉÈ])", "\\1’", text)
    return " ".join(_lower_word(word) for word in text.split(" "))


def _lower_word(word: str) -> str:
    low = word.casefold()
    if low in _SMALL:
        return low
    if low in _WAYS:
        return _WAYS[low]
    if (elided := re.match(r"([dl]’)(.+)", low)) is not None:
        return elided[1] + elided[2].capitalize()
    return "-".join(part.capitalize() for part in low.split("-"))


def write_places(text: str, places: Mapping[str, str]) -> str:
    """Write a name in capitals as people write it.

    Parameters
    ----------
    text : str
        ``DU PAYS DE VIERZON``.
    places : mapping
        Right spelling of words, by themselves in lower case without accents.
    """
    if not any(letter.islower() for letter in text):
        text = _lower_words(text)
    words = []
    for word in re.split(r"([ \-’])", text):
        low = word.casefold()
        known = None if low in _SMALL else places.get(low)
        words.append(known or _accent(word))
    return "".join(words)


# Names ------------------------------------------------------------------------------------------

_MISSION = "Mission locale"
_GRETA = "Greta"
_FRANCE_TRAVAIL = "France Travail"
_CIO = "CIO"
_HEADS = (
    (re.compile(r"mission locale\b.*", re.IGNORECASE), _MISSION),
    (re.compile(r"centre d.?information et d.?orientation\b.*", re.IGNORECASE), _CIO),
    (re.compile(r"centre régional.* information jeunesse", re.IGNORECASE), "CRIJ"),
    (re.compile(r"(?:bureau|centre).* information jeunesse", re.IGNORECASE), "BIJ"),
    (re.compile(r"point.* information jeunesse", re.IGNORECASE), "PIJ"),
    (re.compile(r"chambre de commerce\b.*", re.IGNORECASE), "CCI"),
    (re.compile(r"chambre de métiers\b.*", re.IGNORECASE), "CMA"),
    (re.compile(r"chambre d.agriculture", re.IGNORECASE), "Chambre d’agriculture"),
    (re.compile(r"service universitaire\b.*", re.IGNORECASE), "SUIO"),
    (re.compile(r"direction\b.*\(DOIP\)", re.IGNORECASE), "DOIP"),
    (re.compile(r"greta", re.IGNORECASE), _GRETA),
)
_LONG_CIO = re.compile(r"centre d.information et d.orientation\s*(.*)", re.IGNORECASE)
_APEC = re.compile(r"association pour l.emploi des cadres \(apec\) ?", re.IGNORECASE)
_TRAILING_CODE = re.compile(r"\s\d[\dAB]\d{3}-\d\d$")
_CUT = re.compile(r" - (?![^(]*\))")
_OF = re.compile(r"^(?:de la |de l’|du |des |de |d’)", re.IGNORECASE)


def write_public_name(text: str, spell: Callable[[str], str], departements: set[str]) -> str:
    """Make the long name of the public directory readable.

    ``Centre dinformation et dorientation (CIO) - Bourges`` gives ``CIO de Bourges``.

    Parameters
    ----------
    text : str
    spell : callable
        Right spelling of the name of a commune, or what it was given.
    departements : set of str
        Names of départements, which take their article (``CCI du Cher``).
    """
    text = _TRAILING_CODE.sub("", repair_text(text))
    text = _APEC.sub("Apec ", text)
    head, *tails = _CUT.split(text)
    title = next((short for form, short in _HEADS if form.fullmatch(head)), head)
    tails = [_write_tail(tail, spell) for tail in tails]
    if not tails:
        return title
    if title == _GRETA and len(tails) > 1:
        return f"{title} {' – '.join(tails).replace('Val-de-Loire', 'Val de Loire')}"
    if tails[0].startswith("Université "):
        place = spell(tails[0].removeprefix("Université "))
        return f"{title} – Université {de(place)}"
    first = tails[0]
    place = of_place("departement", first) if first in departements else de(first)
    return " – ".join([f"{title} {place}", *tails[1:]])


def _write_tail(text: str, spell: Callable[[str], str]) -> str:
    place, opening, note = text.partition(" (")
    return f"{spell(place)}{opening}{note.replace(' - ', ' – ')}"


def write_cio_name(text: str, commune: str) -> str | None:
    """Make the name of a CIO readable: ``CIO de Romorantin-Lanthenay``; None for no CIO.

    Where the name says no more than the commune, the commune's own name is written.
    """
    found = _LONG_CIO.match(repair_text(text))
    if found is None:
        return None
    place = _OF.sub("", found[1])
    plain, known = _plain(place), _plain(commune)
    bare = re.sub(r"^(?:l|la|le|les) ", "", known)
    if known and (known.startswith(plain) or plain == bare or plain.endswith(" " + known)):
        return f"{_CIO} {de(commune)}"
    return f"{_CIO} {found[1]}".strip()


def write_agency_name(words: str) -> str:
    """Name an agency by its place: ``France Travail Bourges Baudens``."""
    return f"{_FRANCE_TRAVAIL} {words}"


def write_mission_name(
    text: str, commune: str, places: Mapping[str, str], departements: Iterable[str] = ()
) -> str:
    """Make the name of a mission locale readable.

    ``MISSION LOCALE DU DROUAIS`` gives ``Mission locale du Drouais``; a name that says no
    place is written with the commune's.
    """
    text = re.sub(r"^\d[\dAB]\d?-", "", repair_text(text))
    text = re.sub(r"\s*\(.*\)$", "", text)
    said = re.sub(r"^(?:mission locale|mli?)\b\s*", "", text, flags=re.IGNORECASE)
    if not said or said.casefold() == "jeunes":
        return f"{_MISSION} {de(commune)}" if commune else _MISSION
    if said == text and _plain(said) == _plain(commune):
        return f"{_MISSION} {de(commune)}"
    said = write_places(said, places).replace(" - ", " – ")
    for word in ("Jeunes", "Arrondissement", "Pays"):
        said = re.sub(rf"\b{word}\b", word.casefold(), said)
    for name in departements:
        said = re.sub(rf"\b{re.escape(name.replace('-', ' '))}\b", name, said, flags=re.IGNORECASE)
    return f"{_MISSION} {said}"


def write_vae_name(place: str) -> str:
    """Name an advice point on the recognition of experience: ``Espace conseil VAE du Cher``."""
    return f"Espace conseil VAE {of_place('departement', place)}"


def _plain(text: str) -> str:
    letters = (
        unicodedata.normalize("NFKD", text.casefold().replace("’", " "))
        .encode("ascii", "ignore")
        .decode()
    )
    return re.sub(r"[^a-z0-9]+", " ", letters).strip()
