"""What a student learns from its teacher, and how heavily it weighs."""
