"""A scan of WARC files, such as those of CC-NEWS, on a cluster.

    spark-submit --master yarn --conf spark.executor.memoryOverhead=2g cc_news.py PATHS.txt FOLDER [again]

`PATHS.txt` has a path a line, which every executor reaches: a mounted bucket, or files that were fetched before.
`FOLDER` takes the stages and the tables. When the texts had been extracted before a run failed, the word `again` takes
it up after the last stage that was written whole. Every node needs the package (`pip install "./python[spark]"`), on
Databricks by a cluster library and on EMR by a bootstrap action.
"""

import sys

import wirecopy.spark
from pyspark.sql import SparkSession


def main(paths: str, folder: str, again: str = "") -> None:
    spark = SparkSession.builder.appName("wirecopy").getOrCreate()
    with open(paths, encoding="utf-8") as file:
        files = file.read().split()
    articles = f"{folder}/articles"
    if not again:
        wirecopy.spark.read(spark, files).write.mode("overwrite").parquet(articles)
    found = wirecopy.spark.scan(
        spark.read.parquet(articles), folder=f"{folder}/stages", order=["path", "row"], resume=bool(again)
    )
    for name in ("clusters", "articles", "outlets", "flows", "series", "rejected"):
        getattr(found, name).write.mode("overwrite").parquet(f"{folder}/{name}")


if __name__ == "__main__":
    main(*sys.argv[1:])
