"""The knowledge: what things cost, since when, by which rule, and who said so."""

from typing import Any

from django.apps import AppConfig
from django.core.signals import request_finished
from django.db.models.signals import post_delete, post_save

from .engine.analysis.batch import keep_memory
from .readers import forget_reader


class PricingConfig(AppConfig):
    """Counts a change of the catalogue whenever one of its rows is saved or deleted; readies the
    process for cases.
    """

    name = "pricing"
    verbose_name = "Price catalogue"

    def ready(self) -> None:
        """Listens to the rows of the catalogue; loads in bulk count by themselves."""
        keep_memory()
        request_finished.connect(forget_reader, dispatch_uid="pricing.readers")
        from .models import Assumption, CatalogueVersion, ListTerm, Price, PriceList, Scheme

        def changed(**signal: Any) -> None:
            CatalogueVersion.change()

        for model in (PriceList, Scheme, Price, Assumption, ListTerm):
            for moment in (post_save, post_delete):
                moment.connect(
                    changed, sender=model, weak=False, dispatch_uid=f"{model.__name__} {id(moment)}"
                )
