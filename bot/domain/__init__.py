"""What Rondo knows and decides: pure values and functions, standard library only."""
