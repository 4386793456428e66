# docker run -v rondo:/data -v ./rondo.yml:/rondo/rondo.yml:ro --env-file .env -p 8080:8080 rondo
FROM python:3.13-slim AS build
RUN python -m venv --without-pip /venv
COPY requirements.lock /tmp/
RUN pip --python /venv/bin/python install --no-cache-dir --no-deps --require-hashes -r /tmp/requirements.lock
COPY app.py manifest.yml LICENSE /rondo/
COPY bot /rondo/bot
# Nobody may write there later, so the bytecode is made now; it is a good part of the start.
RUN python -m compileall -q /rondo && chmod -R a+rX /rondo

FROM python:3.13-slim
COPY --from=build /venv /venv
COPY --from=build /rondo /rondo
RUN install -d -o 10001 -g 10001 /data
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 RONDO_HOST=0.0.0.0 DATABASE_URL=sqlite:////data/rondo.db
WORKDIR /rondo
# By number, so that an orchestrator can see that it is not root.
USER 10001:10001
VOLUME /data
EXPOSE 8080
# Straight to this process, whatever proxy leads to Slack.
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s CMD ["python", "-c", \
  "import os, urllib.request as r; r.build_opener(r.ProxyHandler({})).open('http://127.0.0.1:' + os.environ.get('RONDO_PORT', '8080') + '/healthz', timeout=2)"]
CMD ["python", "app.py", "serve"]
