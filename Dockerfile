# docker build -t convscope . && docker run -p 8000:8000 convscope
FROM python:3.13-slim AS build
RUN apt-get update && apt-get install -y --no-install-recommends make && rm -rf /var/lib/apt/lists/*
WORKDIR /build
COPY Makefile package.json package-lock.json vite.config.ts tsconfig.json ./
COPY requirements requirements
COPY static static
RUN make static/dist/.stamp

FROM python:3.13-slim
COPY requirements/run.txt /tmp/run.txt
RUN pip install --no-cache-dir --require-hashes -r /tmp/run.txt && rm /tmp/run.txt \
    && useradd --system --no-create-home convscope
WORKDIR /srv/convscope
COPY app app
COPY templates templates
COPY --from=build /build/static/dist static/dist
USER convscope
ENV HOST=0.0.0.0 PORT=8000 PYTHONDONTWRITEBYTECODE=1
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=4s --start-period=10s \
    CMD python -c "import os, urllib.request as u; u.urlopen('http://127.0.0.1:' + os.environ['PORT'] + '/healthz', timeout=3)"
CMD ["python", "-m", "app"]
