"""How well a search ranks: judged queries, measures, the significance of a difference, and floors that hold.

trec.py reads topics, qrels and runs · measures.py scores one ranking · judge.py asks an index every judged query ·
significance.py compares two systems · floors.py keeps recorded floors. `bahith evaluate` is these, in this order.

The four measures are written here, sixty lines, because `bahith evaluate` must work wherever bahith does, and
ir-measures brings NumPy and SciPy for them, more than 200 MB. The tests compare with ir-measures where the extra
`evaluate` is installed.
"""
