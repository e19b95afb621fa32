# One outlet's copies of wire text that do not name the wire.
import pandas as pd

clusters = pd.read_csv("result/clusters.csv")
silent = clusters[(clusters.outlet == "corrin-star.example") & (clusters.credited == "no")]
print(silent[["title", "wire", "form", "containment"]].to_string(index=False))
