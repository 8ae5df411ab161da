SELECT id, name, runs, budget, spend, budget - spend, used FROM campaigns WHERE used >= ${percent} ORDER BY used DESC, id
