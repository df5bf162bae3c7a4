"""
The session store's protocol in Python (docs/protocol.md), which knows nothing of Django.

`sessions.py` is what a caller uses. The store in TypeScript, lib/session, loads the same scripts.
"""
