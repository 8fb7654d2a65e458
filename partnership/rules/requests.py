"""The id of the current request or job, which is stored with each change."""

from contextvars import ContextVar

request_id: ContextVar[str] = ContextVar("request_id", default="")
