"""The keys of a sealed gallery: where they are kept, what they open, and how they are destroyed."""
