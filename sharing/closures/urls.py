from django.urls import path

from sharing.closures import documents, step_views, views

app_name = "closures"
urlpatterns = [
    path("", views.closures, name="list"),
    path("new/", step_views.create, name="create"),
    path("<str:reference>/", views.closure, name="detail"),
    path("<str:reference>/people/", views.people, name="people"),
    path("<str:reference>/apart/", views.apart, name="apart"),
    path("<str:reference>/ask/", views.ask, name="ask"),
    path("<str:reference>/edit/", step_views.edit, name="edit"),
    path("<str:reference>/add_file/", step_views.add_file, name="add_file"),
    *(
        path(f"<str:reference>/{paper}/", views.paper, {"paper": paper}, name=paper)
        for paper in documents.PAPERS
    ),
    *(path(f"<str:reference>/{verb}/", step_views.act(verb), name=verb) for verb in step_views.ACTS),
]
