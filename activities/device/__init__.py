"""What registered devices ask for: signatures and tokens checked, requests opened, keys given. Each call is one transaction."""
