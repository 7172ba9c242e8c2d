"""Telling those whom an incident is about: who withholds, on what, and safely (handbook section 10)."""

from datetime import timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader

from governance.calendar import Nation
from governance.documents import door
from governance.documents.models import Document
from governance.errors import Code, Denied
from incidents.incidents import actions, candour, deciding, letters, telling
from incidents.incidents.clock_rows import panel
from incidents.incidents.models import Decision
from incidents.incidents.outstanding import about_people, to_be_told
from incidents.incidents.sorts import Certainty, Exemption, Harm, Telling
from incidents.incidents.telling_rules import may_decide
from tests.cast import NOON, Cast, signed_in
from tests.incidents.incidents import walk
from tests.incidents.incidents.test_deadlines import on_desk

HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("was", "chosen", "dpo", "near_miss", "law_wants", "exemption", "because", "answer"),
    [
        ("", Telling.TELL, False, False, True, "", "", True),
        ("", Telling.WITHHOLD, False, False, False, "", "He would hit her.", Code.ROLE),
        ("", Telling.WITHHOLD, True, False, False, "", " ", Code.REASON),
        ("", Telling.WITHHOLD, True, False, False, "", "He would hit her.", True),
        ("", Telling.WITHHOLD, True, False, True, "", "He would hit her.", Code.REASON),
        ("", Telling.WITHHOLD, True, False, True, Exemption.UNREADABLE, "It would frighten her.", True),
        ("", Telling.WITHHOLD, True, False, True, Exemption.REMOVED, "It would frighten her.", True),
        ("", Telling.WITHHOLD, True, False, True, Exemption.EFFORT, "There are many.", Code.REASON),
        ("", Telling.ANNOUNCE, False, False, True, Exemption.EFFORT, "There are 9,000.", True),
        ("", Telling.ANNOUNCE, False, False, True, Exemption.REMOVED, "There are 9,000.", Code.REASON),
        ("", Telling.ANNOUNCE, False, False, False, "", "There are 9,000.", True),
        ("", Telling.ANNOUNCE, False, False, False, "", "", Code.REASON),
        # Nobody goes round the Data Protection Officer by saying that there is nobody.
        ("", Telling.NOBODY, False, False, False, "", "It was locked.", Code.ROLE),
        ("", Telling.NOBODY, False, True, False, "", "It was stopped.", True),
        # What that officer withheld, that officer alone tells.
        (Telling.WITHHOLD, Telling.TELL, False, False, False, "", "", Code.ROLE),
        (Telling.WITHHOLD, Telling.TELL, True, False, False, "", "", True),
        (Telling.WITHHOLD, Telling.ANNOUNCE, False, False, False, "", "There are many.", Code.ROLE),
    ],
)
def test_who_decides_what_becomes_of_the_people(
    was: str,
    chosen: Telling,
    dpo: bool,
    near_miss: bool,
    law_wants: bool,
    exemption: str,
    because: str,
    answer: bool | Code,
) -> None:
    verdict = may_decide(
        was,
        chosen,
        is_dpo=dpo,
        near_miss=near_miss,
        law_wants=law_wants,
        exemption=exemption,
        because=because,
    )
    assert (verdict.code or verdict.allowed) == answer


def test_the_decision_is_kept_with_its_exception(cast: Cast) -> None:
    found = telling.decide_telling(
        walk.with_sam(cast),
        by=cast.priya,
        at=NOON,
        telling=Telling.WITHHOLD,
        exemption=Exemption.UNREADABLE,
        because="It would frighten them.",
    )
    kept = Decision.objects.get(question="people")
    assert "not told" in kept.outcome
    assert "encrypted" in kept.outcome
    assert (kept.because, kept.decided_by) == ("It would frighten them.", cast.priya)
    with pytest.raises(Denied, match="decided that they are not told"):
        walk.told(cast, found)


def test_graded_higher_it_is_decided_anew(cast: Cast) -> None:
    found = walk.with_sam(cast, 2, 2)
    found = telling.decide_telling(
        found, by=cast.priya, at=NOON, telling=Telling.WITHHOLD, because="He would hit her."
    )
    assert about_people(found)
    assert "incident_waits_people" not in on_desk(cast.priya)
    found = walk.regraded(cast, found, 4, 4)
    assert not about_people(found)
    assert "incident_waits_people" in on_desk(cast.priya)


def test_who_is_to_be_told_stands_on_the_managers_desk_until_they_are(cast: Cast) -> None:
    found = walk.with_sam(cast)
    assert "incident_waits_people" in on_desk(cast.priya)
    found = telling.decide_telling(found, by=cast.igor, at=NOON, telling=Telling.TELL)
    assert "incident_waits_tell" in on_desk(cast.max)
    found = walk.told(cast, found, reached=False, words="Nobody answered.")
    assert [each.person.name for each in to_be_told(found)] == ["Sam Rivers"]
    assert about_people(found), "tried in vain"
    found = walk.told(cast, found, at=NOON + HOUR)
    assert to_be_told(found) == []
    assert "incident_waits_tell" not in on_desk(cast.max)
    assert next(each for each in panel(found) if each.name == "Tell the people").stopped_at == NOON + HOUR
    contacts = list(found.contacts.order_by("id"))
    assert [each.reached for each in contacts] == [False, True]
    assert (contacts[1].who, contacts[1].written_by) == ("Max", cast.max)


@pytest.mark.parametrize(
    ("keeps", "words"), [(None, "how to reach them safely"), (False, "not how they asked")]
)
def test_a_way_that_they_refused_is_refused(cast: Cast, keeps: bool | None, words: str) -> None:
    found = walk.with_sam(cast)
    with pytest.raises(Denied, match=words):
        walk.told(cast, found, keeps_to_it=keeps)
    sam = found.affected.get()
    with pytest.raises(Denied, match=words):
        telling.write_letter(found, by=cast.max, at=NOON, affected=sam, words="Dear.", keeps_to_it=keeps)
    assert not found.contacts.exists()
    assert not found.letters.exists()


def test_one_of_them_is_not_told_for_a_harm_that_is_written_down(cast: Cast) -> None:
    found = telling.decide_telling(walk.with_sam(cast, 2, 2), by=cast.igor, at=NOON, telling=Telling.TELL)
    sam = found.affected.get()
    with pytest.raises(Denied):
        telling.withhold(found, by=cast.igor, at=NOON, affected=sam, because="He would hit her.")
    found = telling.withhold(found, by=cast.priya, at=NOON, affected=sam, because="He would hit her.")
    assert (to_be_told(found), bool(about_people(found))) == ([], True)
    with pytest.raises(Denied, match="not told"):
        walk.told(cast, found)
    found = telling.tell_after_all(found, by=cast.priya, at=NOON, affected=sam, reason="He is gone.")
    assert to_be_told(walk.told(cast, found)) == []


def test_an_announcement_follows_its_decision(cast: Cast) -> None:
    found = walk.graded(cast)
    step = {"by": cast.igor, "at": NOON, "announced_at": NOON, "announcement": "In the Harbour News."}
    with pytest.raises(Denied, match="not decided"):
        telling.announce(found, **step)
    found = telling.decide_telling(
        found,
        by=cast.igor,
        at=NOON,
        telling=Telling.ANNOUNCE,
        exemption=Exemption.EFFORT,
        because="There are 9,000.",
    )
    assert not about_people(found)
    assert about_people(telling.announce(found, **step))


def test_of_people_whom_we_do_not_know_one_contact_counts(cast: Cast) -> None:
    found = telling.decide_telling(walk.graded(cast), by=cast.igor, at=NOON, telling=Telling.TELL)
    assert not about_people(found)
    assert about_people(walk.told(cast, found, affected=None, keeps_to_it=None))


def test_nobody_is_told_before_it_happened_or_by_whoever_does_not_see_them(cast: Cast) -> None:
    found = walk.with_sam(cast)
    for told_at in (NOON - 4 * HOUR, NOON + HOUR):
        with pytest.raises(Denied):
            walk.told(cast, found, told_at=told_at)
    other = cast.person("Kim Hill", worker=cast.finn)
    found = actions.affect(found, by=cast.igor, at=NOON, person=other)
    theirs = found.affected.get(person=other)
    with pytest.raises(Denied, match="do not see them"):
        walk.told(cast, found, affected=theirs)
    assert walk.told(cast, found, by=cast.igor, affected=theirs)


@pytest.mark.pdf
def test_the_letter_says_sorry_and_is_kept_as_it_was_written(cast: Cast) -> None:
    found = walk.with_sam(cast)
    sam = found.affected.get()
    telling.write_letter(
        found, by=cast.max, at=NOON, affected=sam, words=letters.script(found), keeps_to_it=True
    )
    letter = found.letters.get()
    waiting = Document.objects.get(kind=letters.LETTER)
    words = " ".join(
        page.extract_text() for page in PdfReader(BytesIO(door.pdf(letters.source(letter.pk)))).pages
    )
    for each in ("Dear Sam Rivers", letters.SORRY, "sent or given to the wrong person", "ico.org.uk"):
        assert each in " ".join(words.split()), each
    where = f"/incidents/{found.reference}/letters/{letter.pk}/"
    assert signed_in(cast.max).get(where).status_code == 302
    assert door.make(waiting.pk)
    assert signed_in(cast.max).get(where)["Content-Type"] == "application/pdf"
    assert signed_in(cast.aled).get(where).status_code == 403
    assert signed_in(cast.maya).get(where).status_code == 404


def test_a_letter_is_of_the_nation_of_the_service_or_else_of_the_person(cast: Cast) -> None:
    isla = cast.person("Ann Reid", worker=cast.isla)
    whole = deciding.grade(
        walk.reported(cast, by=cast.igor, service=None),
        by=cast.priya,
        at=NOON,
        severity=3,
        likelihood=3,
        because="Known.",
    )
    whole = actions.affect(whole, by=cast.igor, at=NOON, person=isla)
    assert letters.nation_of(whole, whole.affected.get()) == Nation.SCT
    assert letters.nation_of(walk.graded(cast), None) == Nation.ENG


def test_what_nearly_happened_has_nobody_to_tell(cast: Cast) -> None:
    found = telling.decide_telling(
        walk.graded(cast, 2, 2, certainty=Certainty.NEAR_MISS),
        by=cast.igor,
        at=NOON,
        telling=Telling.NOBODY,
        because="It was stopped.",
    )
    assert about_people(found)


def test_graded_higher_nobody_is_left_out(cast: Cast) -> None:
    found = telling.decide_telling(walk.with_sam(cast, 2, 2), by=cast.igor, at=NOON, telling=Telling.TELL)
    sam = found.affected.get()
    found = telling.withhold(found, by=cast.priya, at=NOON, affected=sam, because="He would hit her.")
    assert about_people(found)
    found = walk.regraded(cast, found, 4, 4)
    assert "one is not" in about_people(found).reason
    assert "incident_waits_people" in on_desk(cast.priya)
    with pytest.raises(Denied) as refused:
        telling.withhold(found, by=cast.priya, at=NOON, affected=sam, because="He would hit her.")
    assert "exceptions" not in refused.value.verdict.next_step
    telling.tell_after_all(found, by=cast.priya, at=NOON, affected=sam, reason="There is a safe way.")
    assert "incident_waits_people" not in on_desk(cast.priya)


def test_graded_higher_an_announcement_says_that_each_would_take_too_much(cast: Cast) -> None:
    many = {"telling": Telling.ANNOUNCE, "because": "There are 9,000.", "by": cast.igor, "at": NOON}
    found = telling.decide_telling(walk.with_sam(cast, 2, 2), **many)
    found = telling.announce(found, by=cast.max, at=NOON, announced_at=NOON, announcement="On our website.")
    assert about_people(found)
    found = walk.regraded(cast, found, 4, 4)
    assert not about_people(found)
    assert about_people(telling.decide_telling(found, exemption=Exemption.EFFORT, **many))


@pytest.mark.parametrize(("harm", "name"), [(Harm.PAIN, "Sam Rivers"), (Harm.DEATH, "")])
def test_after_a_death_the_letter_is_not_to_whoever_died(cast: Cast, harm: Harm, name: str) -> None:
    found = candour.decide_candour(
        walk.with_sam(cast), by=cast.gwen, at=NOON, applies=True, harm=harm, because="A wrong dose."
    )
    sam = found.affected.get()
    said = {"words": "We gave the wrong dose.", "candour": True, "keeps_to_it": True}
    found = telling.write_letter(found, by=cast.max, at=NOON, affected=sam, **said)
    assert letters.source(found.letters.get().pk).context["name"] == name


def test_a_letter_about_care_does_not_begin_with_what_is_said_about_data(cast: Cast) -> None:
    found, data = walk.with_sam(cast), "went wrong with what we hold about you"
    where = f"/incidents/{found.reference}/write_letter/"
    assert data in signed_in(cast.max).get(where).content.decode()
    candour.decide_candour(
        found, by=cast.gwen, at=NOON, applies=True, harm=Harm.PAIN, because="A wrong dose."
    )
    assert data not in signed_in(cast.max).get(where).content.decode()
