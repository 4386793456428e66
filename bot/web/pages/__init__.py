"""The dashboard: pages for people, behind a session."""
