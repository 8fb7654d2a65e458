"""The number of the request, or of the job, under which something is done: changes of one act share it."""

from contextvars import ContextVar

request_id: ContextVar[str] = ContextVar("request_id", default="")
