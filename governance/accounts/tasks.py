from celery import shared_task

from governance.accounts.sessions import SessionStore


@shared_task
def forget_sessions() -> None:
    """Remove the sessions that have ended by themselves."""
    SessionStore.clear_expired()
