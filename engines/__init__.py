"""Models and what runs them: registry, cards, inference backends, engine building. Imports nothing of ours."""
