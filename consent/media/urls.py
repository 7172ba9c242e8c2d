from django.urls import path

from consent.media import file_views, people_views, publication_views, step_views, views

app_name = "media"
urlpatterns = [
    path("", views.media, name="list"),
    path("new/", views.create, name="create"),
    path("<str:reference>/", views.asset, name="detail"),
    path("<str:reference>/version/", views.version, name="version"),
    path("<str:reference>/put_file/", file_views.put_file, name="put_file"),
    path("<str:reference>/file/", file_views.file, name="download"),
    path("<str:reference>/add_person/", people_views.add, name="add_person"),
    path("<str:reference>/people/<int:number>/ask/", people_views.ask, name="ask"),
    path("<str:reference>/people/<int:number>/remove/", people_views.remove, name="remove_person"),
    path("<str:reference>/people/<int:number>/tell/", people_views.tell, name="tell"),
    path("<str:reference>/people/<int:number>/words/", people_views.words, name="words"),
    path("<str:reference>/publish/", publication_views.publish, name="publish"),
    path("<str:reference>/note/", publication_views.note, name="note"),
    path("<str:reference>/shown/<int:number>/take-down/", publication_views.take_down, name="take_down"),
    path("<str:reference>/shown/<int:number>/notice/", publication_views.notice, name="send_notice"),
    path("<str:reference>/shown/<int:number>/notice/pdf/", publication_views.notice_pdf, name="notice_pdf"),
    path("<str:reference>/shown/<int:number>/answer/", publication_views.answer, name="answer"),
    *(path(f"<str:reference>/{verb}/", step_views.act(verb), name=verb) for verb in step_views.ACTS),
]
