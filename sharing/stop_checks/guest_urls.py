from django.urls import path

from sharing.stop_checks import guest

app_name = "received"
urlpatterns = [path("<str:token>/", guest.received, name="received")]
