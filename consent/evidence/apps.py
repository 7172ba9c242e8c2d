from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "consent.evidence"
    label = "evidence"
