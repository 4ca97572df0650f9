// vectorloss gradcheck --program "node model.js" --at x.npy; of an x.npz, x and g are objects of arrays
const value = x => typeof x === "object" ? Object.values(x).reduce((sum, v) => sum + value(v), 0) : x * x;
const each = x => Object.fromEntries(Object.entries(x).map(([name, array]) => [name, gradient(array)]));
const gradient = x => Array.isArray(x) ? x.map(gradient) : typeof x === "object" ? each(x) : 2 * x; // as x is
const finite = (name, v) => typeof v !== "number" || Number.isFinite(v) ? v : String(v); // JSON has no NaN

// One request a line: {"x":[...]}, with "value":true when only f is wanted. stdout is the protocol.
const answer = line => {
  const ask = JSON.parse(line);
  const given = { f: value(ask.x) };
  if (!ask.value) given.g = gradient(ask.x);
  console.log(JSON.stringify(given, finite));
};

// This import is one that CommonJS and modules both have.
import("node:readline").then(({ createInterface }) => createInterface({ input: process.stdin }).on("line", answer));
