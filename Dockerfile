# The pinned runtime of package.json is this image's own Node: optional packages that bring one are left out.
FROM node:24-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --omit=optional

FROM node:24-slim AS pages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# What builds the pages has its binaries among the optional packages.
RUN npm ci
COPY vite.config.ts vite.embed.config.ts tsconfig.json ./
COPY scripts/build-web.ts ./scripts/
COPY src ./src
RUN node scripts/build-web.ts

FROM node:24-slim
ENV NODE_ENV=production PORT=8080 HOST=0.0.0.0 PERIMETRE_DB=/var/lib/perimetre/perimetre.db
WORKDIR /app
COPY --from=dependencies /app/node_modules ./node_modules
COPY package.json openapi.yaml LICENSE README.md ./
COPY src ./src
COPY data ./data
COPY --from=pages /app/dist ./dist
RUN mkdir -p /var/lib/perimetre && chown node:node /var/lib/perimetre \
  && ln -s /app/src/cli.ts /usr/local/bin/perimetre && ln -s /app/src/demo.ts /usr/local/bin/demo \
  && chmod +x /app/src/cli.ts /app/src/demo.ts
# Everything else may be read-only.
VOLUME /var/lib/perimetre
USER node
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=3s --start-period=5s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.PORT + '/ready').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "src/server.ts"]
