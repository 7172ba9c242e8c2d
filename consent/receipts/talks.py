"""Which answers one receipt tells of: those of one talk, or an answer that was given on its own."""

from dataclasses import dataclass

from consent.consents.models import Consent
from consent.consents.permissions import table_row
from consent.consents.rules import Giver, State


@dataclass(frozen=True)
class Talk:
    """The answers of one talk that the same people may see.

    told: what the receipt tells of, in the order of writing down. drafts: what is not finished.
    kept_back: what a parent answered for someone who asked us not to tell their parents.
    """

    told: list[Consent]
    drafts: list[Consent]
    kept_back: list[Consent]

    @property
    def record_id(self) -> int:
        """What its document is kept under: the same whichever of the answers somebody comes from."""
        return min(each.pk for each in (*self.told, *self.kept_back))

    @property
    def version(self) -> int:
        """Grows with every change of an answer or of the person, so that a change asks for a new receipt."""
        answers = [*self.told, *self.kept_back]
        return answers[0].person.version + sum(each.version for each in answers)


def talk_of(consent: Consent) -> Talk:
    """The talk in which a consent was answered.

    Publicity has its own readers (handbook section 12), so it has a receipt of its own.
    """
    together = {"talk": consent.talk, "case": consent.case_id} if consent.talk else {"pk": consent.pk}
    found = Consent.objects.filter(**together).order_by("pk")
    related = (
        "person",
        "service",
        "organisation",
        "created_by",
        "wording__wording",
        "evidence",
        "replacement",
    )
    row = table_row(consent.kind)
    answers = [each for each in found.select_related(*related) if table_row(each.kind) == row]
    finished = [each for each in answers if each.state != State.DRAFT]
    return Talk(
        told=[each for each in finished if not is_kept_from_parents(each)],
        drafts=[each for each in answers if each.state == State.DRAFT],
        kept_back=[each for each in finished if is_kept_from_parents(each)],
    )


def is_kept_from_parents(consent: Consent) -> bool:
    """A parent answered, and the person asked us not to tell their parents."""
    return consent.giver == Giver.PARENT and consent.person.keep_from_parents
