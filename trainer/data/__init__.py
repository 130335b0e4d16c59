"""Pictures of faces: readers, preparation, views for teacher and student, and the loader."""
