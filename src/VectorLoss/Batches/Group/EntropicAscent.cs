using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>
/// A step of Newton's method to the potentials of an entropic plan. As a function of those of the second sample, with
/// the first meeting them, the mean of all is concave; its curvature is a product with the plan forth and back, so that
/// conjugate gradients need no matrix.
/// </summary>
/// <param name="pairs">Sums over the pairs.</param>
/// <param name="first">A sample, whose potentials meet those of the other.</param>
/// <param name="second">The other.</param>
/// <param name="room"><see cref="Pieces"/> stretches.</param>
/// <param name="stretch">Their length.</param>
[method: MethodImpl(Compiled.Early)]
internal readonly ref struct EntropicAscent(
    EntropicPairs pairs, LineSample first, LineSample second, Span<double> room, int stretch)
{
    /// <summary>Stretches of room.</summary>
    public const int Pieces = 5;

    // Beyond it the curvature is another one; and exponentials stay in range.
    private const double Longest = 16, Shortest = 1.0 / (1 << 20);

    // What is missing shrinks by this in a step, and by its square near the end.
    private const double LeastShare = 1e-3, MostShare = 0.1;

    private readonly EntropicPairs pairs = pairs;
    private readonly LineSample first = first;
    private readonly LineSample second = second;
    private readonly Span<double> columns = room[..second.Count];
    private readonly Span<double> missing = room.Slice(stretch, second.Count);
    private readonly Span<double> direction = room.Slice(2 * stretch, stretch);
    private readonly Span<double> product = room.Slice(3 * stretch, stretch);
    private readonly Span<double> shift = room.Slice(4 * stretch, second.Count);

    /// <summary>Moves the potentials; gives how many steps it took.</summary>
    /// <param name="means">The means of the plan's columns; afterwards anything.</param>
    /// <param name="ones">Ones.</param>
    /// <param name="most">How far the farthest of them is from 1.</param>
    /// <param name="tolerance">How far all may be.</param>
    /// <param name="steps">The most steps.</param>
    [MethodImpl(Compiled.AtOnce)]
    public int Run<V>(Span<double> means, ReadOnlySpan<double> ones, double most, double tolerance, int steps)
        where V : struct, ILanes<V, double>
    {
        for (int j = 0; j < columns.Length; j++)
        {
            columns[j] = means[j];
            direction[j] = missing[j] = 1 - means[j];
            shift[j] = 0;
        }
        double before = ProductSum.InOrder<double>(missing, missing), share = Math.Clamp(most, LeastShare, MostShare),
            enough = before * share * share;
        int step = 0;
        while (step < steps && before > enough)
        {
            step++;
            pairs.SetMeans<V>(first, second, direction, means);
            pairs.SetMeans<V>(second, first, means, product);
            for (int j = 0; j < columns.Length; j++)
                product[j] = columns[j] * direction[j] - product[j];
            double curvature = ProductSum.InOrder<double>(direction[..columns.Length], product);
            // Flat to the rounding of the plan: there is nowhere to go.
            if (!(curvature > 0))
                break;
            double length = before / curvature;
            for (int j = 0; j < columns.Length; j++)
            {
                shift[j] += length * direction[j];
                missing[j] -= length * product[j];
            }
            double after = ProductSum.InOrder<double>(missing, missing), turn = after / before;
            before = after;
            for (int j = 0; j < columns.Length; j++)
                direction[j] = missing[j] + turn * direction[j];
        }
        Climb<V>(means, ones, tolerance);
        return step;
    }

    /// <summary>As far along the shift as the mean of the potentials grows.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private void Climb<V>(Span<double> means, ReadOnlySpan<double> ones, double tolerance)
        where V : struct, ILanes<V, double>
    {
        double farthest = 0, now = first.MeanPotential() + second.MeanPotential();
        for (int j = 0; j < shift.Length; j++)
        {
            farthest = Math.Max(farthest, Math.Abs(shift[j]));
            product[j] = second.Potentials[j];
        }
        for (double length = farthest > Longest ? Longest / farthest : 1; ; length /= 2)
        {
            for (int j = 0; j < shift.Length; j++)
                second.Potentials[j] = product[j] + length * shift[j];
            pairs.SetMeans<V>(first, second, ones, means);
            first.Move<V>(means, 1);
            if (!(first.MeanPotential() + second.MeanPotential() < now - tolerance) || length < Shortest)
                return;
        }
    }
}
