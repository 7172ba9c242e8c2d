from django.apps import AppConfig


class PrivacyNoticesConfig(AppConfig):
    name = "governance.privacy_notices"
    label = "privacy_notices"
