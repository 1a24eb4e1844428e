"""Mail: asked for in the transaction of what it tells, and the door to the server that takes it."""

from gateways.mail.ask import Due, ask_buyers, ask_people, ask_ready, ask_stewards
from gateways.mail.post import Message, Post
from gateways.mail.queries import Ready
from gateways.mail.smtp import SmtpPost, open_post

__all__ = [
    "Due",
    "Message",
    "Post",
    "Ready",
    "SmtpPost",
    "ask_buyers",
    "ask_people",
    "ask_ready",
    "ask_stewards",
    "open_post",
]
