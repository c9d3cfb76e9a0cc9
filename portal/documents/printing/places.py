"""Where the papers' templates, stylesheets, fonts and translations lie."""

from portal.core.config import ROOT

STATIC = ROOT / "static"
TEMPLATES = ROOT / "templates"
TRANSLATIONS = ROOT / "translations"
