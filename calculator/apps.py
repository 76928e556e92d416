"""The face: HTTP in, pages and files out."""

from django.apps import AppConfig
from django.core.signals import request_finished

from accounts.log_context import forget_request


class CalculatorConfig(AppConfig):
    name = "calculator"

    def ready(self) -> None:
        """Listens to what ends a request, and counts what is kept."""
        from calculator.counted import count_what_is_kept

        request_finished.connect(forget_request, dispatch_uid="calculator.log")
        count_what_is_kept()
