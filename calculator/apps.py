"""The face: HTTP in, pages and files out."""

from django.apps import AppConfig


class CalculatorConfig(AppConfig):
    name = "calculator"
