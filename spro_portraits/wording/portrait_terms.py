"""Fixed words of a portrait: titles, columns, units, notes."""

from __future__ import annotations

from spro_portraits.wording.typography import typeset

SECTION_TITLES = {
    "retain": "Ce qu’il faut retenir",
    "identity": "Carte d’identité",
    "population": "Population",
    "activity": "Emploi et activité",
    "unemployment": "Chômage",
    "groups": "Groupes socioprofessionnels",
    "income": "Revenus",
    "young": "Jeunes",
    "recruitment": "Métiers qui recrutent",
    "key_occupations": "Métiers clés",
    "comparison": "Le territoire parmi ses pairs",
    "map": "Carte",
    "sources": "Sources et méthodes",
}

SECTORS = {
    "agriculture": "Agriculture, sylviculture, pêche",
    "industry": "Industrie",
    "construction": "Construction",
    "trade_services": "Commerce, transports, services divers",
    "public": "Administration, enseignement, santé, action sociale",
}
GROUPS = {
    "1": "agriculteurs exploitants",
    "2": "artisans, commerçants ou chefs d’entreprise",
    "3": "cadres ou de professions intellectuelles supérieures",
    "4": "de professions intermédiaires",
    "5": "employés",
    "6": "ouvriers",
    "7": "retraités",
}
"""Socio-professional groups, as they end « sont … »."""
SIZES = {"0": "Sans salarié", "1_9": "1 à 9 salariés", "10_plus": "10 salariés ou plus"}

COLUMNS = {
    "indicator": "Indicateur",
    "zone": "Zone d’emploi",
    "share": "Part de la population",
    "rate": "Taux",
    "one_year": "Sur un an",
    "five_years": "Sur cinq ans",
    "group": "Groupe",
    "people": "Personnes",
    "share_of": "Part",
    "specificity": "Indice de spécificité",
    "commune": "Commune",
    "inhabitants": "Habitants",
    "median": "Niveau de vie médian",
    "poverty": "Taux de pauvreté",
    "young": "Part des 15-24 ans",
    "occupation": "Métier",
    "projects": "Projets",
    "difficult": "Difficiles",
    "seasonal": "Saisonniers",
    "sector": "Secteur",
    "establishments": "Établissements",
    "producer": "Producteur",
    "source": "Source",
    "vintage": "Millésime",
    "geography": "Géographie",
    "licence": "Licence",
    "total": "Ensemble",
}

TITLES = {
    "population_index": "Population, base 100 en 2013",
    "balance": "Variation de la population de 2013 à 2018, par solde",
    "establishments": "Établissements actifs par secteur",
    "sizes": "Établissements actifs par taille",
    "employment_sectors": "Emploi total par grand secteur",
    "unemployment": "Taux de chômage localisé des zones d’emploi qui couvrent le territoire",
    "unemployment_zones": "Zones d’emploi qui couvrent le territoire",
    "unemployment_strip": "Taux de chômage localisé des zones d’emploi de la région",
    "groups": "Population de 15 ans ou plus par groupe socioprofessionnel",
    "income_communes": "Niveau de vie dans les communes les plus peuplées",
    "young": "Jeunes ni en emploi ni en études",
    "young_communes": "Jeunes ni en emploi ni en études, communes de 2\u202f000 habitants ou plus",
    "top": "Les métiers qui recrutent le plus",
    "hardest": "Les métiers les plus difficiles à pourvoir",
    "sources": "Sources de ce portrait",
    "figures": "Les chiffres et leurs comparaisons",
}

UNITS = {
    "percent_establishments": "% des établissements",
    "percent_jobs": "% de l’emploi",
    "percent_15": "% des 15 ans ou plus",
    "percent_young": "% des 15-24 ans",
    "percent_active": "% de la population active",
    "people": "personnes",
    "projects": "projets",
    "index": "indice",
}

NATURAL = "Solde naturel"
MIGRATION = "Solde des entrées et sorties"
CHANGE = "Variation totale"

_NOTES = {
    "retain": (
        "Cinq constats au plus, un par sujet, choisis par un calcul : du plus inhabituel au moins "
        "inhabituel, d'après le rang parmi les territoires de même niveau, une évolution contraire "
        "à celle du département ou de la région, un changement de cap, l'ampleur de l'écart. Une "
        "valeur fragile n'est jamais retenue, un écart ne l'est que s'il est significatif : voir "
        '<a href="#sources-et-methodes">Sources et méthodes</a>.'
    ),
    "nothing_retained": (
        "Aucun chiffre fiable de ce territoire ne présente d'écart significatif avec ses "
        "territoires de comparaison."
    ),
    "difference": (
        "Un écart est dit significatif quand les deux valeurs sont fiables, qu'il dépasse deux "
        "erreurs types du sondage, qu'aucune case non publiée ne peut l'annuler et qu'il atteint "
        "un seuil propre à l'unité (0,5 point pour une part, 0,1 point par an pour une évolution). "
        "Sinon le portrait ne dit ni que les valeurs diffèrent, ni qu'elles sont égales."
    ),
    "ranks": (
        "Un rang est donné parmi les territoires de même niveau dont la valeur est fiable (cinq au "
        "moins) : ceux de la région, y compris ceux qui en passent la limite ; pour une commune, "
        "celles de la région qui ont 2 000 habitants ou plus."
    ),
    "ranks_france": (
        "Un rang est donné parmi les territoires de même niveau dont la valeur est fiable (cinq au "
        "moins) : ceux de la région, y compris ceux qui en passent la limite ; pour une commune, "
        "celles de la région qui ont 2 000 habitants ou plus ; pour un département ou une région, "
        "tous ceux de France."
    ),
    "census_unemployment": (
        "Le chômage au sens du recensement est déclaré par les personnes : il est plus élevé que "
        "le taux de chômage localisé et ne s'y compare pas."
    ),
    "concentration": (
        "Au-dessus de 100, le territoire offre plus d'emplois qu'il ne compte d'actifs en emploi ; "
        "le dénominateur est limité aux 15-64 ans."
    ),
    "specificity": (
        "Indice de spécificité : part dans le territoire rapportée à la part dans la région "
        "(territoire compris). Au-dessus de 1, le territoire est plus spécialisé que la région."
    ),
    "specificity_france": (
        "Indice de spécificité : part dans le territoire rapportée à la part en France "
        "(territoire compris). Au-dessus de 1, le territoire est plus spécialisé que la France."
    ),
    "specificity_across": (
        "Indice de spécificité : part dans le territoire rapportée à la part {place}, où vivent la "
        "plupart de ses habitants ; le territoire est dans plusieurs régions. Au-dessus de 1, il "
        "est plus spécialisé que cette région."
    ),
    "lower_bound": (
        "« ≥ » : calculé sur les seules cases publiées. France Travail ne publie pas les plus "
        "petites (dans ce fichier, aucune case publiée n'est inférieure à 5) ; elles ne sont "
        "jamais remplacées. Les parts se lisent parmi les projets publiés."
    ),
    "survey": (
        "L'enquête BMO recueille des intentions d'embauche ; les administrations de l'État n'y "
        "sont pas interrogées."
    ),
    "small": (
        "Territoire de moins de 2 000 habitants : l'Insee déconseille d'utiliser à cette échelle "
        "les résultats de l'exploitation complémentaire."
    ),
    "hardest": (
        "Métiers d'au moins {least} projets publiés, classés par la part publiée de projets jugés "
        "difficiles (une valeur basse quand une case manque)."
    ),
    "no_median": (
        "Une médiane et un taux sans effectif ne se recalculent pas : le niveau de vie médian et "
        "le taux de pauvreté ne sont pas publiés pour ce territoire dans les sources de cette "
        "édition. Les communes sont montrées une à une."
    ),
    "no_young": (
        "La source ne donne que des taux, par commune, département et région : aucune valeur ne "
        "peut être calculée pour ce territoire."
    ),
    "no_unemployment": (
        "Le taux de chômage localisé est publié par zone d'emploi : aucune valeur n'est calculée "
        "pour ce territoire. Les zones qui le couvrent sont montrées, avec la part de sa "
        "population qui y vit."
    ),
    "no_recruitment": (
        "L'enquête BMO est publiée par bassin d'emploi et ce territoire n'est pas une réunion de "
        "bassins : aucune valeur n'est calculée. Les bassins qui le couvrent sont : {zones}."
    ),
    "survey_zone": (
        "Projets que l'enquête compte dans ce territoire : elle range chaque bassin d'emploi dans "
        "un seul département et une seule région, même s'il en passe la limite."
    ),
    "no_sectors": (
        "La structure de l'emploi par grand secteur n'est publiée que par département et région."
    ),
    "no_sector_values": (
        "La structure de l'emploi par grand secteur n'est pas publiée pour ce territoire dans les "
        "fichiers de cette édition."
    ),
    "unreliable_map": (
        "Couleur pâle semée de ◊ : valeur fragile, portant sur moins de 200 personnes, logements "
        "ou emplois."
    ),
    "reliability": (
        "Recensement : les effectifs supérieurs à 500 peuvent être utilisés normalement ; "
        "au-dessous de 200, ils sont à manier avec précaution et ne se comparent pas entre "
        "petits territoires."
    ),
    "geography": (
        "Toutes les communes sont celles du 1er janvier {year} : les données plus anciennes sont "
        "ramenées à cette géographie par la table des mouvements de communes (les communes "
        "fusionnées sont additionnées)."
    ),
    "ratios": (
        "Les taux sont des rapports de sommes, calculés sur des valeurs non arrondies. Une somme "
        "dont une partie manque n'est pas affichée."
    ),
    "unavailable": (
        "Taux de chômage localisé des départements, de la région et de la France : non disponibles "
        "dans les sources de cette édition."
    ),
    "partial": (
        "L'édition ne contient que {known} des {total} communes de ce territoire : les effectifs "
        "portent sur cette partie."
    ),
    "no_values": "Cette édition n'a aucune valeur de cette section pour ce territoire.",
    "no_zone_rate": (
        "Le taux de chômage localisé est publié par zone d'emploi ; cette édition n'en a aucun "
        "pour la zone de ce territoire."
    ),
    "no_outline": ("Pas de carte : les contours de ces communes ne font pas partie de l'édition."),
    "undrawn": (
        "{count} : contours absents de l'édition. Les habitants en sont comptés dans les chiffres."
    ),
    "border": (
        "{count} hors de la région : contours absents de l'édition. Les habitants en sont comptés "
        "dans les chiffres."
    ),
}

NOTES = {key: typeset(text) for key, text in _NOTES.items()}
"""Notes under figures; blanks in braces are filled by :func:`~.portrait.write_note`."""
