"""What commands that only read answer with, and how any answer to a person looks."""
