"""What everything says, in the languages of `gate/assets/translations`."""
