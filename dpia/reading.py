"""What an assessment says, in words for a page, a report and a comparison: from its content as plain values."""

from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from typing import Any, NamedTuple

from dpia.content import OF_A_CAMERA, OF_A_RISK, label, shown
from dpia.models import Camera, Dpia, Risk
from dpia.questions import SCREENING, STEPS
from dpia.rules import CCTV, Level, Likelihood, Severity, level

Row = dict[str, str]


class Section(NamedTuple):
    """The answers of one step."""

    number: int
    title: str
    rows: list[Row]


def sections(said: Mapping[str, Any]) -> list[Section]:
    """Each step with what is answered in it; steps without an answer are left out."""
    found = []
    for step in STEPS:
        rows = [
            {"key": label(name), "value": shown(Dpia, name, said[name])}
            for name in step.fields
            if name in said
        ]
        rows = [row for row in rows if row["value"]]
        if rows:
            found.append(Section(step.number, step.title, rows))
    return found


def reasons(codes: list[str] | tuple[str, ...]) -> list[str]:
    """The questions with these codes, in words."""
    return [f"{code}: {SCREENING[code][0] if code != CCTV else 'It is about cameras'}" for code in codes]


class RiskRow(NamedTuple):
    """A risk as it reads, with how high it is and how high it stays."""

    number: int
    words: str
    owner: str
    measures: str
    effect: str
    level: Level
    residual: Level | None
    severity: int
    likelihood: int
    residual_severity: int | None
    residual_likelihood: int | None

    @property
    def severity_words(self) -> str:
        return Severity(self.severity).label

    @property
    def likelihood_words(self) -> str:
        return Likelihood(self.likelihood).label

    @property
    def residual_words(self) -> str:
        """How bad and how likely it still is."""
        if self.residual_severity is None or self.residual_likelihood is None:
            return ""
        how_bad, how_likely = Severity(self.residual_severity), Likelihood(self.residual_likelihood)
        return f"{how_bad.label}, {how_likely.label.lower()}"


def risk_rows(said: Mapping[str, Any]) -> list[RiskRow]:
    """The risks by number."""
    return [
        RiskRow(
            each["number"],
            each["words"],
            each["owner"],
            each["measures"],
            shown(Risk, "effect", each["effect"]),
            level(each["severity"], each["likelihood"]),
            level(each["residual_severity"], each["residual_likelihood"]) if each["effect"] else None,
            each["severity"],
            each["likelihood"],
            each["residual_severity"],
            each["residual_likelihood"],
        )
        for each in said["risks"]
    ]


def camera_rows(said: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The cameras by number, each with its facts in words."""
    return [
        {
            "number": each["number"],
            "name": each["name"],
            "x": each["x"],
            "y": each["y"],
            "records": each["records"],
            "rows": [
                {"key": label(name, Camera), "value": shown(Camera, name, each[name])}
                for name in OF_A_CAMERA
                if name not in ("number", "name", "x", "y") and each[name] not in (None, "")
            ],
        }
        for each in said.get("cameras", [])
    ]


# --- Two versions --------------------------------------------------------------------------


class Piece(NamedTuple):
    """Some words, and whether they are the same, taken away or added."""

    text: str
    how: str


class Difference(NamedTuple):
    """What is different in one answer."""

    key: str
    pieces: list[Piece]


def compared(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Difference]:
    """What differs, word by word, in the order of the steps; then risks and cameras by their numbers."""
    return [
        Difference(key, words(before, after)) for key, before, after in _pairs(old, new) if before != after
    ]


def words(before: str, after: str) -> list[Piece]:
    """Two texts, word by word."""
    one, two = before.split(), after.split()
    found = []
    for what, start, stop, begin, end in SequenceMatcher(a=one, b=two, autojunk=False).get_opcodes():
        if what == "equal":
            found.append(Piece(" ".join(one[start:stop]), "same"))
            continue
        if stop > start:
            found.append(Piece(" ".join(one[start:stop]), "gone"))
        if end > begin:
            found.append(Piece(" ".join(two[begin:end]), "new"))
    return found


def _pairs(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    yield "What it is called", old["title"], new["title"]
    for code, (asked, _) in SCREENING.items():
        answers = [_answer(side["screening"].get(code)) for side in (old, new)]
        yield f"The screening, {code}: {asked}", answers[0], answers[1]
    for step in STEPS:
        for name in step.fields:
            yield label(name), shown(Dpia, name, old.get(name)), shown(Dpia, name, new.get(name))
    for key, model, names in (("risks", Risk, OF_A_RISK), ("cameras", Camera, OF_A_CAMERA)):
        before = {each["number"]: each for each in old.get(key, [])}
        after = {each["number"]: each for each in new.get(key, [])}
        called = "Risk" if model is Risk else "Camera"
        for number in sorted(before | after):
            was, is_now = (_line(model, names, side.get(number)) for side in (before, after))
            yield f"{called} {number}", was, is_now
    yield "The floor plan", *_plans(old.get("floor_plan", ""), new.get("floor_plan", ""))


def _answer(yes: bool | None) -> str:
    return "" if yes is None else "Yes" if yes else "No"


def _plans(old: str, new: str) -> tuple[str, str]:
    """Two pictures in words: only whether it is the same one can be said so."""
    if old and new and old != new:
        return "A picture", "Another picture"
    return "A picture" if old else "", "A picture" if new else ""


def _line(model: type[Risk | Camera], names: tuple[str, ...], said: Mapping[str, Any] | None) -> str:
    if said is None:
        return ""
    told = [(label(name, model), shown(model, name, said[name])) for name in names if name != "number"]
    return "; ".join(f"{key}: {value}" for key, value in told if value)
