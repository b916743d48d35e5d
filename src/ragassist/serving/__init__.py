"""What every door that listens has in common: who comes in, what they may see, and what is written down of it. Answers nothing itself."""
