"""What a copy is measured against: a Flask application that sends the files of one folder."""

import os
from pathlib import Path

from flask import Flask, Response, send_file

FOLDER = "BENCH_FILES"  # in the environment


def create_app() -> Flask:
    """The application: one route, nothing else."""
    app = Flask("files", static_folder=None)
    folder = Path(os.environ[FOLDER])

    @app.get("/files/<name>")
    def file(name: str) -> Response:
        return send_file(folder / name, mimetype="application/octet-stream")

    return app
