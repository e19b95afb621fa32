# The outlets with at least five articles, by the share that is wire copy.
options(width = 120)
outlets <- read.csv("result/outlets.csv")
large <- outlets[outlets$articles >= 5, ]
large <- large[order(-large$wire_share), ]
columns <- c("outlet", "articles", "wire_copies", "wire_share", "uncredited", "uncredited_share")
print(head(large[columns], 5), digits = 2, row.names = FALSE)
