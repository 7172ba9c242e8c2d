"""How allauth behaves here: only staff have accounts, and nobody makes their own."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class StaffOnly(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
