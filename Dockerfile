# One image for every replica of the app. `docker-compose.yml` builds it; by hand:
# `docker build -t unstuck .`

# To pin the base to the byte: --build-arg NODE_IMAGE=node:24-bookworm-slim@sha256:…
ARG NODE_IMAGE=node:24-bookworm-slim

# --- Dependencies: exactly those of the lockfile --------------------------------------------------

FROM ${NODE_IMAGE} AS dependencies
WORKDIR /src
COPY package.json package-lock.json ./
# The workspace, which the lockfile knows.
COPY lib/session/package.json lib/session/
RUN npm ci --no-audit --no-fund

# --- The build ------------------------------------------------------------------------------------

FROM dependencies AS build
COPY . .
# Server Actions carry the values that they closed over through the browser, sealed with a key that
# belongs to the build. Replicas of one image share its key, so you need not give one: without this
# argument Next.js makes one here. You need it where two builds serve at once (a rolling deploy):
# give both the same. The key ends up in the image's files either way, as in any Next.js build, so
# anyone who may pull the image knows it. The layers shipped hold no other secret.
ARG NEXT_SERVER_ACTIONS_ENCRYPTION_KEY=
RUN [ -n "$NEXT_SERVER_ACTIONS_ENCRYPTION_KEY" ] || unset NEXT_SERVER_ACTIONS_ENCRYPTION_KEY; \
  NEXT_TELEMETRY_DISABLED=1 npm run build
# Files keep the modes that they have in the clone, and under umask 077 only
# root could read some of them.
RUN chmod -R a+rX .next/standalone .next/static stack/compose/image

# --- Makes the secrets of an installation on its first run (docker-compose.yml) -------------------

FROM ${NODE_IMAGE} AS secrets
WORKDIR /work
COPY --from=dependencies /src/node_modules/dotenv node_modules/dotenv
COPY package.json ./
COPY stack/demo.ts stack/env-file.ts stack/reach.ts stack/secrets.ts stack/topology.ts stack/url-encoded.ts stack/
COPY stack/compose/image/first-run.ts stack/compose/image/app-settings.ts stack/compose/image/profiles.ts stack/compose/image/
COPY nginx nginx
COPY redis redis
COPY lib/session/config lib/session/config
COPY observability observability
COPY services/nginx nginx/services
RUN chmod -R a+rX .
# Docker gives a new volume the owner and mode of the folder that it's first mounted on. The files
# for Redis and PostgreSQL belong to their group, 999, by the folder's set-group-id bit: so no
# process needs the right to change owners.
RUN install -d -o node -g node -m 0700 /secrets \
  && install -d -o node -g node -m 0750 /for/app \
  && install -d -o node -g node -m 0750 /for/identity-provider \
  && install -d -o node -g node -m 0750 /for/services \
  && install -d -o node -g 999 -m 2750 /for/redis \
  && install -d -o node -g 999 -m 2750 /for/postgres \
  && install -d -o node -g node -m 0755 /for/nginx-files /for/redis-files /for/observability-files
USER node
CMD ["node", "stack/compose/image/first-run.ts"]

# --- The identity provider of single sign-on, for development -------------------------------------

FROM dependencies AS identity-provider-dependencies
# Its two packages, and what those need, in the lockfile's versions.
RUN npm pkg delete dependencies devDependencies workspaces \
  && npm pkg set dependencies.oidc-provider="$(node -p 'require("oidc-provider/package.json").version')" \
  && npm pkg set dependencies.zod="$(node -p 'require("zod/package.json").version')" \
  && npm prune --no-audit --no-fund

FROM ${NODE_IMAGE} AS identity-provider
WORKDIR /app
COPY --from=identity-provider-dependencies /src/node_modules node_modules
COPY package.json stack/compose/image/probe.bash ./
COPY identity-provider identity-provider
# The code that reads its settings.
COPY lib/env/address.ts lib/env/kinds.ts lib/env/ranges.ts lib/env/
COPY lib/mail/settings.ts lib/mail/
COPY lib/session/redis/url.ts lib/session/redis/
COPY lib/users/email.ts lib/users/
COPY lib/users/postgres/url.ts lib/users/postgres/
RUN chmod -R a+rX . && install -d -o node -g node -m 0700 /state
USER node
EXPOSE 8090
CMD ["node", "identity-provider/server.ts"]

# --- What runs ------------------------------------------------------------------------------------

FROM ${NODE_IMAGE} AS app
# KEEP_ALIVE_TIMEOUT is in milliseconds. It is above nginx's upstream keepalive_timeout, so the app
# never closes a connection into which nginx is sending a request. NEXT_MANUAL_SIG_HANDLE is set
# because instrumentation.ts drains by itself.
ENV NODE_ENV=production \
  HOSTNAME=0.0.0.0 \
  PORT=3000 \
  KEEP_ALIVE_TIMEOUT=65000 \
  NEXT_MANUAL_SIG_HANDLE=true \
  NEXT_TELEMETRY_DISABLED=1
WORKDIR /app
# Root owns these files and `node` runs them, so the app can't change its own code.
COPY --from=build /src/.next/standalone ./
COPY --from=build /src/.next/static .next/static
COPY --from=build /src/stack/compose/image/probe.bash /src/stack/compose/image/keep-assets.mjs ./
# The volume that nginx reads takes its owner from here (docker-compose.yml).
RUN install -d -o node -g node /assets
USER node
EXPOSE 3000
STOPSIGNAL SIGTERM
# This asks whether the process answers, and not whether Redis does. Some platforms replace an
# unhealthy container, and a Redis that is away must not get three healthy nodes killed.
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s CMD ["bash", "probe.bash", "/api/live"]
CMD ["node", "server.js"]
