"""The web: pages for staff, and light pages for anybody with a browser."""
