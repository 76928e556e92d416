"""The face: HTTP in, pages and files out."""

from django.apps import AppConfig
from django.core.signals import request_finished, request_started

from accounts.log_context import forget_request


class CalculatorConfig(AppConfig):
    name = "calculator"

    def ready(self) -> None:
        """Listens to what ends a request, and counts what is kept."""
        from calculator import deployment as deployment
        from calculator.counted import count_what_is_kept
        from calculator.stores import leave_store

        request_finished.connect(forget_request, dispatch_uid="calculator.log")
        for moment in (request_started, request_finished):
            moment.connect(leave_store, dispatch_uid=f"calculator.stores {id(moment)}")
        count_what_is_kept()
