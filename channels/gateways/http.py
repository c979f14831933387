"""HTTP to gateways: one request each, and whether one that failed may have arrived."""

import ssl
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import requests
from requests import Response as Response
from urllib3.exceptions import ConnectTimeoutError, HTTPError, LocationValueError, NewConnectionError, ProxyError

from core.errors import ServiceError
from messages.gateway import GatewayStoppedError

CONNECT_SECONDS = 5.0
READ_SECONDS = 30.0
RETRY_SECONDS = 60  # after "too many requests" without a word on when to come again
LONGEST_RETRY_SECONDS = 3600

THIS_MACHINE = ("127.0.0.1", "localhost", "::1")


class UnreachableError(ServiceError):
    """No connection: the gateway got nothing of the request."""


class LostAnswerError(ServiceError):
    """The request may have arrived and been obeyed; the answer did not come back, or nothing can be read in it."""


def request(
    method: str,
    url: str,
    *,
    headers: Mapping[str, str],
    data: Any = None,
    params: Mapping[str, str] | None = None,
    connect_seconds: float = CONNECT_SECONDS,
    read_seconds: float = READ_SECONDS,
) -> Response:
    """The answer to one request, whatever its status. Raises UnreachableError, LostAnswerError, GatewayStoppedError.

    Each request has a connection of its own: one that was kept may have been closed meanwhile, and then nobody
    knows whether the request arrived. A redirect is not followed, for the key would go where it leads.
    """
    with requests.Session() as session:
        # The proxy to the internet that an environment names does not know this machine.
        session.trust_env = urlsplit(url).hostname not in THIS_MACHINE
        try:
            return session.request(
                method,
                url,
                headers=headers,
                data=data,
                params=params,
                timeout=(connect_seconds, read_seconds),
                allow_redirects=False,
            )
        except requests.ConnectTimeout as error:
            raise UnreachableError("the connection timed out") from error
        except requests.ConnectionError as error:
            reason = getattr(error.args[0] if error.args else None, "reason", None)
            if isinstance(reason, NewConnectionError | ConnectTimeoutError | ProxyError):
                raise UnreachableError(type(reason).__name__) from error
            if _is_certificate(reason):
                raise GatewayStoppedError(
                    f"The certificate of {urlsplit(url).hostname} is not to be trusted."
                ) from error
            raise LostAnswerError(type(error).__name__) from error
        except (requests.exceptions.InvalidURL, requests.exceptions.InvalidHeader, LocationValueError) as error:
            raise GatewayStoppedError(f"Nothing can be sent to {url}: look at the settings of the gateway.") from error
        except (requests.RequestException, HTTPError) as error:
            raise LostAnswerError(type(error).__name__) from error


def require_success(response: Response, mend: str) -> None:
    """Raises GatewayStoppedError where the gateway refused the request, LostAnswerError where it failed on it.

    `mend` says what an administrator should look at. A 5xx may come from something in front of a gateway that has
    done its work; with a time to come again it is a refusal.
    """
    status = response.status_code
    if 200 <= status < 300:
        return
    after = response.headers.get("Retry-After", "")
    seconds = min(int(after), LONGEST_RETRY_SECONDS) if after.isascii() and after.isdigit() else None
    if status == 429 or (status == 503 and seconds is not None):
        raise GatewayStoppedError(f"The gateway asks us to slow down (HTTP {status}).", seconds or RETRY_SECONDS)
    if status < 500:
        said = response.text.strip()[:200]
        raise GatewayStoppedError(f"The gateway refused the request (HTTP {status}: {said}). {mend}")
    raise LostAnswerError(f"HTTP {status}")


def _is_certificate(reason: object) -> bool:
    """Whether the connection failed over a certificate: before anything was sent, and for an administrator to mend."""
    return isinstance(reason, Exception) and any(isinstance(each, ssl.SSLCertVerificationError) for each in reason.args)
