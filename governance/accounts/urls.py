"""Sign-in and passwords, from allauth. Nobody signs up: accounts are given."""

from allauth.account import views
from django.contrib.auth.decorators import login_not_required
from django.urls import path, re_path

# allauth names its addresses without a namespace.
urlpatterns = [
    path("login/", login_not_required(views.login), name="account_login"),
    path("logout/", views.logout, name="account_logout"),
    path("inactive/", login_not_required(views.account_inactive), name="account_inactive"),
    path("password/change/", views.password_change, name="account_change_password"),
    path("password/reset/", login_not_required(views.password_reset), name="account_reset_password"),
    path(
        "password/reset/done/",
        login_not_required(views.password_reset_done),
        name="account_reset_password_done",
    ),
    # The key has hyphens of its own; whose it is has none.
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        login_not_required(views.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        login_not_required(views.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
]
