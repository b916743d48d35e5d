"""What is known about Chinese and English text, without any model."""
