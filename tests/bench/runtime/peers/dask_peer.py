"""Dask's side of the benchmark: one long-lived process that answers JSON lines.

Each line on standard input is a request {"op": ..., ...}; each answer on standard output is {"result": ...} or
{"error": ...}. The rows are those of `ray microbenchmark`, said in Dask's words; the cluster is one of processes on this
machine with one thread each, one process per core as the runtime has workers, at least two.
"""

import json
import logging
import os
import sys
from time import perf_counter

import distributed
import numpy as np
from distributed import Client, LocalCluster

IN_FLIGHT = 1000
LARGE_BYTES = 100_000_000


def small_value():
    return b"ok"


def make_large():
    return np.ones(LARGE_BYTES // 8)


def read_ends(large):
    return float(large[0] + large[-1])


class Actor:
    def small_value(self):
        return b"ok"


def start(workers):
    cluster = LocalCluster(
        n_workers=workers,
        threads_per_worker=1,
        processes=True,
        dashboard_address=None,
        silence_logs=logging.CRITICAL,
    )
    return Client(cluster)


def stop(client):
    client.close()
    client.cluster.close()


class Peer:
    def __init__(self):
        self.client = None
        self.actor = None

    def rate(self, run, calls, seconds):
        """Calls per second: a fifth of the time warms up."""
        end = perf_counter() + seconds / 5
        while perf_counter() < end:
            run()
        runs = 0
        begin = perf_counter()
        while True:
            run()
            runs += 1
            passed = perf_counter() - begin
            if passed >= seconds:
                return runs * calls / passed

    def tasksSync(self, seconds):
        return self.rate(lambda: self.client.submit(small_value, pure=False).result(), 1, seconds)

    def tasksAsync(self, seconds):
        def run():
            self.client.gather([self.client.submit(small_value, pure=False) for _ in range(IN_FLIGHT)])

        return self.rate(run, IN_FLIGHT, seconds)

    def actorSync(self, seconds):
        actor = self.an_actor()
        return self.rate(lambda: actor.small_value().result(), 1, seconds)

    def actorAsync(self, seconds):
        actor = self.an_actor()

        def run():
            for future in [actor.small_value() for _ in range(IN_FLIGHT)]:
                future.result()

        return self.rate(run, IN_FLIGHT, seconds)

    def putSmall(self, seconds):
        return self.rate(lambda: self.client.scatter(0, hash=False), 1, seconds)

    def getSmall(self, seconds):
        future = self.client.scatter(0, hash=False)
        return self.rate(lambda: future.result(), 1, seconds)

    def putGBps(self, seconds):
        large = make_large()
        return self.rate(lambda: self.client.scatter(large, hash=False), LARGE_BYTES / 1e9, seconds)

    def getLargeFirstMicros(self, seconds):
        """A task on one worker that reads what another made: until its result is here."""
        here, there, *_ = self.client.scheduler_info()["workers"]
        times = []
        for _ in range(4):
            large = self.client.submit(make_large, pure=False, workers=[here])
            distributed.wait(large)
            begin = perf_counter()
            self.client.submit(read_ends, large, pure=False, workers=[there]).result()
            times.append((perf_counter() - begin) * 1e6)
        # The first connects the workers.
        return sorted(times[1:])[1]

    def startMs(self, seconds):
        begin = perf_counter()
        client = start(8)
        client.submit(small_value, pure=False).result()
        passed = (perf_counter() - begin) * 1e3
        stop(client)
        return passed

    def measure(self, row, seconds):
        if row == "startMs":
            self.end()
        elif self.client is None:
            self.client = start(max(2, os.cpu_count() or 2))
        return getattr(self, row)(seconds)

    def an_actor(self):
        if self.actor is None:
            self.actor = self.client.submit(Actor, actor=True).result()
        return self.actor

    def end(self):
        self.actor = None
        if self.client is not None:
            stop(self.client)
            self.client = None


def main():
    peer = Peer()
    for line in sys.stdin:
        request = json.loads(line)
        try:
            if request["op"] == "hello":
                result = {"version": distributed.__version__}
            else:
                result = peer.measure(request["row"], request["seconds"])
            answer = {"result": result}
        except Exception as error:
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)
    peer.end()


# The processes of the cluster import this file as well.
if __name__ == "__main__":
    main()
