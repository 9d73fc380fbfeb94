"""Where the portal's time goes while it answers: perf samples with their stacks (unwound by DWARF, since libraries keep no
frame pointers), each given to one layer of the front."""
import collections
import re
import subprocess

# The first pattern that fits a function anywhere on the stack decides; what fits none is libmicrohttpd and the kernel's
# network, which the bare program has as well.
LAYERS = [
    ("session: who asks, and may they", r"^(person_|signin_|access_)"),
    ("audit: noting the access", r"^audit_"),
    ("JSON", r"^json_write$"),
    ("query: tables, rows", r"^(service_ask|engine_query|pv_query)"),
    ("request: path, query string, body", r"^(input_read|json_read)"),
    ("request and reply as protobuf", r"^(dispatch_|wire_|finish$)"),
    ("routing and checks", r"^(routes_find|path_read|check_|line_)"),
    ("answer: headers, problem, compression", r"^(answer_|deflate|compress)"),
    ("live stream, housekeeping", r"^(changes_|stream|calls_|persons_|lines_)"),
]
OTHER_THREADS = "other threads: commit, network, write-down"
BARE = "libmicrohttpd and the kernel's network"


def stacks(perf_file):
    """Thread id and functions of each sample, innermost first."""
    out = subprocess.run(["perf", "script", "--no-inline", "-i", perf_file, "-F", "tid,ip,sym"], capture_output=True, text=True, check=True).stdout
    for block in out.split("\n\n"):
        lines = block.strip().splitlines()
        if lines:
            thread = int(lines[0].split()[0])
            yield thread, [line.split(None, 1)[1].split("+")[0] for line in lines[1:] if len(line.split(None, 1)) == 2]


def layer_of(functions):
    for name, pattern in LAYERS:
        if any(re.search(pattern, function) for function in functions):
            return name
    return BARE


def measure(pid, seconds, perf_file):
    """Share of each layer, most first; empty where perf does not work."""
    done = subprocess.run(["perf", "record", "-q", "-F", "499", "--call-graph", "dwarf,8192", "-p", str(pid), "-o", perf_file, "--", "sleep", str(seconds)],
                          capture_output=True, text=True)
    if done.returncode != 0:
        return []
    samples = list(stacks(perf_file))
    fronts = collections.Counter(thread for thread, functions in samples
                                 if any(function.startswith(("MHD_", "exchange_handle")) for function in functions))
    if not fronts:
        return []
    front = fronts.most_common(1)[0][0]
    shares = collections.Counter(layer_of(functions) if thread == front else OTHER_THREADS for thread, functions in samples)
    total = sum(shares.values())
    return [(name, count / total) for name, count in shares.most_common()]
