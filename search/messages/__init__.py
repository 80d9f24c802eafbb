"""Every text that a person meets, by code: one table a language, the numbers in agreement with their nouns."""

from search.messages.catalogue import Message, Value, catalogue_of, counted, is_code, languages, message

__all__ = ["Message", "Value", "catalogue_of", "counted", "is_code", "languages", "message"]
