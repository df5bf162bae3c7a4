# The names of the server and of its client in this container's image, for the scripts beside this
# one. An image of Valkey has its own names, and Redis's as well only where its makers added links.

program_of() {
  command -v "redis-$1" || command -v "valkey-$1" || {
    echo "This image has neither redis-$1 nor valkey-$1. Set REDIS_IMAGE to an image of Redis or Valkey." >&2
    return 1
  }
}

server=$(program_of server)
cli=$(program_of cli)
