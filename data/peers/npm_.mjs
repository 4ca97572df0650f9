// Answers requests of npm_.py, one line of JSON each, by the packages that it names.
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';

const load = createRequire(process.cwd() + '/');
const text = x => Number.isFinite(x) ? x : String(x);
const plain = ({ values }) => values.map(Number);
const row = (n, values) => (_, i) => values.slice(i * n, i * n + n).map(Number);
const rows = ({ shape: [m, n], values }) => Array.from({ length: m }, row(n, values));
const calls = {
  'js-pytorch'({ input, target }, name) {
    const { torch } = load('js-pytorch');
    const at = torch.tensor(rows(input), true);
    const wanted = torch.tensor(target.shape.length === 1 ? plain(target) : rows(target));
    const loss = new torch.nn[name]().forward(at, wanted);
    loss.backward();
    return { value: loss.data[0], slope: at.grad.flat() };
  },
  mathjs: ({ input, target }, name) => ({ value: load('mathjs')[name](plain(target), plain(input)) }),
  'ml-distance'({ input, target }, name) {
    return { value: load('ml-distance').distance[name](plain(target), plain(input)) };
  },
  synaptic: ({ input, target }, name) => ({ value: load('synaptic').Trainer.cost[name](plain(target), plain(input)) }),
  jstat: ({ input, target }, name) => ({ value: load('jstat')[name].pdf(plain(target)[0], plain(input)[0]) }),
};

for await (const line of createInterface({ input: process.stdin })) {
  const { library, name, inputs } = JSON.parse(line);
  const { value, slope = [] } = calls[library](inputs, name);
  console.log(JSON.stringify({ value: text(value), slope: slope.map(text) }));
}
