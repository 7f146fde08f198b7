# Node runs the TypeScript as it is; the only thing built is the page. Never built where yoshin is made (no Docker
# there); the tests put the same files together and start them with the commands of docker-compose.yml.
FROM node:24-bookworm-slim AS page
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm install --no-save --ignore-scripts
COPY schemas schemas
COPY rules rules
COPY review-ui review-ui
COPY tsconfig.base.json ./
RUN npm run build:ui

FROM node:24-bookworm-slim AS packages
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
# Not --omit=optional: sharp and argon2 bring their compiled parts as optional packages.
RUN npm install --no-save --omit=dev --ignore-scripts

FROM node:24-bookworm-slim
ENV NODE_ENV=production \
    YOSHIN_DATA=/data \
    YOSHIN_HOST=0.0.0.0
WORKDIR /app
COPY --from=packages /build/node_modules node_modules
COPY package.json LICENSE NOTICE ./
COPY schemas schemas
COPY rules rules
COPY runtime runtime
COPY ledger ledger
COPY queue queue
COPY print print
COPY workers workers
COPY api api
COPY cli cli
COPY forms forms
COPY models models
COPY vaccines vaccines
COPY --from=page /build/dist/review-ui dist/review-ui
RUN mkdir /data && chown node:node /data && chmod 0700 /data
USER node
VOLUME /data
EXPOSE 4300
ENTRYPOINT ["node", "cli/main.ts"]
CMD ["start"]
