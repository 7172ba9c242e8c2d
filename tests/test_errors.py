"""Verdicts and refusals."""

import ast
import pickle
from pathlib import Path

import pytest

from governance.errors import YES, Code, Denied, IllegalTransition, NotThere, Refused, Stale, no, yes


def test_a_verdict_is_true_only_when_allowed():
    assert yes()
    assert yes() == YES
    assert not no("Because.")


def test_a_refusal_carries_its_verdict_and_reads_as_its_reason():
    verdict = no("Two people must do this.", code=Code.SAME_PERSON, next_step="Ask someone else.")
    refusal = Denied(verdict)
    assert refusal.verdict is verdict
    assert str(refusal) == "Two people must do this."
    assert verdict.code == "E-SAME-PERSON"


def ends_there(call: ast.AST) -> bool:
    """Whether this is a `no(…)` of one sentence, without what to do next."""
    if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "no"):
        return False
    reason = ast.unparse(call.args[0])
    return ". " not in reason and all(named.arg != "next_step" for named in call.keywords)


@pytest.mark.parametrize("package", ["consent", "dpia", "governance", "sharing"])
def test_every_refusal_says_what_to_do_next(package):
    sources = list(Path(package).rglob("*.py"))
    assert sources
    silent = [
        f"{source}:{call.lineno}"
        for source in sources
        for call in ast.walk(ast.parse(source.read_text()))
        if ends_there(call)
    ]
    assert silent == []


def test_a_refusal_survives_the_journey_to_a_worker():
    refusal = pickle.loads(pickle.dumps(Stale(no("Someone else changed it."))))
    assert (type(refusal), refusal.verdict) == (Stale, no("Someone else changed it."))


@pytest.mark.parametrize("refusal", [Denied, IllegalTransition, Stale])
def test_every_refusal_is_caught_as_refused(refusal):
    assert issubclass(refusal, Refused)


def test_what_is_not_there_is_no_refusal():
    assert not issubclass(NotThere, Refused)


def test_there_are_the_fifteen_codes_of_the_handbook():
    assert {code.value for code in Code} == {
        "E-COMPETENCE", "E-CAPACITY", "E-GIVER", "E-METHOD", "E-VALIDITY", "E-CONSENT", "E-AGREEMENT",
        "E-SAME-PERSON", "E-CHECK-LAPSED", "E-REASON", "E-SCOPE", "E-NDO", "E-DPIA", "E-DEVICE", "E-ROLE",
    }  # fmt: skip
