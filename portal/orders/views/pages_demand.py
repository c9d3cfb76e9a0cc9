"""The demand of a company, told on the catalogue's page of a part."""

from flask import Flask

from portal.catalogue.ports_demand import give_demand
from portal.orders.views.queries_demand import demand_of


def install(app: Flask) -> None:
    """Let the catalogue of an application tell what was ordered of a part."""
    give_demand(app, demand_of)
