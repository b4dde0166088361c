-- Sends one event per request, with the API keys of a file in turn, and prints the result on one line.
-- Arguments after "--": the file with the keys, then "plain" or the first part of the Idempotency-Keys,
-- then "strict" to look at the status of every answer, which costs the generator time.

local folder = debug.getinfo(1, "S").source:match("^@(.*/)")
local event = dofile(folder .. "event.lua")
local result = dofile(folder .. "result.lua")
local marker = "IDEMPOTENCY-KEY"
local threads = {}

function setup(thread)
   thread:set("number", #threads)
   table.insert(threads, thread)
end

local function format(key, idempotency)
   local headers = { ["Authorization"] = "Bearer " .. key, ["Content-Type"] = "application/json" }
   if idempotency then
      headers["Idempotency-Key"] = idempotency
   end
   return wrk.format("POST", nil, headers, event)
end

local function plain(keys)
   local requests, turn = {}, 0
   for _, key in ipairs(keys) do
      table.insert(requests, format(key))
   end
   return function()
      turn = turn % #requests + 1
      return requests[turn]
   end
end

local function idempotent(keys, prefix)
   local heads, tails, count = {}, {}, 0
   for _, key in ipairs(keys) do
      local text = format(key, marker)
      local from, to = text:find(marker, 1, true)
      table.insert(heads, text:sub(1, from - 1) .. prefix .. "-" .. number .. "-")
      table.insert(tails, text:sub(to + 1))
   end
   return function()
      count = count + 1
      local turn = count % #keys + 1
      return heads[turn] .. count .. tails[turn]
   end
end

function init(args)
   local keys = {}
   for key in io.lines(args[1]) do
      table.insert(keys, key)
   end
   request = args[2] == "plain" and plain(keys) or idempotent(keys, args[2])
   refused = 0
   if args[3] == "strict" then
      response = function(status)
         if status ~= 202 then
            refused = refused + 1
         end
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
