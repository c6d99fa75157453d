# bench/exposure/measure - what a command costs, for the benches of exposure
# and scale. No bench by itself.
import os, subprocess, time

LOOK_S = 0.005


def peaks(pid, seen):
    """KiB that a process and those it started had at most so far, into seen."""
    try:
        with open(f"/proc/{pid}/status") as f:
            seen[pid] = next(int(line.split()[1]) for line in f if line.startswith("VmHWM"))
        for task in os.listdir(f"/proc/{pid}/task"):
            with open(f"/proc/{pid}/task/{task}/children") as f:
                for child in f.read().split():
                    peaks(child, seen)
    except (OSError, StopIteration):
        pass  # it has just ended


def measure(argv):
    """
    CPU seconds, wall seconds, peak MiB of the largest process and of all
    together; None when it failed. A worker is waited for by its parent, so its
    time is in the sum; the peaks of all are added, as seen every 5 ms.
    """
    seen, begun = {}, time.time()
    p = subprocess.Popen(argv, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while True:
        pid, status, used = os.wait4(p.pid, os.WNOHANG)
        if pid:
            break
        peaks(p.pid, seen)
        time.sleep(LOOK_S)
    if status:
        return None
    largest = used.ru_maxrss / 1024
    return (used.ru_utime + used.ru_stime, time.time() - begun, largest,
            max(largest, sum(seen.values()) / 1024))
