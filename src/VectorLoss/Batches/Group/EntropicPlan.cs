using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>
/// The divergence of two samples on a line by entropic plans. That of both begins where ε is as large as the costs, and
/// meets its marginals roughly for each half of it, so that no sum over a row or a column leaves the range of a double:
/// each pair needs one exponential and no largest exponent. Where costs are no larger than <see cref="MostKept"/>,
/// those of costs and of potentials stay in range by themselves, and samples may keep them as factors. After a few
/// plain steps come those of an <see cref="EntropicAscent"/>, which needs few where plain ones need thousands.
/// </summary>
/// <param name="epsilon">The weight of the entropy.</param>
/// <param name="power">1 or 2.</param>
/// <param name="steps">The most steps, of two sums over all pairs each.</param>
/// <param name="room">Numbers behind both samples: <see cref="Pieces"/> stretches.</param>
/// <param name="stretch">The longest sample and the room behind it.</param>
internal readonly ref struct EntropicPlan(double epsilon, int power, int steps, Span<double> room, int stretch)
{
    /// <summary>Stretches of room: means, ones, and those of an ascent.</summary>
    public const int Pieces = 2 + EntropicAscent.Pieces;

    private const double Tolerance = 1.0 / (1L << 46), Roughly = 0.05;

    // Potentials are as large as costs: products of three such exponentials are normal numbers.
    private const double MostKept = 200;

    private const int PlainSteps = 5;

    private readonly EntropicPairs pairs = new(epsilon, power);
    private readonly Span<double> means = room[..stretch];
    private readonly Span<double> ones = room.Slice(stretch, stretch);
    private readonly Span<double> ascent = room[(2 * stretch)..];

    /// <summary>The loss of two samples. Where slopes are wanted, they are set.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public double Divergence<V>(LineSample first, LineSample second, bool slopes)
        where V : struct, ILanes<V, double>
    {
        Prepare<V>(first, second, out double largest, out double tolerance);
        if (!(largest <= MostKept))
        {
            first = first with { Factors = default };
            second = second with { Factors = default };
        }
        if (slopes)
        {
            Stores.Zero<V, double>(first.Slopes);
            Stores.Zero<V, double>(second.Slopes);
        }
        double own = Own<V>(first, tolerance, slopes), other = Own<V>(second, tolerance, slopes);
        Meet<V>(first, second, largest, tolerance);
        if (slopes)
        {
            pairs.AddSlopes<V>(first, second, 1);
            pairs.AddSlopes<V>(second, first, 1);
        }
        return epsilon * (first.MeanPotential() - own + (second.MeanPotential() - other));
    }

    /// <summary>What is known before the first step: the largest cost in units of ε, and how near is enough.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public void Prepare<V>(in LineSample first, in LineSample second, out double largest, out double tolerance)
        where V : struct, ILanes<V, double>
    {
        (double least, double most) = first.Ends();
        (double otherLeast, double otherMost) = second.Ends();
        double span = Math.Max(most, otherMost) - Math.Min(least, otherLeast);
        largest = (power == 2 ? span * span : span) / epsilon;
        tolerance = Tolerance * (1 + largest);
        Stores.Fill<V, double>(ones, 1);
    }

    /// <summary>Half of what a sample has with itself, in units of ε; its slopes are subtracted.</summary>
    /// <remarks>Half a step, to the geometric mean of both plans, at least halves what is missing.</remarks>
    [MethodImpl(Compiled.AtOnce)]
    public double Own<V>(in LineSample sample, double tolerance, bool slopes) where V : struct, ILanes<V, double>
    {
        Stores.Zero<V, double>(sample.Potentials);
        pairs.Keep<V>(sample, sample);
        double missing = double.PositiveInfinity;
        for (int step = 0; step < steps && missing > tolerance; step++)
        {
            pairs.SetMeans<V>(sample, sample, ones, means);
            missing = Missing(sample.Count);
            sample.Move<V>(means, 0.5);
        }
        if (slopes)
            pairs.AddSlopes<V>(sample, sample, -1);
        return sample.MeanPotential();
    }

    /// <summary>The potentials of both, for a plan whose rows have their masses, and whose columns nearly.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public void Meet<V>(in LineSample first, in LineSample second, double largest, double tolerance)
        where V : struct, ILanes<V, double>
    {
        Stores.Zero<V, double>(first.Potentials);
        Stores.Zero<V, double>(second.Potentials);
        double scale = 1;
        while (largest > 2 * scale && double.IsFinite(largest))
            scale *= 2;
        for (int left = steps; ; scale /= 2)
        {
            EntropicPairs rough = new(scale * epsilon, power);
            rough.Keep<V>(first, second);
            rough.Keep<V>(second, first);
            left -= Meet<V>(rough, first, second, scale > 1 ? Roughly : tolerance, left);
            if (scale == 1)
                return;
            first.Double<V>();
            second.Double<V>();
        }
    }

    /// <summary>Moves the potentials until no column is off by more than a tolerance, or the steps end.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private int Meet<V>(
        in EntropicPairs plan, in LineSample first, in LineSample second, double tolerance, int most)
        where V : struct, ILanes<V, double>
    {
        for (int step = 1; ; step++)
        {
            plan.SetMeans<V>(first, second, ones, means);
            first.Move<V>(means, 1);
            plan.SetMeans<V>(second, first, ones, means);
            double missing = Missing(second.Count);
            if (!(missing > tolerance) || step >= most)
                return step;
            if (step < PlainSteps)
            {
                second.Move<V>(means, 1);
                continue;
            }
            // Built where it lies: a value that is passed on is copied by the framework.
            EntropicAscent climb = new(plan, first, second, ascent, stretch);
            step += climb.Run<V>(means, ones, missing, tolerance, most - step);
        }
    }

    /// <summary>How far a mean of the plan is from 1; NaN where one is.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private double Missing(int count)
    {
        double missing = 0;
        foreach (double mean in means[..count])
            missing = Math.Max(missing, Math.Abs(mean - 1));
        return missing;
    }
}
