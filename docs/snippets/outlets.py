# The outlets with at least five articles, by the share that is wire copy.
import pandas as pd

outlets = pd.read_csv("result/outlets.csv")
large = outlets[outlets.articles >= 5].sort_values("wire_share", ascending=False, kind="stable")
columns = ["outlet", "articles", "wire_copies", "wire_share", "uncredited", "uncredited_share"]
print(large[columns].head(5).round(2).to_string(index=False))
