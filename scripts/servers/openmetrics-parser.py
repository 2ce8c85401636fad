"""Reads one JSON string a line, each an exposition, and answers a JSON line with what the strict parser of prometheus_client makes of it."""

import json
import sys

from prometheus_client.openmetrics.parser import text_string_to_metric_families


def seconds(timestamp):
    return None if timestamp is None else float(timestamp)


def describe(sample):
    exemplar = sample.exemplar
    return {
        "name": sample.name,
        "labels": list(sample.labels.items()),
        "value": repr(float(sample.value)),
        "exemplar": exemplar
        and {"labels": list(exemplar.labels.items()), "value": repr(float(exemplar.value)), "seconds": seconds(exemplar.timestamp)},
    }


for line in sys.stdin:
    try:
        families = [
            {
                "name": family.name,
                "type": family.type,
                "unit": family.unit,
                "help": family.documentation,
                "samples": [describe(sample) for sample in family.samples],
            }
            for family in text_string_to_metric_families(json.loads(line))
        ]
        answer = {"families": families}
    except Exception as error:
        answer = {"error": f"{type(error).__name__}: {error}"}
    print(json.dumps(answer), flush=True)
