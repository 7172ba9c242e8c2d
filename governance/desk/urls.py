from django.urls import path

from governance.desk import feed, search, settings, views
from governance.desk.context import CONSENT, OVERSIGHT, RULES, SHARING

app_name = "desk"
urlpatterns = [
    path("", views.home, name="home"),
    path("consent/", views.section, {"section": CONSENT}, name="consent"),
    path("sharing/", views.section, {"section": SHARING}, name="sharing"),
    path("policies/", views.section, {"section": RULES}, name="policies"),
    path("oversight/", views.section, {"section": OVERSIGHT}, name="oversight"),
    path("work/", views.work, name="work"),
    path("search/", search.search, name="search"),
    path("settings/", settings.settings, name="settings"),
    path("settings/mail/", settings.mail, name="choose_mail"),
    path("settings/calendar/", settings.make_calendar, name="make_calendar"),
    path("settings/calendar/withdraw/", settings.withdraw_calendar, name="withdraw_calendar"),
    path("calendar/<str:token>.ics", feed.feed, name="calendar"),
    path("inbox/", views.inbox, name="inbox"),
    path("inbox/read/", views.read_all, name="read_all"),
    path("inbox/<int:pk>/read/", views.read, name="read"),
]
