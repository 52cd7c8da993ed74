"""What a banking app shows of the Mobile Token API's answers, wherever it is drawn: in a terminal, on a page."""
