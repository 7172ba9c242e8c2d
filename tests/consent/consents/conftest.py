from tests.consent.consents.leaning import leaning

__all__ = ["leaning"]
