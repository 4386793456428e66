"""What somebody typed, as what they want: an event, a form, something to read, or a sentence that helps."""
