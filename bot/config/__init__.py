"""Environment and rondo.yml as frozen values, or every fault at once with file and line."""
