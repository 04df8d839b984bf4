# docs/deploy.md says which of these steps were run, and how.
FROM node:24.21.0-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# Without scripts: they would bring a second Node and a second ffmpeg.
RUN npm ci --ignore-scripts
COPY . .
# In the end 1001 has to read it, whatever the umask of who checked it out.
RUN node node_modules/vite/bin/vite.js build bridge-web --logLevel warn \
 && npm prune --omit=dev --ignore-scripts \
 && chmod -R a+rX .

FROM node:24.21.0-bookworm-slim
RUN apt-get update \
 && apt-get install -y --no-install-recommends ffmpeg ca-certificates \
 && rm -rf /var/lib/apt/lists/*
# 1001:0 is whom LiveKit's Egress image runs as: one owner for the segments. A new volume gets these owners.
RUN install -d -o 1001 -g 0 -m 0770 /data /data/replay-segments
WORKDIR /app
COPY --from=build /app ./
# A home for what npm writes: nothing else of the image may be written to.
ENV HOME=/tmp
# Otherwise glibc keeps what clips needed for a moment, once for each thread.
ENV MALLOC_ARENA_MAX=2
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 DATA_DIR=/data REPLAY_SEGMENTS_PATH=/data/replay-segments
USER 1001:0
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:3000/healthz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# New objects are collected every 4 MB: with more, V8 lets the buffers of a long clip pile up meanwhile.
CMD ["node", "--max-semi-space-size=4", "server/main.ts"]
