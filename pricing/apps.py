"""The knowledge: what things cost, since when, by which rule, and who said so."""

from django.apps import AppConfig


class PricingConfig(AppConfig):
    name = "pricing"
    verbose_name = "Price catalogue"
