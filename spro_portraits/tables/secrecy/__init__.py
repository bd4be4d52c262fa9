"""Statistical secrecy: what must be hidden so that no masked cell can be computed back.

Decided over the whole edition when it is built, before anything is written. Import its
modules one by one: those that solve for bounds need scipy, which a portrait does not.
"""
