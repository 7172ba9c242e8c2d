from tests.attachments.conftest import kept_in, store

__all__ = ["kept_in", "store"]
