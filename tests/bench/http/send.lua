-- For wrk: sends the lines of a templates file in turn, with {v} from a values file and {n} counted; wrk -s send.lua URL --
-- TEMPLATES VALUES COOKIE CSRF. The same files as bench_http_load reads.
local templates, values, at, number = {}, {}, 0, 0

local function lines(path, list)
   for line in io.lines(path) do list[#list + 1] = line end
end

function init(words)
   lines(words[1], templates)
   if words[2] and words[2] ~= "-" then lines(words[2], values) end
   if words[3] and words[3] ~= "-" then wrk.headers["Cookie"] = words[3] end
   if words[4] and words[4] ~= "-" then wrk.headers["X-CSRF-Token"] = words[4] end
   math.randomseed(20261122)
   run = tostring(os.time())
end

function request()
   local line = templates[at % #templates + 1]
   local value = #values > 0 and values[math.random(#values)] or ""
   at, number = at + 1, number + 1
   line = line:gsub("{v}", (value:gsub("%%", "%%%%"))):gsub("{n}", "w" .. run .. "-" .. number)
   local method, path, body = line:match("^(%S+) ([^\t]*)\t?(.*)$")
   if body == "" then return wrk.format(method, path) end
   return wrk.format(method, path, {["Content-Type"] = "application/json", ["Cookie"] = wrk.headers["Cookie"],
                                    ["X-CSRF-Token"] = wrk.headers["X-CSRF-Token"]}, body)
end

function done(summary, latency)
   local refused = summary.errors.status
   local broken = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout
   io.write(string.format('{"per_second": %.1f, "p50_ms": %.3f, "p99_ms": %.3f, "refused": %d, "failed": %d}\n',
      summary.requests / (summary.duration / 1e6), latency:percentile(50) / 1000, latency:percentile(99) / 1000, refused, broken))
end
