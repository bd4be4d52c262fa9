"""Sentences of errors that only the library of notebooks and JupyterLab raise."""

from __future__ import annotations

DESK = {
    "unknown_place": (
        "Territoire inconnu : « {text} ».{near} Toute la liste : « spro.territories », ou "
        '« spro.territories.search("{text}") ».'
    ),
    "unknown_figure": (
        "Ni section du portrait ni indicateur : « {text} ».{near} Sections : {known}."
    ),
    "several_indicators": (
        "« {text} » désigne plusieurs indicateurs : {near_list}. Donner la clé de l'un d'eux."
    ),
    "unknown_section": "Section inconnue : « {text} ».{near} Sections de cette page : {known}.",
    "unknown_file_kind": (
        "{file} : ce type de fichier ne s'écrit pas ici. Finir le nom par {known}."
    ),
    "unnamed_perimeter": "Ce territoire n'a pas de nom : en écrire un, avec des lettres.",
    "empty_perimeter": (
        "Le territoire « {name} » n'a aucun membre : choisir au moins une commune ou une zone."
    ),
    "known_perimeter": (
        "Un territoire « {name} » est déjà enregistré ({file}). Choisir un autre nom, ou demander "
        "à le remplacer."
    ),
    "unusable_perimeter": (
        "Le territoire enregistré dans {file} ne peut pas servir : {problem:set}. Le corriger (un "
        "texte en UTF-8, un membre par ligne) ou l'ôter de ce dossier."
    ),
    "no_own_perimeter": (
        "Aucun territoire à soi n'est enregistré dans {folder}. L'explorateur de JupyterLab en "
        "dessine (« spro-portraits lab »)."
    ),
    "unwritable_folder": "Rien ne peut être écrit dans {folder} : {problem:set}.",
    "not_made": "{problem}.",
    "bad_declaration": (
        "La source déclarée dans {file} ne se lit pas : {problem:set}. La marche à suivre est dans "
        "docs/ajouter-une-source.md."
    ),
    "missing_declared_file": (
        "Fichier absent : {file}, que nomme {declaration}. Le poser là, ou corriger « file »."
    ),
    "unknown_declaration": (
        "Aucune source déclarée ne s'appelle « {name} » dans {folder}.{near} Donner le chemin "
        "d'un fichier .toml."
    ),
    "no_local_value": (
        "Rien à dessiner : « {name} » n'a aucune valeur par {level} dans ce fichier."
    ),
    "missing_lab_package": (
        "JupyterLab n'est pas installé : « python -m pip install spro-portraits[laboratoire] » "
        'l\'installe (dans une copie du projet : « python -m pip install -e ".[laboratoire]" »).'
    ),
}
"""As those of ``wording.messages``, which is their one door and sets their type."""
