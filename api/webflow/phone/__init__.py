"""The test phone as a page: what a customer sees and presses, drawn from the Mobile Token API's answers.

It is the phone of `nextstep phone`, with its files: the keys are in this process, and the page only shows.
`docs/test-phone.md` says why.
"""
