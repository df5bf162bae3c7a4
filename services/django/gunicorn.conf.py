"""How `gunicorn` runs the demo: two workers, which hold nothing that a login needs."""

import os

wsgi_app = "demo.wsgi"
chdir = os.path.dirname(os.path.abspath(__file__))
bind = f"{os.environ.get('LISTEN_ADDRESS', '127.0.0.1')}:{os.environ.get('PORT', '3203')}"
workers = 2
# One request waits up to 8 s while the Sentinels elect a primary, and others are to be served
# meanwhile.
threads = 4
timeout = 30
# Seconds, and above nginx's own 2 s, so that no request is sent into a connection that closes.
keepalive = 5
graceful_timeout = 10
# Nobody controls it but by signals, and all workers of a machine would share one.
control_socket_disable = True
