// vectorloss gradcheck --program "node model.js" --at x.npy
const value = x => x.reduce((sum, v) => sum + v * v, 0);
const gradient = x => x.map(v => 2 * v);
const finite = (name, v) => typeof v !== "number" || Number.isFinite(v) ? v : String(v); // JSON has no NaN

// One request a line: {"x":[...]}, with "value":true when only f is wanted. stdout is the protocol.
require("readline").createInterface({ input: process.stdin }).on("line", line => {
  const ask = JSON.parse(line);
  const answer = { f: value(ask.x) };
  if (!ask.value) answer.g = gradient(ask.x);
  console.log(JSON.stringify(answer, finite));
});
