"""How `gunicorn` runs the demo: two workers, which hold nothing that a login needs."""

import os

wsgi_app = "demo.wsgi"
chdir = os.path.dirname(os.path.abspath(__file__))
bind = f"{os.environ.get('LISTEN_ADDRESS', '127.0.0.1')}:{os.environ.get('PORT', '3203')}"
workers = 2
# One request waits up to 8 s while the Sentinels elect a primary. Other threads serve other
# requests meanwhile.
threads = 4
timeout = 30
# This is in seconds and above nginx's own 2 s, so that nginx sends no request into a connection
# that closes.
keepalive = 5
graceful_timeout = 10
# Only signals control it, and all workers of a machine would share one socket.
control_socket_disable = True
