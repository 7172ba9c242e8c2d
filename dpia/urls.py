from django.urls import path

from dpia import step_views, views, writing_views

app_name = "dpias"
urlpatterns = [
    path("", views.dpias, name="list"),
    path("new/", writing_views.create, name="create"),
    path("<str:reference>/", views.dpia, name="detail"),
    path("<str:reference>/screen/", writing_views.screen, name="screen"),
    path("<str:reference>/edit/", writing_views.edit, name="edit"),
    path("<str:reference>/steps/<slug:step>/", writing_views.step, name="step"),
    path("<str:reference>/risks/new/", writing_views.risk, name="add_risk"),
    path("<str:reference>/risks/<int:number>/", writing_views.risk, name="risk"),
    path("<str:reference>/risks/<int:number>/measures/", writing_views.measure, name="measure"),
    path("<str:reference>/risks/<int:number>/remove/", writing_views.remove("risk"), name="remove_risk"),
    path("<str:reference>/cameras/new/", writing_views.camera, name="add_camera"),
    path("<str:reference>/cameras/<int:number>/", writing_views.camera, name="camera"),
    path(
        "<str:reference>/cameras/<int:number>/remove/", writing_views.remove("camera"), name="remove_camera"
    ),
    path("<str:reference>/floor-plan/", writing_views.plan, name="plan"),
    path("<str:reference>/actions/<int:number>/", step_views.action, name="action"),
    path("<str:reference>/compare/", views.compare, name="compare"),
    path("<str:reference>/report/", views.pdf, name="pdf"),
    *(path(f"<str:reference>/{verb}/", step_views.act(verb), name=verb) for verb in step_views.ACTS),
]
