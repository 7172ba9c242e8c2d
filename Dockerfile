# The same lock files as everywhere else. docs/operations/deploy.md says how this is used.
FROM node:24-slim AS frontend
WORKDIR /app/frontend
COPY frontend/package.json frontend/package-lock.json frontend/.npmrc ./
RUN npm ci --omit=dev
COPY frontend/ ./
COPY static/init.js /app/static/
RUN npm run build

FROM python:3.11-slim
# WeasyPrint sets PDFs with Pango.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core \
    && rm -rf /var/lib/apt/lists/*
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 XDG_CACHE_HOME=/tmp/cache
WORKDIR /app
COPY requirements/base.txt requirements/
RUN pip install --no-cache-dir --require-hashes -r requirements/base.txt
COPY . .
COPY --from=frontend /app/static/build static/build
# Static files belong to the image; only what is written while it runs belongs on a volume.
RUN SECRET_KEY=for-this-step-only python manage.py collectstatic --no-input \
    && useradd --system --uid 10001 --no-create-home sharewell \
    && install --directory --owner=sharewell --mode=0700 var/files var/heads
USER sharewell
EXPOSE 8000
CMD ["gunicorn", "governance.config.wsgi", "--bind=0.0.0.0:8000", "--worker-class=gthread", \
     "--workers=2", "--threads=4", "--no-control-socket", "--limit-request-line=0"]
