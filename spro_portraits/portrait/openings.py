"""The sentences that open a section: base facts, and comparisons where they may be worded.

No sentence rests on a weak or absent value; what « Ce qu’il faut retenir » has told is told
in another way, or something else is said. Not done here: the words themselves.
"""

from __future__ import annotations

from spro_portraits.indicators import find_newest
from spro_portraits.portrait.blocks import draw_lede
from spro_portraits.portrait.model import Block
from spro_portraits.portrait.retain import list_told, locate
from spro_portraits.portrait.subject import Subject
from spro_portraits.wording import sections as words
from spro_portraits.wording.portrait_terms import GROUPS

RETIRED = "7"


def read_sound(subject: Subject, key: str) -> float | None:
    """Give the value of the territory where a sentence may rest on it."""
    measure = subject.measures[key]
    return None if measure.reliability.is_weak else measure.value


def list_beside(subject: Subject, key: str) -> list[words.Beside]:
    """List the same figure in the places that the page shows, the absent left out."""
    beside = []
    for role, result in subject.shown_results(key):
        if result.value is None:
            continue
        level, name = locate(subject, role)
        differs = subject.difference(key, role).is_meaningful
        beside.append(words.Beside(level, name, result.value, differs))
    return beside


def open_population(subject: Subject) -> list[Block]:
    """Open *Population*: the trend, or the counts where it is told, and its two parts."""
    key = "population_growth_2013_2018"
    rate = read_sound(subject, key)
    first, last = (read_sound(subject, f"population_{year}") for year in ("2013", "2018"))
    natural = read_sound(subject, "natural_balance_2013_2018")
    migration = read_sound(subject, "migration_balance_2013_2018")
    sentences = []
    if key in list_told(subject):
        if first is not None and last is not None:
            sentences.append(words.write_population_counts(first, last))
    elif rate is not None:
        sentences.append(words.write_population(rate, list_beside(subject, key)))
    if natural is not None and migration is not None:
        sentences.append(words.write_balances(natural, migration, follows=bool(sentences)))
    return _draw(sentences)


def open_activity(subject: Subject) -> list[Block]:
    """Open *Emploi et activité*: jobs, for how many who live there, and their trend."""
    told = list_told(subject)
    jobs, before = read_sound(subject, "jobs_2018"), read_sound(subject, "jobs_2013")
    if jobs is None:
        return []
    concentration = "job_concentration_2018"
    ratio = None if concentration in told else read_sound(subject, concentration)
    sentences = [words.write_jobs(jobs, ratio)]
    growth = read_sound(subject, "jobs_growth_2013_2018")
    if "jobs_growth_2013_2018" in told:
        sentences += [words.write_jobs_before(before)] if before is not None else []
    elif growth is not None:
        sentences.append(words.write_jobs_trend(growth))
    return _draw(sentences)


def open_groups(subject: Subject) -> list[Block]:
    """Open *Groupes socioprofessionnels*: the largest group in activity, else the retired."""
    told = list_told(subject)
    keys = {group: f"residents_group_{group}_share_2022" for group in GROUPS}
    shares = {group: read_sound(subject, key) for group, key in keys.items()}
    active = [group for group in GROUPS if group != RETIRED]
    largest = max(active, key=lambda group: subject.value(keys[group]) or 0.0)
    for group in (largest, RETIRED):
        share = shares[group]
        if share is not None and keys[group] not in told:
            beside = list_beside(subject, keys[group])
            nearest = next((b for b in beside if b.level == "region"), next(iter(beside), None))
            return _draw([words.write_groups(group, share, nearest)])
    return []


def open_young(subject: Subject) -> list[Block]:
    """Open *Jeunes*: the share where one is published, else the places of comparison."""
    key = "young_not_in_work_share_2018"
    share = read_sound(subject, key)
    if share is None and subject.value(key) is not None:
        return []
    if share is not None and key in list_told(subject):
        before = read_sound(subject, "young_not_in_work_share_2008")
        return _draw([words.write_young_before(before)] if before is not None else [])
    return _draw([words.write_young(share, list_beside(subject, key))])


def open_recruitment(subject: Subject) -> list[Block]:
    """Open *Métiers qui recrutent*: projects, then the share that is not yet told."""
    told = list_told(subject)
    sentences = []
    projects = read_sound(subject, "recruitment_projects")
    if projects is not None:
        bound = subject.measures["recruitment_projects"].result.is_lower_bound
        period = find_newest(subject.edition, "recruitment")
        sentences.append(words.write_recruitment(projects, period, bound=bound))
    keys = {"difficulty": "recruitment_difficulty", "seasonal": "recruitment_seasonal_share"}
    for kind, key in keys.items():
        share = read_sound(subject, key)
        if share is not None and key not in told:
            bound = subject.measures[key].result.is_lower_bound
            sentences.append(words.write_recruitment_share(kind, share, bound=bound))
            break
    return _draw(sentences)


def _draw(sentences: list[str]) -> list[Block]:
    return [draw_lede(" ".join(sentences))] if sentences else []
