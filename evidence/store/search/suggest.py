def suggest(*a, **k): return []
