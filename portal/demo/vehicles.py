"""The demo's fleet, and which models and model years each part fits."""

from typing import Any

import sqlalchemy as sa

from portal.catalogue.models import ManufacturerCode, PartFitment, SoldVehicle
from portal.core.data.sessions import db
from portal.demo.loading import Loading
from portal.demo.names import MODELS
from portal.orders.checks.rules_vin import check_digit

# Two made-up makers; the first letter says where a vehicle was built: L is China, W is Germany.
MAKERS = {"LX7": "Auriga New Energy Vehicle, Chongqing", "WX7": "Auriga Europe, Munich"}
VEHICLES = {"EG": 60, "TH": 80, "MX": 50, "NO": 50}
YEAR_CODES = "ABCDEFGHJKLMNPRSTVWXY123456789"
VIN_SIGNS = "ABCDEFGHJKLMNPRSTUVWXYZ0123456789"
YEARS_SOLD = 4
EVERY_BOUNDED = 40
"""Every so many parts one more model is fitted, from one of its vehicles on (a range of VINs)."""
# How many model years ago a part came and went (None: still fitted), and how common that is.
SPANS: tuple[tuple[int, int | None], ...] = ((4, None), (4, 2), (3, 1), (2, None), (1, None))
SHARES = (60, 12, 8, 12, 8)


def add_vehicles(loading: Loading) -> None:
    """Add the sold fleet, every VIN with its check digit (ISO 3779, GB 16735)."""
    db.session.execute(sa.insert(ManufacturerCode), [{"code": c, "maker": m} for c, m in MAKERS.items()])
    fleet: dict[str, dict[str, Any]] = {}
    for country, count in VEHICLES.items():
        dice = loading.dice(f"vehicles:{country}")
        maker = "WX7" if country == "NO" else "LX7"
        for serial in range(1, count + 1):
            model, year = dice.choice(MODELS), loading.today.year - dice.randint(0, YEARS_SOLD)
            middle = "".join(dice.choices(VIN_SIGNS, k=5))
            year_code = YEAR_CODES[(year - 2010) % len(YEAR_CODES)]
            plain = f"{maker}{middle}0{year_code}{country[0]}{serial:06d}".replace("O", "0")
            vin = plain[:8] + check_digit(plain) + plain[9:]
            fleet[vin] = {"vin": vin, "model": model, "model_year": year, "country": country}
    db.session.execute(sa.insert(SoldVehicle), list(fleet.values()))


def add_fitments(loading: Loading) -> None:
    """Add the model and the model years each part fits: the model of its name, since or until some year."""
    rows = []
    for part in loading.parts:
        ((came, went),) = loading.dice(f"fitment:{part.number}").choices(SPANS, SHARES)
        year_from = loading.today.year - came
        year_to = None if went is None else loading.today.year - went
        part_id = loading.part_ids[part.number]
        told = {"part_id": part_id, "model": part.model, "year_from": year_from, "year_to": year_to}
        rows.append(told | {"vin_from": "", "vin_to": ""})
    db.session.execute(sa.insert(PartFitment), rows + _bounded(loading))


def _bounded(loading: Loading) -> list[dict[str, Any]]:
    """Return further models some parts fit, in last year's vehicles of one maker from some serial number on."""
    rows = []
    year = loading.today.year - 1
    for part in loading.parts[::EVERY_BOUNDED]:
        model = MODELS[(MODELS.index(part.model) + 1) % len(MODELS)]
        year_code = YEAR_CODES[(year - 2010) % len(YEAR_CODES)]
        vin_from, vin_to = f"LX7AB3C40{year_code}T000100", f"LX7AB3C40{year_code}T"
        told = {"part_id": loading.part_ids[part.number], "model": model, "year_from": year, "year_to": year}
        rows.append(told | {"vin_from": vin_from, "vin_to": vin_to})
    return rows
