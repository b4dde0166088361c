-- What a run came to, on one line.

return function(summary, latency, refused)
   local broken = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout
   io.write(string.format("result requests=%d micros=%d p50=%d p99=%d refused=%d broken=%d\n", summary.requests,
      summary.duration, latency:percentile(50), latency:percentile(99), summary.errors.status + refused, broken))
end
