"""The lexicon: folded stem -> the dictionary words that it may be, each with its cost in bits.

*dictionary*   the rows of arramooz-pysqlite, which all is made from
*conjugation*, *plurals*, *nisba*, *hamza*, *root_keys*   the stems of a verb, plurals, nisbas, spellings, roots
*build*        all of it to the bytes of one file
*format*       that file, read in place from a memory map
*location*     where it lies; it is made when it is not there
"""
