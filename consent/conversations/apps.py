from django.apps import AppConfig


class ConversationsConfig(AppConfig):
    name = "consent.conversations"
    label = "conversations"
