"""The engine for what one machine cannot hold: an OpenSearch cluster, with our analysis, our ranking, the same answers.

`store` keeps generations in the cluster, `writer` makes one, `engine` answers from it; `query` says what a clause is
there, `index` how documents lie in it, `terms` the dictionary. `client` is what all of them ask through.
"""
