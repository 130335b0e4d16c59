"""What a gate moves (simulated, GPIO and Modbus lines) and whom it tells (webhook, MQTT, OSDP), one to a file."""
