-- Sends the event as an alert to Alertmanager, each under a name of its own, so that none is taken for another.

local folder = debug.getinfo(1, "S").source:match("^@(.*/)")
local event = dofile(folder .. "event.lua")
local result = dofile(folder .. "result.lua")
local threads = 0
local quoted = event:gsub('\\', '\\\\'):gsub('"', '\\"')
local count = 0

function setup(thread)
   threads = threads + 1
   thread:set("number", threads)
end

function request()
   count = count + 1
   local name = "event-" .. number .. "-" .. count
   return wrk.format("POST", nil, { ["Content-Type"] = "application/json" },
      '[{"labels":{"alertname":"' .. name .. '"},"annotations":{"event":"' .. quoted .. '"}}]')
end

function done(summary, latency, requests)
   result(summary, latency, 0)
end
