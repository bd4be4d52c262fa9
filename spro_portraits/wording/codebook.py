"""Words of the codebook: what each rule means, and the page of all indicators."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from spro_portraits.wording.coverage import NETWORK_RULE
from spro_portraits.wording.grammar import plural
from spro_portraits.wording.labels import IndicatorWords
from spro_portraits.wording.portrait_terms import SECTION_TITLES
from spro_portraits.wording.typography import NBSP, format_count, typeset

DIRECTIONS = {
    1: "une valeur plus haute est jugée plus favorable",
    -1: "une valeur plus haute est jugée moins favorable",
    0: "ni favorable ni défavorable",
}
SECRECY_RULES = {
    "": typeset("aucune valeur masquée dans le fichier utilisé"),
    "survey": typeset(
        "les cases que France Travail ne publie pas ne sont remplacées par rien : une somme est un "
        "minimum"
    ),
    "tax": typeset(
        "valeur masquée par l'Insee (secret fiscal) : absente, raison « secret », jamais recalculée"
    ),
}
RELIABILITY_RULES = {
    "": typeset("« minimum » si une partie manque au total ; sinon « bonne »"),
    "survey": typeset("« minimum » si une case n'est pas publiée ; sinon « bonne »"),
    "census": typeset(
        "« prudence » si l'effectif (pour un rapport : le plus petit des deux termes) est "
        "inférieur à 500, « fragile » s'il est inférieur à 200"
    ),
    "complementary": typeset(
        "« fragile » sous 2 000 habitants ou sous 200 personnes, « prudence » sous 500"
    ),
    "young": typeset("« fragile » sous 2 000 habitants"),
}
"""By the key ``precision`` of an indicator; ``survey`` where none but a survey bound is."""

ADDITIVE = {True: "oui", False: "non"}

PAGE_TITLE = "Dictionnaire des indicateurs"
PAGE_INTRODUCTION = typeset(
    "Une fiche par chiffre publié, écrite par `spro-portraits data codebook` à partir du "
    "programme : ne pas la modifier à la main. Le même contenu, en table, est `codebook.csv` dans "
    "les données de chaque édition. Les méthodes sont expliquées dans [methods.md](methods.md)."
)
PAGE_RULES = (
    typeset(
        "**Tous les chiffres** : le grade « prudence » vaut aussi quand l'édition n'a qu'une "
        "partie des communes du territoire, ou quand le millésime le plus récent est ancien."
    ),
    typeset(
        "**Additif** : les valeurs des parties d'un territoire s'additionnent. Un taux, une "
        "médiane, une part ne s'additionnent pas."
    ),
    typeset(
        "**Une ligne par zone d'emploi** : la clé `unemployment_rate_zone_<code>` de "
        "`indicators.csv` a la fiche de `unemployment_rate`."
    ),
    NETWORK_RULE,
)
THEMES = {**SECTION_TITLES, "network": "Réseau"}
"""Headings of the page, by theme."""

FIELDS = {
    "label": "Indicateur",
    "short": "Nom court",
    "unit": "Unité",
    "universe": "Champ",
    "formula": "Définition",
    "sources": "Source",
    "vintage": "Millésime",
    "method": "Numéro de méthode",
    "additive": "Additif",
    "direction": "Sens de lecture",
    "secrecy": "Secret",
    "reliability": "Fiabilité",
    "caveat": "Précaution",
}
"""Heads of the page, by column of ``codebook.csv``; key and theme are its headings."""


def write_definition(text: IndicatorWords, vintage: str, producers: Iterable[str]) -> str:
    """Define an indicator in a few words, for a bubble: what, of whom, from whom."""
    source = ", ".join([*dict.fromkeys(producers), *([vintage] if vintage else [])])
    return f"{text.formula}. Champ{NBSP}: {_lower(text.universe)}. Source{NBSP}: {source}."


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def find_reliability_rule(precision: str, secrecy: str) -> str:
    """Find the words of the rule that grades an indicator."""
    return RELIABILITY_RULES[precision or ("survey" if secrecy == "survey" else "")]


def write_page(rows: Sequence[Mapping[str, str]]) -> str:
    """Write the page of all indicators in Markdown: a heading a theme, a list a record.

    Parameters
    ----------
    rows : sequence of mapping
        Column of ``codebook.csv`` → text, in the order of publication.
    """
    count = f"{format_count(len(rows))} {plural(len(rows), 'indicateur')}."
    lines = [f"# {PAGE_TITLE}", "", PAGE_INTRODUCTION, "", count, ""]
    lines += [f"- {rule}" for rule in PAGE_RULES]
    for theme in dict.fromkeys(row["theme"] for row in rows):
        lines += ["", f"## {THEMES.get(theme, theme)}"]
        for row in rows:
            if row["theme"] != theme:
                continue
            lines += ["", f"### `{row['key']}`", ""]
            facts = {**row, "unit": f"`{row['unit']}`"}
            lines += [
                f"- **{head}**{NBSP}: {facts[name]}" for name, head in FIELDS.items() if facts[name]
            ]
    return "\n".join(lines) + "\n"
