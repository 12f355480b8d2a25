"""Provincial pages with planted differences, written as text and tables from the raw answers of the national portal.

This package stands alone: it imports nothing of the product, so that what the
product believes about wordings is not believed here a second time. It starts
from the raw JSON, says what a truthful province would publish, plants at most
one difference in a procedure, and writes the rest in other words that mean
the same.
"""
