from django.apps import AppConfig


class OptOutsConfig(AppConfig):
    name = "sharing.opt_outs"
    label = "opt_outs"
