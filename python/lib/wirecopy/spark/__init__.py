"""Scans on Spark, with the same clusters as on one machine. Needs `pip install "./python[spark]"`.

```python
import wirecopy.spark

found = wirecopy.spark.scan(spark.read.parquet("s3://news/2031"), folder="s3://scratch/run-1")
found.clusters.write.parquet("s3://news/clusters")
```
"""

from ._scan import SparkResult, read, scan

__all__ = ["SparkResult", "read", "scan"]
