"""Sentences of errors that only the download of official files raises."""

from __future__ import annotations

FETCH = {
    "insecure_address": (
        "{source} : adresse refusée, {address} n'est pas en https. Rien ne lui a été demandé."
    ),
    "foreign_host": (
        "{source} : la machine « {host} » n'est pas de celles que déclare data/registry.toml "
        "({known}). Rien ne lui a été demandé ; si elle est bien du producteur, l'ajouter à hosts."
    ),
    "endless_redirect": "{source} : {host} renvoie sans fin d'une adresse à une autre.",
    "unreachable": "{source} : pas de réponse de {host} ({problem:set}).",
    "bad_certificates": (
        "La variable {variable} nomme {file}, qui est absent ou n'est pas un fichier de "
        "certificats PEM. Corriger le chemin ; depuis Windows, exporter le certificat en « X.509 "
        "encodé en base 64 ». Ou retirer la variable : ceux de l'ordinateur servent alors."
    ),
    "untrusted_certificate": (
        "{source} : l'autorité qui signe le certificat de {host} n'est pas connue de cet "
        "ordinateur. Derrière un proxy qui déchiffre : demander au service informatique son "
        "certificat, puis l'installer dans les autorités de confiance de Windows, ou le nommer "
        "(fichier PEM) dans la variable SSL_CERT_FILE."
    ),
    "outdated_certificate": (
        "{source} : le certificat de {host} est périmé ou pas encore valable. Vérifier la date de "
        "cet ordinateur ; si elle est bonne, réessayer plus tard ou ouvrir {page}."
    ),
    "other_certificate": (
        "{source} : le certificat reçu de {host} est celui d'une autre machine. Rien n'a été "
        "demandé. Se connecter au réseau habituel (pas à un portail d'accueil), puis recommencer."
    ),
    "proxy_away": (
        "{source} : le proxy {proxy} ne répond pas ({problem:set}). Vérifier son adresse dans la "
        "variable HTTPS_PROXY ou les paramètres de Windows ; hors du réseau de l'organisme, la "
        "retirer."
    ),
    "proxy_asks_password": (
        "{source} : le proxy {proxy} demande un nom et un mot de passe. Les donner dans la "
        "variable HTTPS_PROXY, sous la forme {example} (les signes @ : / # % du mot de passe "
        "s'écrivent %40 %3A %2F %23 %25)."
    ),
    "proxy_refuses_password": (
        "{source} : le proxy {proxy} refuse le nom et le mot de passe de la variable HTTPS_PROXY. "
        "Les vérifier (les signes @ : / # % s'y écrivent %40 %3A %2F %23 %25). Un proxy qui "
        "n'accepte que le compte Windows demande un relais local : voir le service informatique."
    ),
    "proxy_refuses": (
        "{source} : le proxy {proxy} refuse de joindre {host} (réponse {status}). Demander au "
        "service informatique d'ouvrir cette machine, ou télécharger à la main : {page}."
    ),
    "bad_proxy": (
        "{source} : l'adresse du proxy ne se lit pas ou est d'un genre que le programme ne connaît "
        "pas. Attendu dans la variable HTTPS_PROXY : {example}."
    ),
    "refused_request": (
        "{source} : {host} répond {status}. L'adresse a pu changer : voir {page}, puis corriger "
        "url dans data/registry.toml."
    ),
    "cut_download": (
        "{source} : le téléchargement s'est arrêté ({problem:set}). Ce qui est arrivé est gardé : "
        "la même commande reprend là."
    ),
    "too_slow": (
        "{source} : pas fini au bout de {minutes} min. Ce qui est arrivé est gardé : la même "
        "commande reprend là."
    ),
    "too_heavy": (
        "{source} : plus de {most} Mo, limite de cette source. Si c'est bien le fichier, relever "
        "max_mb dans data/registry.toml."
    ),
    "empty_file": "{source} : le fichier reçu est vide.",
    "web_page_instead": (
        "{source} : une page web est arrivée à la place du fichier (erreur du site, ou proxy qui "
        "demande un mot de passe). Ouvrir {page} dans un navigateur."
    ),
    "other_form": "{source} : le fichier reçu n'a pas la forme d'un fichier {form}.",
    "broken_archive": "{source} : l'archive reçue est abîmée ou incomplète.",
    "hostile_archive": (
        "{source} : archive refusée, « {member} » s'écrirait hors de son dossier, est un lien ou "
        "est chiffré."
    ),
    "swelling_archive": (
        "{source} : archive refusée, plus de {most} Mo une fois ouverte. Si c'est bien le fichier, "
        "relever max_unpacked_mb dans data/registry.toml."
    ),
    "missing_member": (
        "{source} : « {member} » n'est pas dans l'archive.{near} Fichiers trouvés : {known}."
    ),
}
"""As those of ``wording.messages``, which is their one door and sets their type."""
