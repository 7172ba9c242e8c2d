from django.urls import path

from governance.desk import feed, search, settings, team_views, views
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
    path("settings/away/", team_views.away, name="away"),
    path("settings/away/<int:pk>/back/", team_views.back, name="back"),
    path("team/", team_views.everybody, name="team"),
    path("team/nobody/", team_views.nobody, name="nobody"),
    path("team/handed-over/<int:pk>/", team_views.handed_over, name="handed_over"),
    path("team/<int:pk>/", team_views.worker, name="worker"),
    path("team/<int:pk>/away/", team_views.away, name="worker_away"),
    path("team/<int:pk>/hand-over/<int:service>/", team_views.hand_over, name="hand_over"),
    path("calendar/<str:token>.ics", feed.feed, name="calendar"),
    path("inbox/", views.inbox, name="inbox"),
    path("inbox/read/", views.read_all, name="read_all"),
    path("inbox/<int:pk>/read/", views.read, name="read"),
]
