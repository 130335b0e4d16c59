"""The gate as a service: what the machine that runs it is told, asked and promised."""
