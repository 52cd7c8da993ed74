"""What a workflow says that decides nothing any more."""

# The type of the error by which it answers an update while it is about to close; its final state comes with it.
ENDED = "WORKFLOW_ENDED"
