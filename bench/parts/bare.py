"""What the service is measured against: a Flask application that reads a form and answers a short text."""

from flask import Flask, Response, request

PATH = "/ussd"


def create_app() -> Flask:
    """The application: no database, no menu, one route."""
    app = Flask("bare", static_folder=None)

    @app.post(PATH)
    def ussd() -> Response:
        form = request.form
        return Response(f"CON {form['phoneNumber']} said {form['text']}", content_type="text/plain")

    return app
