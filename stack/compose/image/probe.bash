#!/usr/bin/env bash
# Asks this container's own server for a path, such as /api/ready, and exits with 0 if the answer is
# 200. It is in bash, which the images have. Measured, it takes 0.015 s of processor time, where
# Node.js takes 0.16 s to start, in four containers every 5 s. It is one process, because Docker
# kills a check that takes too long, and the processes that the check had started would stay. It
# waits 3 s, because the app gives its own answer in 2 s.
exec 3<>"/dev/tcp/127.0.0.1/${PORT:-3000}" || exit 1
printf 'GET %s HTTP/1.0\r\nHost: localhost\r\n\r\n' "$1" >&3
read -r -t 3 _ status _ <&3
[ "$status" = 200 ]
