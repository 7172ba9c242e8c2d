from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "governance.ledger"
    label = "ledger"

    def ready(self) -> None:
        from governance.ledger import signing_in

        signing_in.listen()
