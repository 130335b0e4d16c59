"""Everything that is held about one person, to hand to them (GDPR, articles 15 and 20)."""

from __future__ import annotations

import base64
from typing import Any

from gate.gallery.gallery import Gallery
from gate.gallery.types import Person


def dossier(gallery: Gallery, person: Person) -> dict[str, Any]:
    """Plain data for JSON; templates are base64 of little-endian float32, as their model made them.

    Raises:
        GalleryError: a template is damaged.
    """
    seen = gallery.last_seen().get(person.id)
    return {
        "id": person.id,
        "name": person.name,
        "enrolled": person.created.isoformat(),
        "expires": person.expires and person.expires.isoformat(),
        "last_let_in": seen and seen.isoformat(),
        "consents": [
            {"text": c.text, "purpose": c.purpose, "operator": c.operator, "given": c.given.isoformat()}
            for c in gallery.consents(person)
        ],
        "templates": [
            {
                "source": record.source,
                "quality": record.quality,
                "model": record.model,
                "template_space": record.template_space,
                "created": record.created.isoformat(),
                "mask": record.mask,
                "set_aside": record.aside,
                "template": base64.b64encode(vector.astype("<f4").tobytes()).decode(),
            }
            for record, vector in zip(gallery.records(person), gallery.vectors(person), strict=True)
        ],
        "pictures": [],  # none are ever kept
    }
