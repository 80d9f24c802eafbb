"""The commands of `bahith`, by what they are for."""
