from django.urls import path

from sharing.opt_outs import statement_views

app_name = "opt_out_statements"
urlpatterns = [
    path("", statement_views.statements, name="list"),
    path("<str:reference>/", statement_views.statement, name="detail"),
    path("<str:reference>/confirm/", statement_views.confirm, name="confirm"),
]
