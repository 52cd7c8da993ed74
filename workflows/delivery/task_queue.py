"""Where deliveries are attempted: servers that hang must not keep signatures and rows waiting."""


def queue_of(task_queue: str) -> str:
    """The task queue of attempts, beside the one of everything else."""
    return f"{task_queue}-deliveries"
