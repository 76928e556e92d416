-- What wrk asks for: one kind of page, or a buyer's mix of them, with other numbers each time.
-- `wrk ... -s load.lua URL -- KIND DOCUMENT`

local before, after -- a document around the number of its desktops
local packed = { ["Accept-Encoding"] = "gzip" }
local swapped = { ["Accept-Encoding"] = "gzip", ["HX-Request"] = "true" }
local json = { ["Accept-Encoding"] = "gzip", ["Content-Type"] = "application/json" }

local kinds = {
  bare = function(n) return wrk.format("GET", "/healthz?n=" .. n) end,
  fragment = function(n)
    return wrk.format("GET", "/?address=preset%3Dautumn-2008&fleet.0.desktops=" .. n, swapped)
  end,
  page = function(n)
    return wrk.format("GET", "/?preset=autumn-2008&fleet.0.desktops=" .. n, packed)
  end,
  api = function(n)
    return wrk.format("POST", "/api/compare", json, before .. n .. after)
  end,
  prices = function(n) return wrk.format("GET", "/prices/?n=" .. n, packed) end,
  quote = function(n)
    return wrk.format("GET", "/quote.csv?preset=autumn-2008&fleet.0.desktops=" .. n, packed)
  end,
}

-- Of twenty requests of a buyer: figures changed, pages opened, a program asking, a look at
-- prices, a file.
local mix = {}
for name, times in pairs({ fragment = 11, page = 4, api = 2, prices = 2, quote = 1 }) do
  for _ = 1, times do mix[#mix + 1] = kinds[name] end
end

local threads = 0
function setup(thread)
  thread:set("number", 500 + 100000 * threads)
  threads = threads + 1
end

function init(arguments)
  local kind = arguments[1]
  local text = io.open(arguments[2]):read("*a")
  before, after = text:match('^(.-"desktops":"?)%d+(.*)$')
  make = kinds[kind]
  if kind == "mix" then make = function(n) return mix[n % #mix + 1](n) end end
end

function request()
  number = number + 1
  return make(500 + number % 99000)
end

function done(summary, latency)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  io.write(string.format("RESULT %d %d %.1f %.1f\n", summary.requests, failed,
    latency:percentile(50), latency:percentile(99)))
end
