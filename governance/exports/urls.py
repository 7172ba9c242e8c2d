from django.urls import path

from governance.exports import views

app_name = "exports"
urlpatterns = [
    path("exports/<str:reference>/", views.export, name="detail"),
    path("exports/<str:reference>/download/", views.file, name="file"),
    path("saved-views/", views.saved_views, name="saved_views"),
    path("saved-views/new/<str:register>/", views.save_view, name="save_view"),
    path("saved-views/<int:pk>/", views.saved_view, name="saved_view"),
    path("saved-views/<int:pk>/rename/", views.rename_view, name="rename_view"),
    path("saved-views/<int:pk>/delete/", views.delete_view, name="delete_view"),
]
