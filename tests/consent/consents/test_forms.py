"""What is typed wrongly: a message beside the field, what was typed is kept, nothing is half-saved."""

import re
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.test import Client

from consent.consents import to_ask
from consent.consents.actions import reconfirm
from consent.consents.models import Consent
from consent.consents.rules import CHECKLIST, State
from consent.evidence.models import Evidence
from consent.kinds import Kind
from consent.wording.models import WordingVersion
from consent.wording.rules import Purpose
from governance.calendar import Nation
from governance.ledger.models import Event
from governance.organisations.models import Organisation
from governance.people.actions import open_case
from governance.people.models import Person
from governance.records.actor import acting_as
from tests.attachments.papers import pdf, upload
from tests.cast import NOON, Cast, signed_in
from tests.consent.consents.answers import PANEL, say
from tests.consent.wording.samples import approved
from tests.organisations.partners import surgery

CHECKS = [check.key for check in CHECKLIST]
pytestmark = pytest.mark.usefixtures("_noon")


@pytest.fixture
def _noon(time_machine: object) -> None:
    time_machine.move_to(NOON, tick=False)  # type: ignore[attr-defined]


@pytest.fixture
def sam(cast: Cast) -> Person:
    return cast.person()


@pytest.fixture(autouse=True)
def _words(cast: Cast) -> None:
    """The words for each kind, as IG approved them."""
    for kind in Kind:
        for purpose in Purpose:
            approved(cast, kind=kind, purpose=purpose, at=NOON - timedelta(days=900))


def words(kind: str = "SHARE_CARE", purpose: Purpose = Purpose.SCRIPT) -> int:
    ours = WordingVersion.objects.filter(wording__kind=kind, wording__purpose=purpose, wording__nation=None)
    return ours.latest("number").pk


def typed(person: Person, **changes: object) -> dict[str, object]:
    """A whole spoken yes as the browser sends it; the time is in local time, which is UTC in November."""
    kind = str(changes.get("kind", "SHARE_CARE"))
    return {
        "case": person.cases.first().pk,
        "form_key": str(uuid4()),
        "kind": "SHARE_CARE",
        "recipient": "Elm Surgery",
        "purpose": "To plan their care together",
        "items": ["contact", "care_plan"],
        "answer": "yes",
        "giver": "SELF",
        "method": "IN_PERSON_VERBAL",
        "said_at_day": "22",
        "said_at_month": "11",
        "said_at_year": "2026",
        "said_at_time": "11:30",
        "identity_check": "Known to me",
        "wording": words(kind) if kind in Kind.values else "",
        "answer_words": "Yes, tell my doctor",
        "privacy_notice": "England 4",
        **{f"check_{key}": "yes" for key in CHECKS},
        **changes,
    }


CHECKS = [
    "able",
    "free",
    "named",
    "told",
    "clear_act",
    "can_withdraw",
    "separate",
    "evidence",
    "no_pressure",
    "understandable",
]


def asking(person: Person, kind: str = "SHARE_CARE", how: str = "IN_PERSON_VERBAL") -> str:
    """Where the form is, once it is chosen what it is about and how they answer."""
    return f"/consents/new/?person={person.reference}&kind={kind}&how={how}"


def send(client: Client, person: Person, **changes: object) -> str:
    answer = client.post(f"/consents/new/?person={person.reference}", typed(person, **changes), follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_whole_yes_is_recorded_and_shown(cast: Cast, sam: Person) -> None:
    text = send(signed_in(cast.fay), sam)
    consent = Consent.objects.get()
    assert (consent.state, consent.created_by, consent.given_by) == (State.ACTIVE, cast.fay, cast.fay)
    assert consent.given_at.isoformat() == "2026-11-22T11:30:00+00:00"
    assert set(consent.checklist.values()) == {True}
    assert len(consent.checklist) == 10
    assert "Their yes is recorded" in text
    assert "Until" not in text
    assert "22 November 2027" in text


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"kind": "MEDIA"}, "Fill in “What is the campaign called?”"),
        ({"recipient": ""}, "Write who gets it, or choose an organisation"),
        ({"recipient": "x" * 161}, "at most 160 letters"),
        ({"purpose": ""}, "Fill in “Why do they get it?”"),
        ({"purpose": "To\0plan"}, "holds a hidden character"),
        ({"items": []}, "Choose what may be shared"),
        ({"items": ["contact", "bank\0"]}, "Choose one of the answers for"),
        ({"answer": ""}, "Choose an answer for “What is their answer?”"),
        ({"answer": "maybe"}, "Choose one of the answers for"),
        ({"giver": "PARENT"}, "Write the name of who answered for the person"),
        ({"kind": "SHARE_FAMILY"}, "Write who they are to the person"),
        ({"organisation": "999999"}, "Choose one of the answers for"),
        ({"organisation": "\0"}, "holds a hidden character"),
        ({"said_at_day": "31"}, "Enter a real date"),
        ({"said_at_time": "11:31pm"}, "Enter a time between"),
        ({"said_at_time": "12:01"}, "This is in the future"),
        ({"said_at_year": "1979"}, "This is before they were born"),
        ({"wording": "999999"}, "Choose one of the answers for"),
        ({"check_able": "perhaps"}, "Choose one of the answers for"),
        ({"case": ""}, "Which service is this for"),
        ({"case": "999999"}, "Choose one of the answers for"),
        ({"case": "\0"}, "holds a hidden character"),
        ({"giver": "NEXT_OF_KIN", "giver_name": "Jo"}, "E-GIVER"),
        ({"giver": "PARENT", "giver_name": "Jo"}, "E-GIVER"),
    ],
)
def test_a_mistake_is_named_what_was_typed_is_kept_and_nothing_is_saved(
    cast: Cast, sam: Person, changes: dict[str, object], message: str
) -> None:
    text = send(signed_in(cast.fay), sam, **changes)
    assert message in text
    assert "There is a problem" in text
    assert "Yes, tell my doctor" in text
    assert not Consent.objects.exists()
    assert not Event.objects.filter(register="consents", verb="draft").exists()


@pytest.mark.parametrize("kind", ["", "BANK", "\0"])
def test_without_a_kind_it_asks_again_what_it_is_about(cast: Cast, sam: Person, kind: str) -> None:
    assert "What are you asking about?" in send(signed_in(cast.fay), sam, kind=kind)
    assert not Consent.objects.exists()


def test_an_empty_form_saves_nothing(cast: Cast, sam: Person) -> None:
    answer = signed_in(cast.fay).post(f"/consents/new/?person={sam.reference}", {"kind": "SHARE_CARE"})
    assert answer.content.decode().count("govuk-error-message") >= 4
    assert not Consent.objects.exists()


def test_markup_is_kept_as_typed_and_shown_harmless(cast: Cast, sam: Person) -> None:
    text = send(signed_in(cast.fay), sam, purpose="<script>alert(1)</script>")
    assert Consent.objects.get().purpose == "<script>alert(1)</script>"
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "<script>alert" not in text


def test_another_services_case_is_refused(cast: Cast, sam: Person) -> None:
    theirs = cast.person("Kim Lake", worker=cast.finn).cases.get()
    also_sams = open_case(sam, by=cast.finn, at=NOON, service=cast.quay)
    for case in (theirs, also_sams):
        assert "Choose one of the answers for" in send(signed_in(cast.fay), sam, case=case.pk)
    assert not Consent.objects.exists()


def test_a_refused_rule_is_in_the_ledger_though_nothing_is_saved(cast: Cast, sam: Person) -> None:
    send(signed_in(cast.fay), sam, giver="NEXT_OF_KIN", giver_name="Jo")
    event = Event.objects.get(verb="refused")
    assert (event.register, event.detail["code"], event.actor_id) == ("consents", "E-GIVER", cast.fay.pk)


class TestDrafts:
    def test_what_is_open_is_saved_whole_and_the_page_says_why(self, cast: Cast, sam: Person) -> None:
        text = send(signed_in(cast.fay), sam, check_no_pressure="no", wording="")
        consent = Consent.objects.get()
        assert consent.state == State.DRAFT
        assert consent.answer_words == "Yes, tell my doctor"
        assert consent.checklist["no_pressure"] is False
        assert "E-VALIDITY" in text
        assert "which version of the script you read" in text
        assert "What to do" in text

    def test_finishing_it_shows_what_was_typed_and_makes_it_active(self, cast: Cast, sam: Person) -> None:
        client = signed_in(cast.fay)
        send(client, sam, check_no_pressure="no")
        consent = Consent.objects.get()
        page = client.get(f"/consents/{consent.reference}/amend/").content.decode()
        assert "Yes, tell my doctor" in page
        assert 'value="11:30"' in page
        answer = client.post(
            f"/consents/{consent.reference}/amend/", {**typed(sam), "read_version": consent.version}
        )
        assert answer.status_code == 302
        consent.refresh_from_db()
        assert (consent.state, consent.given_at.hour) == (State.ACTIVE, 11)

    def test_a_stale_edit_keeps_what_was_typed_and_saves_nothing(self, cast: Cast, sam: Person) -> None:
        client = signed_in(cast.fay)
        send(client, sam, check_no_pressure="no")
        reference = Consent.objects.get().reference
        changes = {"check_no_pressure": "no", "read_version": 1}
        client.post(f"/consents/{reference}/amend/", typed(sam, purpose="First", **changes))
        answer = client.post(f"/consents/{reference}/amend/", typed(sam, purpose="Second", **changes))
        assert answer.status_code == 409
        text = answer.content.decode()
        assert "Someone changed this record while you had it open" in text
        assert 'value="Second"' in text
        assert Consent.objects.get().purpose == "First"

    def test_its_kind_cannot_be_changed_by_what_is_sent(self, cast: Cast, sam: Person) -> None:
        client = signed_in(cast.fay)
        send(client, sam, check_no_pressure="no")
        draft = Consent.objects.get()
        address = f"/consents/{draft.reference}/amend/"
        assert 'name="kind"' not in client.get(address).content.decode()
        client.post(address, {**typed(sam), "kind": "SHARE_FAMILY", "read_version": draft.version})
        draft.refresh_from_db()
        assert (draft.kind, draft.state) == (Kind.SHARE_CARE, State.ACTIVE)


class TestWordsOfTheirDay:
    """A script and a form were replaced on 12 November 2026, ten days ago."""

    CHANGED = NOON - timedelta(days=10)

    @pytest.fixture(autouse=True)
    def newer(self, cast: Cast) -> None:
        for purpose in Purpose:
            change = {"body": "You choose, as ever.", "what_changed": "Shorter"}
            approved(cast, purpose=purpose, at=self.CHANGED, **change)

    def version(self, number: int, purpose: Purpose = Purpose.SCRIPT) -> int:
        ours = WordingVersion.objects.filter(wording__kind="SHARE_CARE", wording__purpose=purpose)
        return ours.get(number=number).pk

    def test_a_talk_of_last_week_is_offered_the_words_of_last_week(self, cast: Cast, sam: Person) -> None:
        page = signed_in(cast.fay).get(asking(sam)).content.decode()
        assert "Sharing script 1 (in use until 12 November 2026)" in " ".join(page.split())
        assert "Sharing script 2" in page

    @pytest.mark.parametrize(
        ("number", "day", "error"),
        [
            (1, 11, ""),
            (1, 12, ""),
            (1, 13, "no longer in use on 13 November 2026"),
            (2, 11, "not in use yet on 11 November 2026"),
            (2, 12, ""),
            (2, 13, ""),
        ],
    )
    def test_a_script_is_one_that_was_in_use_that_day(
        self, cast: Cast, sam: Person, number: int, day: int, error: str
    ) -> None:
        text = send(signed_in(cast.fay), sam, wording=self.version(number), said_at_day=day)
        assert error in text
        assert Consent.objects.filter(state=State.ACTIVE, wording=self.version(number)).exists() is not bool(
            error
        )

    def test_a_talk_of_long_ago_is_offered_the_words_of_its_day(
        self, cast: Cast, time_machine: object
    ) -> None:
        later = NOON + timedelta(days=200)
        sam = cast.person(at=NOON)
        time_machine.move_to(later, tick=False)  # type: ignore[attr-defined]
        client = signed_in(cast.fay)
        assert "Sharing script 1" not in client.get(asking(sam)).content.decode()
        assert "no longer" not in send(client, sam, wording=self.version(1), said_at_day=12)
        assert Consent.objects.get().wording_id == self.version(1)

    @pytest.mark.parametrize(
        ("number", "day", "kept"), [(2, 11, False), (2, 12, True), (1, 11, True), (1, 13, True)]
    )
    def test_a_paper_form_was_approved_when_it_was_signed_and_may_be_an_old_print(
        self, cast: Cast, sam: Person, number: int, day: int, kept: bool
    ) -> None:
        paper = {"method": "PAPER", "wording": self.version(number, Purpose.FORM), "said_at_day": day}
        text = send(signed_in(cast.fay), sam, **paper, upload=upload(pdf(), "form.pdf"))
        assert ("not in use yet on 11 November 2026" in text) is not kept
        assert Consent.objects.exists() is kept

    def test_a_draft_keeps_the_words_that_were_chosen(self, cast: Cast, sam: Person) -> None:
        client = signed_in(cast.fay)
        send(client, sam, check_no_pressure="no", wording=self.version(1), said_at_day=12)
        form = client.get(f"/consents/{Consent.objects.get().reference}/amend/").context["form"]
        assert form["wording"].value() == self.version(1)


class TestPublicityByCommunications:
    @pytest.mark.parametrize(("said", "state"), [("yes", State.ACTIVE), ("no", State.REFUSED)])
    def test_the_form_records_what_somebody_says(
        self, cast: Cast, sam: Person, said: str, state: State
    ) -> None:
        shown = {"kind": Kind.MEDIA, "named": "Open day", "channels": ["print"], "items": ["story"]}
        say(cast, sam, method="PAPER", scan_held=True, scan_reference="Page 12", **shown)
        paper = {"method": "PAPER", "wording": words("MEDIA", Purpose.FORM), "upload": upload(pdf(), "f.pdf")}
        text = send(signed_in(cast.cora), sam, **{**shown, **paper, "named": "Film", "answer": said})
        assert f"Their {said} is recorded" in text
        film = Consent.objects.get(named="Film")
        assert (film.kind, film.state, film.created_by) == (Kind.MEDIA, state, cast.cora)


class TestExtraCare:
    @pytest.fixture
    def young(self, cast: Cast) -> Person:
        return cast.person("Ash Rivers", born=date(2009, 6, 10))

    def test_a_yes_of_a_child_is_not_saved_without_it(self, cast: Cast, young: Person) -> None:
        text = send(signed_in(cast.fay), young)
        assert text.count("This is a child, so answer this too") == 8
        assert not Consent.objects.exists()

    def test_with_it_a_seventeen_year_old_decides_alone(self, cast: Cast, young: Person) -> None:
        send(signed_in(cast.fay), young, **PANEL)
        consent = Consent.objects.get()
        assert (consent.state, consent.supporter) == (State.ACTIVE, "Their aunt")

    def test_nothing_hidden_is_taken_there_either(self, cast: Cast, young: Person) -> None:
        text = send(signed_in(cast.fay), young, **{**PANEL, "supporter": "Their \u202eaunt"})
        assert "This holds a hidden character" in text
        assert not Consent.objects.exists()

    def test_a_no_of_a_child_needs_none_of_it(self, cast: Cast, young: Person) -> None:
        send(signed_in(cast.fay), young, answer="no", **{f"check_{key}": "" for key in CHECKS})
        assert Consent.objects.get().state == State.REFUSED

    def test_it_is_asked_of_children_only_by_the_nation_of_the_service(
        self, cast: Cast, sam: Person, young: Person
    ) -> None:
        scot = cast.person("Rory Burn", born=date(2009, 6, 10), worker=cast.isla)
        pages = [
            signed_in(worker).get(asking(person)).content.decode()
            for worker, person in ((cast.fay, young), (cast.fay, sam), (cast.isla, scot))
        ]
        assert ["Extra care for a child" in page for page in pages] == [True, False, False]
        assert ["child-protection guidance" in page for page in pages] == [False, False, True]

    def test_in_two_nations_it_is_asked_for_the_one_where_they_are_a_child(
        self, cast: Cast, young: Person
    ) -> None:
        from governance.accounts import access

        access.join(cast.isla, cast.harbour)
        theirs = open_case(young, by=cast.isla, at=NOON, service=cast.firth)
        client = signed_in(cast.isla)
        page = client.get(asking(young)).content.decode()
        assert "Harbour (England)" in page
        assert "Firth (Scotland)" in page
        send(client, young, case=theirs.pk)
        assert Consent.objects.get().service == cast.firth
        ours = young.cases.get(service=cast.harbour)
        assert "This is a child" in send(client, young, case=ours.pk)


class TestPaper:
    def paper(self, **changes: object) -> dict[str, object]:
        return {"method": "PAPER", "wording": words(purpose=Purpose.FORM), **changes}

    def test_with_its_scan_it_holds(self, cast: Cast, sam: Person) -> None:
        send(signed_in(cast.fay), sam, **self.paper(upload=upload(pdf(), "form.pdf")))
        consent = Consent.objects.select_related("evidence").get()
        assert (consent.state, consent.script_version) == (State.ACTIVE, "Sharing form 1")
        assert (consent.evidence.kind, consent.evidence.wording_label) == ("SCAN", "Sharing form 1")

    def test_without_it_waits_as_a_draft_and_is_finished_with_the_scan(self, cast: Cast, sam: Person) -> None:
        client = signed_in(cast.fay)
        assert "add a scan or a photograph of the signed form" in send(client, sam, **self.paper())
        draft = Consent.objects.get()
        assert draft.state == State.DRAFT
        again = typed(sam, **self.paper(upload=upload(pdf(), "form.pdf"), read_version=draft.version))
        assert client.post(f"/consents/{draft.reference}/amend/", again).status_code == 302
        draft.refresh_from_db()
        assert draft.state == State.ACTIVE

    def test_a_good_scan_survives_a_mistake_elsewhere(self, cast: Cast, sam: Person) -> None:
        client, key = signed_in(cast.fay), str(uuid4())
        wrong = self.paper(form_key=key, purpose="", upload=upload(pdf(), "form.pdf"))
        assert "A good scan that you chose is kept" in send(client, sam, **wrong)
        assert not Consent.objects.exists()
        send(client, sam, **self.paper(form_key=key))
        assert Consent.objects.get().state == State.ACTIVE
        assert Evidence.objects.count() == 1

    def test_a_scan_of_a_form_that_was_left_is_on_the_persons_page_until_it_is_used(
        self, cast: Cast, sam: Person
    ) -> None:
        client, page = signed_in(cast.fay), f"/people/{sam.reference}/"
        send(client, sam, **self.paper(purpose="", upload=upload(pdf(), "form.pdf")))
        scan = Evidence.objects.get()
        for worker, goes_on in ((cast.fay, True), (cast.max, False)):
            text = signed_in(worker).get(page).content.decode()
            assert f"/evidence/{scan.reference}/" in text
            assert ("Record the answer that it proves" in text) is goes_on
        start = f"/consents/new/?person={sam.reference}&scan={scan.reference}"
        assert "comes with this answer" in client.get(start).content.decode()
        form = client.get(f"{start}&kind=SHARE_CARE&how=PAPER&asked=yes").content.decode()
        assert "A good scan that you chose is kept" in form
        assert str(scan.form_key) in form
        send(client, sam, **self.paper(form_key=str(scan.form_key)))
        assert Consent.objects.get().evidence == scan
        assert "not used yet" not in client.get(page).content.decode()

    def test_a_scan_that_another_worker_kept_or_that_is_used_comes_with_no_answer(
        self, cast: Cast, sam: Person
    ) -> None:
        send(signed_in(cast.fay), sam, **self.paper(purpose="", upload=upload(pdf(), "form.pdf")))
        left = Evidence.objects.get()
        start = f"/consents/new/?person={sam.reference}&scan="
        for worker, reference in ((cast.max, left.reference), (cast.fay, "a\0b"), (cast.fay, "EVI-2026-9")):
            assert "comes with this answer" not in signed_in(worker).get(start + reference).content.decode()
        send(signed_in(cast.fay), sam, **self.paper(form_key=str(left.form_key)))
        assert (
            "comes with this answer" not in signed_in(cast.fay).get(start + left.reference).content.decode()
        )

    @pytest.mark.parametrize(
        ("content", "message"), [(b"", "empty"), (b"MZ\x90\x00 a program", "PDF, JPEG or PNG")]
    )
    def test_a_file_that_is_no_scan_is_refused_and_what_was_typed_stays(
        self, cast: Cast, sam: Person, content: bytes, message: str
    ) -> None:
        text = send(signed_in(cast.fay), sam, **self.paper(upload=upload(content, "form.pdf")))
        assert message in text
        assert "To plan their care together" in text
        assert not Consent.objects.exists()
        assert not Evidence.objects.exists()


class TestSignature:
    def signed(self, **changes: object) -> dict[str, object]:
        form = {"method": "E_FORM", "wording": words(purpose=Purpose.FORM)}
        return {**form, "signature_name": "Sam Rivers", "signature_present": "yes", **changes}

    def test_a_typed_name_with_the_person_there_is_a_signature(self, cast: Cast, sam: Person) -> None:
        send(signed_in(cast.fay), sam, **self.signed())
        consent = Consent.objects.select_related("evidence").get()
        assert (consent.state, consent.evidence.kind) == (State.ACTIVE, "TYPED")
        assert (
            consent.evidence.wording_hash
            == WordingVersion.objects.get(pk=words(purpose=Purpose.FORM)).content_hash
        )

    def test_nobody_signs_who_is_not_there(self, cast: Cast, sam: Person) -> None:
        text = send(signed_in(cast.fay), sam, **self.signed(signature_present=""))
        assert "Tick that the person signed while you were with them" in text
        assert not Consent.objects.exists()

    def test_without_a_signature_it_stays_a_draft(self, cast: Cast, sam: Person) -> None:
        unsigned = self.signed(signature_name="", signature_present="")
        assert "let them sign on the screen" in send(signed_in(cast.fay), sam, **unsigned)
        assert Consent.objects.get().state == State.DRAFT

    @pytest.mark.parametrize("name", ["sam  RIVERS", "Sam-Rivers", "Sám Rivers"])
    def test_the_name_that_we_have_is_not_asked_about(self, cast: Cast, sam: Person, name: str) -> None:
        send(signed_in(cast.fay), sam, **self.signed(signature_name=name))
        assert Consent.objects.get().state == State.ACTIVE

    def test_another_name_is_asked_about_and_kept_once_the_worker_is_sure(
        self, cast: Cast, sam: Person
    ) -> None:
        other = self.signed(signature_name="Sam Lake")
        text = send(signed_in(cast.fay), sam, **other)
        assert "This is not the name that we have for who answered" in text
        assert text.count('name="right_name"') == 1
        assert 'value="Sam Lake"' in text
        assert not Consent.objects.exists()
        send(signed_in(cast.fay), sam, **other, right_name="on")
        consent = Consent.objects.select_related("evidence").get()
        assert (consent.state, consent.evidence.signed_name) == (State.ACTIVE, "Sam Lake")

    def test_who_signs_for_a_person_signs_with_their_own_name(self, cast: Cast) -> None:
        ash = cast.person("Ash Rivers", born=date(2016, 5, 1))
        mother = {"giver": "PARENT", "giver_name": "Jane Rivers", **PANEL}
        text = send(signed_in(cast.fay), ash, **self.signed(**mother, signature_name="Ash Rivers"))
        assert "This is not the name that we have for who answered" in text
        text = send(signed_in(cast.fay), ash, **self.signed(**mother, signature_name="Jane Rivers"))
        assert "This is not the name that we have" not in text

    def test_nothing_is_asked_before_anybody_has_signed(self, cast: Cast, sam: Person) -> None:
        address = f"{asking(sam).split('&how=')[0]}&how=E_FORM"
        assert 'name="right_name"' not in signed_in(cast.fay).get(address).content.decode()

    def test_words_of_the_other_nation_are_refused(self, cast: Cast, sam: Person) -> None:
        scots = approved(cast, purpose=Purpose.FORM, nation=Nation.SCT)
        send(signed_in(cast.fay), sam, **self.signed(wording=scots.pk))
        assert not Consent.objects.exists()


class TestOrganisations:
    @pytest.fixture
    def elm(self, cast: Cast) -> Organisation:
        names = [f"Ash Surgery {number:03}" for number in range(60)] + ["Zelkova Surgery"]
        with acting_as(cast.max.pk):
            made = Organisation.objects.bulk_create(
                Organisation(name=name, kind="health", reference=f"ORG-2026-{number:06}", created_at=NOON)
                for number, name in enumerate(names)
            )
        return made[-1]

    def offered(self, cast: Cast, sam: Person) -> list[str]:
        text = signed_in(cast.fay).get(asking(sam)).content.decode()
        select = re.search(r'<select name="organisation".*?</select>', text, re.DOTALL)
        return re.findall(r"<option[^>]*>([^<]*)", select[0])[1:] if select else []

    def test_fifty_are_offered_those_used_most_among_them(
        self, cast: Cast, sam: Person, elm: Organisation
    ) -> None:
        before = self.offered(cast, sam)
        assert (len(before), "Zelkova Surgery" in before) == (50, False)
        say(cast, sam, organisation=elm, recipient=elm.name)
        after = self.offered(cast, sam)
        assert (len(after), after[-1]) == (50, "Zelkova Surgery")

    def test_one_that_is_not_offered_is_linked_by_its_name(
        self, cast: Cast, sam: Person, elm: Organisation
    ) -> None:
        send(signed_in(cast.fay), sam, recipient="zelkova SURGERY")
        consent = Consent.objects.get()
        assert (consent.organisation, consent.recipient) == (elm, "Zelkova Surgery")

    @pytest.mark.parametrize(
        "changes",
        [{"recipient": "Zelkova"}, {"kind": "SHARE_FAMILY", "relationship": "aunt"}],
    )
    def test_part_of_a_name_or_a_relative_of_that_name_links_nothing(
        self, cast: Cast, sam: Person, elm: Organisation, changes: dict[str, str]
    ) -> None:
        send(signed_in(cast.fay), sam, **{"recipient": "Zelkova Surgery", **changes})
        assert Consent.objects.get().organisation is None


class TestTwice:
    def test_the_same_form_sent_twice_records_once(self, cast: Cast, sam: Person) -> None:
        client, key = signed_in(cast.fay), str(uuid4())
        send(client, sam, form_key=key)
        assert "This form was sent before" in send(client, sam, form_key=key)
        assert Consent.objects.count() == 1

    @pytest.mark.parametrize("key", ["", "not-a-key", "\0"])
    def test_a_broken_key_stops_nobody(self, cast: Cast, sam: Person, key: str) -> None:
        send(signed_in(cast.fay), sam, form_key=key)
        assert Consent.objects.count() == (0 if key == "\0" else 1)


class TestWithdrawing:
    @pytest.fixture
    def consent(self, cast: Cast, sam: Person) -> Consent:
        return say(cast, sam, at=NOON.replace(day=20)).consent

    def test_it_asks_when_and_how_and_no_reason(self, cast: Cast, consent: Consent) -> None:
        page = signed_in(cast.fay).get(f"/consents/{consent.reference}/withdraw/").content.decode()
        assert page.count('class="govuk-fieldset__legend') == 2
        assert "reason" not in page.lower()

    def test_as_it_stands_it_is_now(self, cast: Cast, consent: Consent) -> None:
        moment = {"day": "22", "month": "11", "year": "2026", "time": "12:00"}
        data = {f"withdrawn_at_{box}": text for box, text in moment.items()}
        client = signed_in(cast.fay)
        data |= {"withdrawal_route": "telephone", "read_version": str(consent.version)}
        text = client.post(f"/consents/{consent.reference}/withdraw/", data, follow=True).content.decode()
        consent.refresh_from_db()
        assert (consent.state, consent.withdrawn_at) == (State.WITHDRAWN, NOON)
        assert "Do not share any more" in text
        again = client.post(f"/consents/{consent.reference}/withdraw/", data)
        assert again.status_code == 409

    @pytest.mark.parametrize(
        ("changes", "message"),
        [
            ({"withdrawn_at_day": "19"}, "This is before they said yes. Check the date and time."),
            ({"withdrawn_at_day": "23"}, "This is in the future. Check the date and time."),
            ({"withdrawn_at_day": "\0"}, "Enter a real date"),
            ({"withdrawn_at_time": ""}, "must have a time"),
            ({"withdrawal_route": "pigeon"}, "Choose one of the answers for"),
        ],
    )
    def test_a_moment_that_cannot_be_is_refused_beside_the_field(
        self, cast: Cast, consent: Consent, changes: dict[str, str], message: str
    ) -> None:
        moment = {"day": "21", "month": "11", "year": "2026", "time": "09:15"}
        data = {f"withdrawn_at_{box}": text for box, text in moment.items()}
        data |= {"withdrawal_route": "telephone", "read_version": "2", **changes}
        text = signed_in(cast.fay).post(f"/consents/{consent.reference}/withdraw/", data).content.decode()
        assert message in text
        assert "09:15" in text or "withdrawn_at_time" in changes
        consent.refresh_from_db()
        assert consent.state == State.ACTIVE


def test_a_withdrawal_said_before_they_said_yes_again_is_refused_beside_the_field(
    cast: Cast, sam: Person
) -> None:
    consent = say(cast, sam, at=NOON.replace(day=10)).consent
    reconfirm(consent, by=cast.fay, at=NOON.replace(day=20))
    moment = {"day": "15", "month": "11", "year": "2026", "time": "09:15"}
    data = {f"withdrawn_at_{box}": text for box, text in moment.items()}
    data |= {"withdrawal_route": "telephone", "read_version": "3"}
    text = signed_in(cast.fay).post(f"/consents/{consent.reference}/withdraw/", data).content.decode()
    assert "This is before they said yes again" in text
    consent.refresh_from_db()
    assert consent.state == State.ACTIVE


@pytest.mark.parametrize("reason", ["", " ", "x" * 501, "a\0b"])
def test_a_consent_is_not_made_invalid_without_a_good_reason(cast: Cast, sam: Person, reason: str) -> None:
    consent = say(cast, sam).consent
    data = {"reason": reason, "read_version": consent.version}
    assert signed_in(cast.max).post(f"/consents/{consent.reference}/invalidate/", data).status_code == 200
    consent.refresh_from_db()
    assert consent.state == State.ACTIVE


def test_confirming_something_that_has_changed_is_a_new_answer(cast: Cast, sam: Person) -> None:
    consent = say(cast, sam).consent
    data = typed(sam, unchanged="no", said_at_time="12:00", read_version=consent.version)
    address = f"/consents/{consent.reference}/reconfirm/"
    assert (
        "record what they say now as a new answer" in signed_in(cast.fay).post(address, data).content.decode()
    )
    answer = signed_in(cast.fay).post(address, {**data, "unchanged": "yes"})
    assert answer.status_code == 302
    consent.refresh_from_db()
    assert consent.reconfirmed_at == NOON


def test_a_no_needs_no_list_of_what_might_have_been_shared(cast: Cast, sam: Person) -> None:
    sent = typed(sam, answer="no", items=[], **{f"check_{key}": "" for key in CHECKS})
    assert signed_in(cast.fay).post(f"/consents/new/?person={sam.reference}", sent).status_code == 302
    refused = Consent.objects.get()
    assert (refused.state, refused.items) == (State.REFUSED, [])
    page = signed_in(cast.fay).get(f"/people/{sam.reference}/").content.decode()
    assert "Do not share with" in page
    assert "What:" not in page


def test_two_spaces_make_no_other_recipient(cast: Cast, sam: Person) -> None:
    client = signed_in(cast.fay)
    client.post(f"/consents/new/?person={sam.reference}", typed(sam, recipient="Dr  Green"))
    client.post(
        f"/consents/new/?person={sam.reference}", typed(sam, recipient="Dr Green", said_at_time="11:45")
    )
    assert list(Consent.objects.order_by("id").values_list("state", flat=True)) == [
        State.SUPERSEDED,
        State.ACTIVE,
    ]


def test_a_form_key_belongs_to_whoever_sent_it_about_whom(cast: Cast, sam: Person) -> None:
    noor = cast.person("Noor Field")
    key = str(uuid4())
    client = signed_in(cast.fay)
    for person in (sam, noor):
        client.post(f"/consents/new/?person={person.reference}", typed(person, form_key=key))
    assert {consent.person for consent in Consent.objects.all()} == {sam, noor}


@pytest.mark.parametrize("verb", ["withdraw", "reconfirm"])
def test_a_step_says_whom_it_is_about(cast: Cast, sam: Person, verb: str) -> None:
    consent = say(cast, sam).consent
    page = signed_in(cast.fay).get(f"/consents/{consent.reference}/{verb}/").content.decode()
    assert "Sam Rivers" in page


def test_what_was_missing_when_it_was_said_is_missing_still(cast: Cast) -> None:
    young = cast.person("Ash Young", born=date(2013, 6, 10))
    draft = say(cast, young, **PANEL).consent
    assert draft.state == State.DRAFT
    page = signed_in(cast.fay).get(f"/consents/{draft.reference}/").content.decode()
    assert "E-COMPETENCE" in page
    assert f"/consents/{draft.reference}/give/" not in page


def test_a_draft_that_somebody_else_finished_meanwhile_loses_nothing_typed(cast: Cast, sam: Person) -> None:
    send(signed_in(cast.fay), sam, check_no_pressure="no")
    draft = Consent.objects.get()
    whole = typed(sam, read_version=draft.version)
    address = f"/consents/{draft.reference}/amend/"
    assert signed_in(cast.dora).post(address, whole).status_code == 302
    answer = signed_in(cast.fay).post(address, {**whole, "purpose": "Typed in vain"})
    assert answer.status_code == 409
    assert 'value="Typed in vain"' in answer.content.decode()


def test_saying_yes_again_pressed_twice_is_recorded_once(cast: Cast, sam: Person) -> None:
    consent = say(cast, sam, at=NOON.replace(day=20)).consent
    data = typed(sam, unchanged="yes", said_at_time="12:00", read_version=consent.version)
    address, client = f"/consents/{consent.reference}/reconfirm/", signed_in(cast.fay)
    assert client.post(address, data).status_code == 302
    assert "This was recorded already" in client.post(address, data, follow=True).content.decode()
    assert Event.objects.filter(verb="reconfirm").count() == 1


class TestSaidAgainBeforeItRanOut:
    """A yes of 10 November 2025, whose last good day is 10 November 2026; today is the 22nd."""

    @pytest.fixture
    def consent(self, cast: Cast, sam: Person) -> Consent:
        return say(cast, sam, at=NOON.replace(year=2025, day=10)).consent

    @pytest.fixture
    def sam(self, cast: Cast) -> Person:
        return cast.person(at=NOON - timedelta(days=800))

    def test_the_page_leads_there_and_asks_when_it_was(self, cast: Cast, consent: Consent) -> None:
        client, address = signed_in(cast.fay), f"/consents/{consent.reference}/"
        assert "They said yes again before it ran out" in client.get(address).content.decode()
        page = client.get(f"{address}reconfirm/").content.decode()
        assert "<h1" in page
        assert "They said yes again before it ran out" in page
        assert 'name="said_at_day" value="22"' not in page
        assert "how=E_FORM" not in page

    @pytest.mark.parametrize(("day", "recorded"), [("10", True), ("11", False), ("", False)])
    def test_to_the_last_good_day_and_not_after_it(
        self, cast: Cast, sam: Person, consent: Consent, day: str, recorded: bool
    ) -> None:
        data = typed(sam, unchanged="yes", said_at_day=day, read_version=consent.version)
        if not day:
            data |= {f"said_at_{box}": "" for box in ("month", "year", "time")}
        address = f"/consents/{consent.reference}/reconfirm/"
        answer = signed_in(cast.fay).post(address, data)
        assert answer.status_code == (302 if recorded else 200)
        if not recorded:
            text = answer.content.decode()
            assert ("It had run out by then" if day else "Write when they said yes again") in text
        consent.refresh_from_db()
        assert consent.state_at(NOON) == (State.ACTIVE if recorded else State.EXPIRED)

    def test_a_form_that_was_signed_here_is_not_signed_for_a_day_that_has_gone_by(
        self, cast: Cast, sam: Person, consent: Consent
    ) -> None:
        data = typed(sam, unchanged="yes", method="E_FORM", read_version=consent.version)
        answer = signed_in(cast.fay).post(f"/consents/{consent.reference}/reconfirm/", data)
        assert "Write when they said yes again" in answer.content.decode()
        consent.refresh_from_db()
        assert consent.state_at(NOON) == State.EXPIRED

    def test_who_has_answered_since_is_not_led_there(self, cast: Cast, sam: Person, consent: Consent) -> None:
        say(cast, sam, False)
        page = signed_in(cast.fay).get(f"/consents/{consent.reference}/").content.decode()
        assert "They said yes again before it ran out" not in page


def test_what_was_taken_back_before_a_newer_yes_can_be_written_down(cast: Cast, sam: Person) -> None:
    first = say(cast, sam, at=NOON.replace(day=1)).consent
    say(cast, sam, at=NOON.replace(day=20))
    client = signed_in(cast.fay)
    assert (
        "They took it back before it was replaced"
        in client.get(f"/consents/{first.reference}/").content.decode()
    )
    moment = {"day": "10", "month": "11", "year": "2026", "time": "09:15"}
    data = {f"withdrawn_at_{box}": text for box, text in moment.items()}
    data |= {"withdrawal_route": "telephone", "read_version": "3"}
    assert client.post(f"/consents/{first.reference}/withdraw/", data).status_code == 302
    first.refresh_from_db()
    assert first.state == State.WITHDRAWN


def test_what_they_are_to_be_asked_is_filled_in_until_their_answer_is_written_down(
    cast: Cast, sam: Person
) -> None:
    elm, client = surgery(cast), signed_in(cast.fay)
    session = client.session
    session[to_ask.KEY] = {"person": sam.reference, "organisation": elm.pk, "items": ["care_plan"]}
    session.save()
    address = f"/consents/new/?person={sam.reference}&kind=SHARE_CARE&how=TELEPHONE&told=yes"
    form = client.get(address).context["form"]
    assert (form["organisation"].value(), form["items"].value()) == (elm.pk, ["care_plan"])
    assert client.post(address, typed(sam)).status_code == 302
    assert not client.get(address).context["form"]["organisation"].value()
