"""Whoever sits before the pages of shipments: browsers signed in, and the names of what they open and fill."""

from flask import Flask

from tests.shipping import factories as made
from tests.shipping.factories import Ground
from tests.web import Browser


def warehouse(app: Flask, ground: Ground) -> Browser:
    return Browser(app).sign_in(ground.warehouse_user)


def logistics(app: Flask, ground: Ground) -> Browser:
    return Browser(app).sign_in(ground.logistics_user)


def group_path(ground: Ground) -> str:
    return f"/hq/shipments/ready/{ground.orders[0].id}/{ground.depot.id}"


def buyer(app: Flask, ground: Ground, language: str = "en") -> Browser:
    return Browser(app, language=language).sign_in(ground.buyer_user)


def field(number: str, name: str, line: int = 0, carton: int = 1) -> str:
    return f"{name}-{carton}-{made.shipment_lines(number)[line].id}"
