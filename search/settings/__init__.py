"""What whoever runs Bahith may set: one value, made once from `bahith.toml`, the environment and the options."""

from search.settings.keys import KEYS
from search.settings.load import load_settings
from search.settings.site import Link, OwnText, Site
from search.settings.values import Service, Settings, Tables

__all__ = ["KEYS", "Link", "OwnText", "Service", "Settings", "Site", "Tables", "load_settings"]
