# Deskfare in a container: packages by their hashes and as wheels alone, so no compiler comes in.
FROM python:3.11-slim-bookworm AS build
WORKDIR /deskfare
COPY requirements.txt .
RUN python3 -m venv .venv
RUN .venv/bin/pip install --quiet --only-binary=:all: --require-hashes -r requirements.txt
COPY . .
RUN .venv/bin/python manage.py collectstatic --no-input

FROM python:3.11-slim-bookworm
# pg_dump, pg_restore and psql, for backups.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends postgresql-client \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin deskfare
WORKDIR /deskfare
# Owned by root: the site can't write its own code.
COPY --from=build /deskfare .
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PATH=/deskfare/.venv/bin:$PATH
ENV GUNICORN_CMD_ARGS=--bind=0.0.0.0:8000
USER deskfare
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s \
    CMD ["python", "deploy/healthy.py"]
CMD ["gunicorn", "calculator.wsgi"]
