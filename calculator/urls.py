"""The map of addresses."""

from django.contrib import admin
from django.urls import include, path, register_converter

from accounts.signed_tokens import callback
from calculator.kept.addresses import NumberConverter
from calculator.looks import COST, LOOKS
from calculator.views import (
    accounts,
    api,
    api_kept,
    api_proposals,
    api_quotes,
    changes,
    comparisons,
    files,
    fragments,
    health,
    inventory,
    make_quote,
    method,
    metrics,
    own_document,
    own_lists,
    page,
    portfolio,
    prices,
    proposals,
    quote_files,
    quotes,
    shared,
    supplier,
    tokens,
    verify,
)
from pricing.analyses import ANALYSES

register_converter(NumberConverter, "number")

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
    path("api/prices", api.prices, name="api-prices"),
    path("api/catalogue/changes", api.changes, name="api-changes"),
    path("api/openapi.json", api.openapi, name="api-openapi"),
    path("api/comparisons", api_kept.comparisons, name="api-comparisons"),
    path(
        "api/comparisons/<number:comparison_id>/versions",
        api_kept.versions,
        name="api-versions",
    ),
    path(
        "api/comparisons/<number:comparison_id>/v<number:number>",
        api_kept.version,
        name="api-version",
    ),
    path("api/quotes", api_quotes.quotes, name="api-quotes"),
    path("api/quotes/<number:quote_id>", api_quotes.quote, name="api-quote"),
    path("api/quotes/<str:number>/v<number:version>", api_quotes.issued, name="api-issued"),
    path(
        "api/quotes/<str:number>/v<number:version>.<str:ending>",
        api_quotes.issued_file,
        name="api-issued-file",
    ),
    path("api/quotes/<number:quote_id>/<str:action>", api_quotes.step, name="api-step"),
    path("api/catalogue/proposals", api_proposals.proposals, name="api-proposals"),
    path("api/catalogue/proposals/<number:number>/apply", api_proposals.apply, name="api-apply"),
    path("api/verify", api_kept.verify, name="api-verify"),
    path("method/", method.method, name="method"),
    path("method/<slug:name>/", method.method, name="method-document"),
    path("glossary/", method.method, {"name": "glossary"}, name="glossary"),
    path("portfolio/", portfolio.portfolio, name="portfolio"),
    path("prices/", prices.listing, name="prices"),
    path("prices/<str:scheme_id>/", prices.scheme, name="price"),
    path("prices/<str:scheme_id>/history", prices.history, name="price-history"),
    path(
        "prices/<str:scheme_id>/history/<number:number>/",
        prices.history,
        name="price-history-to",
    ),
    *prices.list_addresses(),
    path("catalogue/changes/", changes.changes, name="changes"),
    path("catalogue/changes/<number:number>/", changes.change, name="change"),
    path("lists/", own_lists.own_lists, name="own-lists"),
    path("lists/<str:list_id>/", own_lists.own_list, name="own-list"),
    path("catalogue/difference", changes.difference, name="difference"),
    *changes.list_addresses(),
    path("catalogue/proposals/", proposals.proposals, name="proposals"),
    path("catalogue/proposals/<number:number>/", proposals.proposal, name="proposal"),
    path("comparisons/", comparisons.comparisons, name="comparisons"),
    path("comparisons/keep", comparisons.keep, name="keep"),
    path(
        "comparisons/<number:comparison_id>/v<number:number>/", comparisons.version, name="version"
    ),
    path(
        "comparisons/<number:comparison_id>/v<number:number>/beside",
        comparisons.beside,
        name="beside",
    ),
    path("shared/<str:token>/", shared.shared, name="shared"),
    path("shared/<str:token>.<str:ending>", shared.shared_file, name="shared-file"),
    path("quotes/", quotes.quotes, name="quotes"),
    path("quotes/load", quotes.load, name="load"),
    path("quotes/make", make_quote.make_quote, name="make-quote"),
    path("quotes/drafts/<number:quote_id>/", quotes.draft, name="draft"),
    path("quotes/drafts/<number:quote_id>.<str:ending>", quote_files.draft, name="draft-file"),
    path("quotes/<str:number>/v<number:version>/", quotes.issued, name="issued"),
    path(
        "quotes/<str:number>/v<number:version>.<str:ending>", quote_files.issued, name="issued-file"
    ),
    path("verify", verify.verify, name="verify"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", metrics.metrics, name="metrics"),
    path("rights/", accounts.rights, name="rights"),
    path("accounts/", accounts.overview, name="account"),
    path("accounts/tokens/", tokens.tokens, name="tokens"),
    path("accounts/oidc/<provider_id>/login/callback/", callback, name="openid_connect_callback"),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
]

handler400 = "calculator.views.errors.bad_request"
handler403 = "calculator.views.errors.permission_denied"
handler429 = "calculator.views.errors.too_many_requests"  # django-allauth asks for it
handler404 = "calculator.views.errors.not_found"
handler500 = "calculator.views.errors.server_error"
