-- Sends batches of events, with the API keys of a file in turn; the body is built once.
-- Arguments after "--": the file with the keys, and how many events make a batch.

local folder = debug.getinfo(1, "S").source:match("^@(.*/)")
local event = dofile(folder .. "event.lua")
local result = dofile(folder .. "result.lua")
local threads = {}

function setup(thread)
   table.insert(threads, thread)
end

function init(args)
   local body = "[" .. string.rep(event, tonumber(args[2]), ",") .. "]"
   local requests, turn = {}, 0
   for key in io.lines(args[1]) do
      local headers = { ["Authorization"] = "Bearer " .. key, ["Content-Type"] = "application/json" }
      table.insert(requests, wrk.format("POST", nil, headers, body))
   end
   request = function()
      turn = turn % #requests + 1
      return requests[turn]
   end
   refused = 0
   -- 207 would mean that some of a batch were refused. Batches are few, so a look at each costs little.
   response = function(status)
      if status ~= 202 then
         refused = refused + 1
      end
   end
end

function done(summary, latency, requests)
   local refused = 0
   for _, thread in ipairs(threads) do
      refused = refused + thread:get("refused")
   end
   result(summary, latency, refused)
end
