"""The screens. The only room that imports Qt; it shows what the service says and computes nothing."""
