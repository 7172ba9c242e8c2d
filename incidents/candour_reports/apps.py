from django.apps import AppConfig


class CandourReportsConfig(AppConfig):
    name = "incidents.candour_reports"
    label = "candour_reports"
