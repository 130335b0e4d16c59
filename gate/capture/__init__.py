"""Frame sources (USB, CSI, RTSP, file, folder, demo) and the newest-frame reader that survives their hangs."""
