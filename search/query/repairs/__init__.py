"""What a query that finds little may have meant: another spelling, another keyboard, a name in other letters.

Every repair is weighed in bits: how rare the word as typed is, against how rare the other word is and how far the hand
or the ear must slip from one to the other. Tables in `data/` hold the slips, one row each with its reason.
"""
