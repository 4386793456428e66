"""Forms: how they look (`views`, `plans`, `reasons`, of `inputs`), what comes back (`submission`), what it means."""
