#!/usr/bin/env bash
# Asks this container's own server for a path, such as /api/ready: exit 0 if it answers 200. In
# bash, which the images have: measured, it takes 0.015 s of processor time, and Node.js takes 0.16
# s to start, in four containers every 5 s. One process, since Docker kills a check that takes too
# long, and what that had started would stay. 3 s: the app gives its own answer in 2.
exec 3<>"/dev/tcp/127.0.0.1/${PORT:-3000}" || exit 1
printf 'GET %s HTTP/1.0\r\nHost: localhost\r\n\r\n' "$1" >&3
read -r -t 3 _ status _ <&3
[ "$status" = 200 ]
