"""The load of the intake benchmark: processes with several connections each that register case after case."""

import http.client
import json
import multiprocessing
import time
from concurrent.futures import ThreadPoolExecutor

PROCESSES = 2
CONNECTIONS = 8  # of each process: more than the server has threads, so that none of them waits for work

CASE = {
    "case_type": "complaint",
    "title": "小区北侧工地夜间施工扰民",
    "text": "小区北侧工地连续三晚十一点以后仍在浇筑混凝土，噪声很大，老人和上学的孩子无法入睡。"
    "物业和街道都联系过，只说会转告。请派人夜间到现场核实并责令整改，同时告知处理结果和期限。",
    "category": "C1101",
    "area": "A101",
    "place": "和平街道幸福小区北门外工地",
    "name": "郝先生",
    "phone": "13900001234",
    "address": "和平街道幸福小区 3 栋 2 单元",
}


def registered_per_second(port: int, token: str, seconds: float) -> float:
    """How many cases a second the API confirms while every connection asks for the next as soon as it may."""
    spawn = multiprocessing.get_context("spawn")
    with spawn.Pool(PROCESSES) as pool:
        pool.map(abs, range(PROCESSES))  # the processes are there before the clock starts
        return sum(pool.starmap(_from_one_process, [(port, token, seconds)] * PROCESSES))


def _from_one_process(port: int, token: str, seconds: float) -> float:
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        return sum(pool.map(lambda _: _from_one_connection(port, token, seconds), range(CONNECTIONS)))


def _from_one_connection(port: int, token: str, seconds: float) -> float:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    register(connection, token)
    count, begun = 0, time.perf_counter()
    while time.perf_counter() < begun + seconds:
        register(connection, token)
        count += 1
    connection.close()
    return count / (time.perf_counter() - begun)


def register(connection: http.client.HTTPConnection, token: str) -> None:
    """Register one case over a connection that stays open. Raises RuntimeError when it is refused."""
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    connection.request("POST", "/api/v1/cases", json.dumps(CASE), headers)
    answer = connection.getresponse()
    told = answer.read()
    if answer.status != 201:
        raise RuntimeError(f"the API answered {answer.status}: {told[:300].decode(errors='replace')}")
