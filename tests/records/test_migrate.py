"""Making a database draws few models anew after each step, and whatever Python code sees is whole."""

from django.db import models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

from governance.records.management.commands.migrate import few_models_drawn_anew

OLD_ENOUGH = models.CheckConstraint(condition=models.Q(version__gt=0), name="made_up")


def drawn() -> ProjectState:
    state: ProjectState = MigrationLoader(None).project_state()
    assert state.apps is not None
    return state


def points_to(state: ProjectState, app: str, model: str, field: str) -> object:
    return state.apps.get_model(app, model)._meta.get_field(field).remote_field.model


def test_what_points_to_a_changed_model_is_drawn_with_it_and_nothing_else() -> None:
    state = drawn()
    person, user = state.apps.get_model("people", "person"), state.apps.get_model("accounts", "user")
    with few_models_drawn_anew():
        state.add_constraint("people", "person", OLD_ENOUGH)
    assert state.apps.get_model("people", "person") is not person
    assert points_to(state, "people", "case", "person") is state.apps.get_model("people", "person")
    assert state.apps.get_model("accounts", "user") is user


def test_before_python_code_sees_them_all_are_drawn_anew() -> None:
    state = drawn()
    with few_models_drawn_anew():
        state.add_constraint("people", "person", OLD_ENOUGH)
        # Django calls this before it gives the models to `RunPython`.
        state.clear_delayed_apps_cache()
    consent = points_to(state, "consents", "consent", "case")
    assert consent is state.apps.get_model("people", "case")
    assert points_to(state, "people", "case", "person") is state.apps.get_model("people", "person")


def test_outside_of_it_django_does_as_ever() -> None:
    state = drawn()
    with few_models_drawn_anew():
        pass
    user = state.apps.get_model("accounts", "user")
    state.add_constraint("people", "person", OLD_ENOUGH)
    assert state.apps.get_model("accounts", "user") is not user
