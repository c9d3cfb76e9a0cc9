"""The page on which a general distributor's owner says from whom it keeps headquarters' prices."""

from flask import Response, request, url_for
from flask_babel import gettext as _

from portal.accounts.companies import queries, service_prices
from portal.accounts.companies.forms import PricesKeptForm
from portal.core.web.commands import carry_out
from portal.core.web.pages import READING, respond
from portal.core.web.refusals import status_of, words_of
from portal.core.web.typed import this_turn


def kept_page(distributor_id: int) -> Response:
    """Show the form, or take it; `NotVisible` for a company without dealers."""
    known = queries.prices_kept(distributor_id)
    form = PricesKeptForm(data={"from_dealers": known.from_dealers, "from_buyers": known.from_buyers})

    def page(problems: list[str] | None = None, status: int = 200) -> Response:
        shown = {"form": form, "known": known, "problems": problems or []}
        return respond("accounts/companies/prices.html", status=status, **shown)

    if request.method in READING:
        return page()
    if not form.validate():
        return page(status=422)
    return carry_out(
        lambda: service_prices.keep_prices(
            distributor_id, service_prices.Kept(form.from_dealers.data, form.from_buyers.data), this_turn()
        ),
        told=_("Saved. It holds from the next page on."),
        to=url_for("accounts_companies.prices"),
        again=lambda refused: page([words_of(refused)], status_of(refused)),
    )
