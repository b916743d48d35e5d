"""The engine behind the OpenAI protocol, for programs that already speak it."""
