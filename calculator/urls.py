"""The map of addresses."""

from django.contrib import admin
from django.urls import path

from calculator.looks import COST, LOOKS
from calculator.views import (
    api,
    files,
    fragments,
    health,
    inventory,
    method,
    own_document,
    page,
    prices,
    supplier,
)
from pricing.analyses import ANALYSES

urlpatterns = [
    path("", page.page, name="page"),
    *(
        path(look.path[1:], page.page, {"look": look}, name="look")
        for look in LOOKS.values()
        if look is not COST
    ),
    path("own-document", own_document.upload, name="own-document"),
    path("supplier", supplier.supplier, name="supplier"),
    path("inventory", inventory.inventory, name="inventory"),
    path("document.json", own_document.download, name="document-file"),
    *files.list_addresses(),
    path("through-the-years", fragments.years, name="years"),
    path("alternatives", fragments.alternatives, name="alternatives"),
    path("on-paper", fragments.on_paper, name="on-paper"),
    path("api/compare", api.compare, name="api-compare"),
    *(
        path(f"api/{each.name}", api.analysis, {"asked": each}, name=f"api-{each.name}")
        for each in ANALYSES
    ),
    path("api/search", api.search, name="api-search"),
    path("api/openapi.json", api.openapi, name="api-openapi"),
    path("method/", method.method, name="method"),
    path("method/<slug:name>/", method.method, name="method-document"),
    path("glossary/", method.method, {"name": "glossary"}, name="glossary"),
    path("prices/", prices.listing, name="prices"),
    path("prices/<str:scheme_id>/", prices.scheme, name="price"),
    *prices.list_addresses(),
    path("healthz", health.healthz, name="healthz"),
    path("admin/", admin.site.urls),
]

handler400 = "calculator.views.errors.bad_request"
handler403 = "calculator.views.errors.permission_denied"
handler404 = "calculator.views.errors.not_found"
handler500 = "calculator.views.errors.server_error"
