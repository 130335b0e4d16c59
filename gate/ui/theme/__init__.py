"""How everything looks: tokens, the one style sheet made of them, the looks of the kiosk's states, fonts and sizes."""
