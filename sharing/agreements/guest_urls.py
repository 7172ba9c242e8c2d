from django.urls import path

from sharing.agreements import guest

app_name = "signing"
urlpatterns = [
    path("<str:token>/", guest.agreement, name="agreement"),
    path("<str:token>/code/", guest.code, name="code"),
    path("<str:token>/pdf/", guest.pdf, name="pdf"),
    path("<str:token>/not-me/", guest.not_me, name="not_me"),
]
