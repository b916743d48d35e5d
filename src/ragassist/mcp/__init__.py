"""The assistant as a Model Context Protocol server: tools and resources for programs that hold a conversation. It only reads.

The only package that imports the official `mcp` package. No logic of its own.
"""
