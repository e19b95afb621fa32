# How many copies went from each wire to each outlet.
options(width = 120)
flows <- read.csv("result/flows.csv")
wires <- flows[flows$from_kind == "wire" & flows$from %in% c("AP", "Reuters"), ]
print(xtabs(copies ~ to + from, wires))
