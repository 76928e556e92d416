"""How Django writes and reads what people type, by language."""
