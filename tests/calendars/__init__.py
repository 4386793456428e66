"""Calendars that are kept elsewhere."""
