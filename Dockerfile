# Two stages: what builds the wheel and the lexicon stays behind. It runs as nobody of this machine, and writes only /data.
FROM python:3.12-slim AS build
WORKDIR /src
COPY requirements/run.txt requirements/
RUN python -m venv /opt/bahith && /opt/bahith/bin/pip install --no-cache-dir --require-hashes -r requirements/run.txt
RUN apt-get update && apt-get install -y --no-install-recommends gcc libc6-dev
COPY setup.cfg setup.py pyproject.toml README.md LICENSE ./
COPY search search
COPY web web
RUN /opt/bahith/bin/pip wheel --no-deps --no-build-isolation --wheel-dir dist . \
 && /opt/bahith/bin/pip install --no-cache-dir --no-deps dist/*.whl \
 && /opt/bahith/bin/python -m search.analysis.lexicon

FROM python:3.12-slim
COPY --from=build /opt/bahith /opt/bahith
RUN useradd --system --uid 10001 --home-dir /data bahith && mkdir -p /data/index && chown -R bahith:bahith /data
USER bahith
WORKDIR /data
VOLUME /data
ENV PATH=/opt/bahith/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
  CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/readyz', timeout=4)"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["bahith"]
CMD ["serve", "--host", "0.0.0.0"]
