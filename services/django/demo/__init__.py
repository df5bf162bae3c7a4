"""A small shop behind the app's nginx, whose customers signed in at the app."""
