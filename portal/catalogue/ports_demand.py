"""What the room of orders tells beside a part: how many pieces of it a company ordered in each month.

The catalogue knows no orders. Whoever does gives the application one `Demand`.
"""

from collections.abc import Callable, Mapping
from datetime import date

from flask import Flask, current_app

_KEY = "catalogue_demand"
Demand = Callable[[int, int, date, str], Mapping[date, int]]
"""From a company, a part, the first day and the company's zone to pieces by the first days of months, in one statement;
a month without an order is left out."""


def give_demand(app: Flask, demand: Demand) -> None:
    """Tell an application whom its catalogue asks."""
    app.extensions[_KEY] = demand


def demand() -> Demand:
    """Return whom the current application's catalogue asks."""
    found: Demand = current_app.extensions[_KEY]
    return found
