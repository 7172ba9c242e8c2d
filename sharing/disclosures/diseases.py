"""Which diseases a doctor must report, where, and until when (handbook section 6).

The lists are those of each nation's law, as they stood in spring 2026. England and Scotland differ: Scotland's list
for doctors has no hepatitis, which its laboratories report.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db.models import TextChoices

from governance import defaults
from governance.calendar import Nation, add_hours, local_day
from governance.errors import YES, Code, Verdict, no


class Disease(TextChoices):
    """What a doctor may suspect."""

    ACUTE_ENCEPHALITIS = "acute_encephalitis", "Acute encephalitis"
    ACUTE_FLACCID = "acute_flaccid", "Acute flaccid paralysis or myelitis"
    ACUTE_HEPATITIS = "acute_hepatitis", "Acute infectious hepatitis (A, B, C and others)"
    ACUTE_MENINGITIS = "acute_meningitis", "Acute meningitis"
    ANTHRAX = "anthrax", "Anthrax"
    BLOODY_DIARRHOEA = "bloody_diarrhoea", "Infectious bloody diarrhoea"
    BOTULISM = "botulism", "Botulism"
    BRUCELLOSIS = "brucellosis", "Brucellosis"
    CHICKENPOX = "chickenpox", "Chickenpox"
    CHOLERA = "cholera", "Cholera"
    CJD = "cjd", "Creutzfeldt-Jakob disease"
    CONGENITAL_SYPHILIS = "congenital_syphilis", "Congenital syphilis"
    COVID = "covid", "COVID-19"
    DIPHTHERIA = "diphtheria", "Diphtheria"
    DISSEMINATED_GONORRHOEA = "gonorrhoea", "Disseminated gonococcal infection"
    E_COLI = "e_coli", "Illness from E. coli O157"
    ENTERIC_FEVER = "enteric_fever", "Typhoid or paratyphoid"
    FOOD_POISONING = "food_poisoning", "Food poisoning"
    GROUP_A_STREP = "group_a_strep", "Invasive group A streptococcal disease"
    HIB = "hib", "Haemophilus influenzae type b"
    HUS = "hus", "Haemolytic uraemic syndrome"
    LEGIONNAIRES = "legionnaires", "Legionnaires’ disease"
    LEPROSY = "leprosy", "Leprosy"
    MALARIA = "malaria", "Malaria"
    MEASLES = "measles", "Measles"
    MENINGOCOCCAL = "meningococcal", "Meningococcal disease"
    MERS = "mers", "Middle East respiratory syndrome (MERS)"
    MPOX = "mpox", "Mpox"
    MUMPS = "mumps", "Mumps"
    NECROTISING_FASCIITIS = "fasciitis", "Necrotising fasciitis"
    NEONATAL_HERPES = "neonatal_herpes", "Neonatal herpes"
    PLAGUE = "plague", "Plague"
    POLIO = "polio", "Poliomyelitis"
    RABIES = "rabies", "Rabies"
    RUBELLA = "rubella", "Rubella"
    SARS = "sars", "SARS"
    SCARLET_FEVER = "scarlet_fever", "Scarlet fever"
    SMALLPOX = "smallpox", "Smallpox"
    TETANUS = "tetanus", "Tetanus"
    TUBERCULOSIS = "tuberculosis", "Tuberculosis"
    TULARAEMIA = "tularaemia", "Tularaemia"
    TYPHUS = "typhus", "Typhus"
    VIRAL_HAEMORRHAGIC = "haemorrhagic", "Viral haemorrhagic fever"
    WEST_NILE = "west_nile", "West Nile fever"
    WHOOPING_COUGH = "whooping_cough", "Whooping cough"
    YELLOW_FEVER = "yellow_fever", "Yellow fever"
    ZOONOTIC_FLU = "zoonotic_flu", "Flu that comes from animals"
    CHRONIC_HEPATITIS = "chronic_hepatitis", "Chronic hepatitis"
    OTHER = "other", "Another infection"


_NOWHERE = {Disease.CHRONIC_HEPATITIS, Disease.OTHER}
_SCOTLAND_ONLY = {
    *(Disease.E_COLI, Disease.HIB, Disease.NECROTISING_FASCIITIS, Disease.TULARAEMIA, Disease.WEST_NILE),
}
_SCOTLAND = _SCOTLAND_ONLY | {
    *(Disease.ANTHRAX, Disease.BOTULISM, Disease.BRUCELLOSIS, Disease.CHOLERA, Disease.COVID),
    *(Disease.DIPHTHERIA, Disease.ENTERIC_FEVER, Disease.HUS, Disease.MEASLES, Disease.MENINGOCOCCAL),
    *(Disease.MUMPS, Disease.PLAGUE, Disease.POLIO, Disease.RABIES, Disease.RUBELLA, Disease.SARS),
    *(Disease.SMALLPOX, Disease.TETANUS, Disease.TUBERCULOSIS, Disease.VIRAL_HAEMORRHAGIC),
    *(Disease.WHOOPING_COUGH, Disease.YELLOW_FEVER),
}
LISTED: Mapping[Nation, frozenset[Disease]] = {
    Nation.ENG: frozenset(set(Disease) - _NOWHERE - _SCOTLAND_ONLY),
    Nation.SCT: frozenset(_SCOTLAND),
}
# Told by telephone at once, within a day: those that spread or kill fast.
URGENT = frozenset(
    {
        *(Disease.ACUTE_HEPATITIS, Disease.ACUTE_MENINGITIS, Disease.ANTHRAX, Disease.BOTULISM),
        *(Disease.BLOODY_DIARRHOEA, Disease.CHOLERA, Disease.DIPHTHERIA, Disease.E_COLI),
        *(Disease.ENTERIC_FEVER, Disease.FOOD_POISONING, Disease.GROUP_A_STREP, Disease.HUS),
        *(Disease.LEGIONNAIRES, Disease.MEASLES, Disease.MENINGOCOCCAL, Disease.MERS, Disease.PLAGUE),
        *(Disease.POLIO, Disease.RABIES, Disease.SARS, Disease.SMALLPOX, Disease.VIRAL_HAEMORRHAGIC),
        *(Disease.WHOOPING_COUGH, Disease.YELLOW_FEVER, Disease.ZOONOTIC_FLU),
    }
)
WHOM: Mapping[Nation, str] = {
    Nation.ENG: "The council’s proper officer: in practice the local health protection team",
    Nation.SCT: "The health board",
}


class Suspicion(NamedTuple):
    """What a doctor suspects, and when. significant_harm: another infection that could do significant harm."""

    disease: Disease
    suspected_at: datetime
    significant_harm: bool = False


def may_notify(suspicion: Suspicion, nation: Nation, *, is_doctor: bool) -> Verdict:
    """Whether this is a notification that the law asks a doctor for; else E-ROLE or E-REASON."""
    if not is_doctor:
        return no(
            "Only a registered doctor reports a disease.",
            code=Code.ROLE,
            next_step="Tell a doctor of the service at once.",
        )
    if suspicion.disease in LISTED[nation]:
        return YES
    if nation == Nation.SCT:
        why = "not on the Scottish doctors’ list"
        if suspicion.disease in {Disease.ACUTE_HEPATITIS, Disease.CHRONIC_HEPATITIS}:
            why += "; the laboratory reports it by its own route"
        return no(
            f"This is {why}.",
            code=Code.REASON,
            next_step="Ask the person, or choose another reason.",
        )
    if suspicion.significant_harm:
        return YES
    return no(
        "This disease is not on the list that doctors must report.",
        code=Code.REASON,
        next_step="If it could do significant harm to others, say so. If not, ask the person.",
    )


def is_urgent(suspicion: Suspicion) -> bool:
    """Whether it is told by telephone first."""
    return suspicion.disease in URGENT or suspicion.significant_harm


def oral_due(suspicion: Suspicion) -> datetime | None:
    """Until when it is told by telephone: 24 elapsed hours; None where it is not urgent."""
    if not is_urgent(suspicion):
        return None
    return add_hours(suspicion.suspected_at, defaults.DISEASE_ORAL_HOURS.value)


def written_due(suspicion: Suspicion) -> date:
    """The last good day for it in writing: the third, counting the day of suspicion as the first."""
    return local_day(suspicion.suspected_at) + timedelta(days=defaults.DISEASE_WRITTEN_DAYS.value - 1)
