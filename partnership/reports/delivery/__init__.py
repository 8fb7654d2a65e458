"""One mail of a run on its way: whether it may go, how it is written, sent and unsubscribed from."""
