using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>
/// The logarithms of sums that grow by one power after another. Each power is relative to the largest number so far, so
/// none overflows and no sum is a difference; all powers and logarithms are taken by whole spans, between scans that
/// only add and multiply.
/// </summary>
internal static class GrowingSums
{
    /// <summary>Writes log Σ eˣ of every number and all before it.</summary>
    /// <param name="x">The numbers; where one is −∞ it adds nothing.</param>
    /// <param name="logs">Receives the logarithms.</param>
    /// <param name="scratch">As many numbers; another span.</param>
    [MethodImpl(Compiled.AtOnce)]
    public static void Of(ReadOnlySpan<double> x, Span<double> logs, Span<double> scratch)
    {
        double most = double.NegativeInfinity, sum = 0;
        for (int i = 0; i < x.Length; i++)
        {
            double one = x[i];
            bool isLargest = one > most;
            // A sum shrinks where a larger number becomes its unit.
            scratch[i] = isLargest ? most - one : 0;
            logs[i] = isLargest ? 0 : double.IsNegativeInfinity(one) ? one : one - most;
            most = isLargest ? one : most;
        }
        Elementwise.Exp(logs, logs);
        Elementwise.Exp(scratch, scratch);
        for (int i = 0; i < x.Length; i++)
            logs[i] = sum = sum * scratch[i] + logs[i];
        Elementwise.Log(logs, logs);
        most = double.NegativeInfinity;
        for (int i = 0; i < x.Length; i++)
        {
            most = x[i] > most ? x[i] : most;
            logs[i] = most + logs[i];
        }
    }
}
