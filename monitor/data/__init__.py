"""Data shipped with the product: facts with their dates."""
