"""One address of Valkey or Redis, as each library wants to hear it."""


def client_url(redis_url: str) -> str:
    """The address for redis-py: Celery's `redis+socket:///path?virtual_host=3` is its `unix:///path?db=3`."""
    if not redis_url.startswith("redis+socket://"):
        return redis_url
    return redis_url.replace("redis+socket://", "unix://", 1).replace("virtual_host=", "db=", 1)
