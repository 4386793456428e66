"""SQL: one transaction for what waits, reads on connections of their own, migrations."""
