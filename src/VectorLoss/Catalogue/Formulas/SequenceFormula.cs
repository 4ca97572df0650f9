using VectorLoss.Lanes;
using VectorLoss.Losses;

namespace VectorLoss.Catalogue;

/// <summary>
/// A sample of an <see cref="ISequenceLoss"/>, as its card says it: minus the logarithm of the sum over alignments of
/// the products of probabilities.
/// </summary>
/// <param name="reading">The request.</param>
/// <param name="log">A log-probability.</param>
internal sealed class SequenceFormula<R>(RequestReading reading, Func<int, R> log) where R : struct, IReal<R>
{
    private readonly int samples = reading.Count;

    public Func<int, R> Sample<TLoss>(TLoss loss) where TLoss : struct, ISequenceLoss
    {
        int[] labels = Whole(1), steps = Whole(2), counts = Whole(3);
        int longest = reading.Arrays.Get(reading.Card.Inputs[1].Name).Columns;
        return sample =>
        {
            if (TLoss.IsLattice)
            {
                bool hasNone = steps[sample] == 0 && counts[sample] > 0;
                return hasNone && loss.ZeroInfinity ? R.Of(0) : -R.Log(Likelihood(
                    loss.Blank, labels.AsSpan(sample * longest, counts[sample]), steps[sample], sample, longest));
            }
            int[] states = [.. Enumerable.Range(0, (2 * counts[sample]) + 1)
                .Select(s => s % 2 == 0 ? loss.Blank : labels[(sample * longest) + (s / 2)])];
            R sum = Likelihood(states, steps[sample], sample);
            bool impossible = steps[sample] < Fewest(states);
            return impossible && loss.ZeroInfinity ? R.Of(0) : -R.Log(sum);
        };
    }

    private R Likelihood(int[] states, int steps, int sample)
    {
        R zero = R.Of(0);
        // Before the first step all alignments stand before the first blank.
        R[] now = [R.Of(1), .. Enumerable.Repeat(zero, states.Length - 1)];
        for (int step = 0; step < steps; step++)
        {
            R[] next = new R[states.Length];
            for (int s = 0; s < states.Length; s++)
            {
                R from = now[s] + (s > 0 ? now[s - 1] : zero);
                if (step > 0 && s > 1 && s % 2 == 1 && states[s] != states[s - 2])
                    from += now[s - 2];
                next[s] = from * R.Exp(log((((step * samples) + sample) * reading.Columns) + states[s]));
            }
            now = next;
        }
        return states.Length > 1 && steps > 0 ? now[^1] + now[^2] : now[^1];
    }

    // All steps say any number of labels and then a blank.
    private R Likelihood(int blank, ReadOnlySpan<int> labels, int steps, int sample, int longest)
    {
        int all = reading.First.Shape[1], classes = reading.Columns;
        R[] now = [R.Of(1), .. Enumerable.Repeat(R.Of(0), labels.Length)];
        for (int step = 0; step < steps; step++)
            for (int said = 0; said <= labels.Length; said++)
            {
                int at = ((((sample * all) + step) * (longest + 1)) + said) * classes;
                if (said < labels.Length)
                    now[said + 1] += now[said] * R.Exp(log(at + labels[said]));
                now[said] *= R.Exp(log(at + blank));
            }
        return now[^1];
    }

    // A step for each label, and for a blank between equal ones.
    private static int Fewest(int[] states) => (states.Length / 2)
        + Enumerable.Range(0, states.Length).Count(s => s > 1 && s % 2 == 1 && states[s] == states[s - 2]);

    private int[] Whole(int input) => reading.Arrays.Labels(reading.Card.Inputs[input].Name);
}
