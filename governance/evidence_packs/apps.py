from django.apps import AppConfig


class EvidencePacksConfig(AppConfig):
    name = "governance.evidence_packs"
    label = "evidence_packs"
