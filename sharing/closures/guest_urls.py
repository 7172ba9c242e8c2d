from django.urls import path

from sharing.closures import guest

app_name = "taken_over"
urlpatterns = [
    path("<str:token>/", guest.taken_over, name="taken_over"),
    path("<str:token>/receipt/", guest.receipt, name="receipt"),
]
