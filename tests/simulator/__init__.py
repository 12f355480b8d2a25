"""The practice portals: what the real portals answer, and how they misbehave.

Nothing here imports the product, and nothing in the product imports this, so the
two cannot agree on the same mistake.
"""
