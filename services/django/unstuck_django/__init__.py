"""
The login of the Next.js app in a Django project: README.md beside this folder says how to use it.
"""
