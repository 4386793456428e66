"""HTTP: alert intake, REST, dashboard."""
