using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Batches;

/// <summary>
/// How the potentials of a plan's columns move with its costs: two columns pull at each other by the mass that rows
/// have in both. Their equations, of which one is left out, are eliminated without a subtraction, so that a plan that
/// is nearly sure of its pairs keeps the digits of what holds it together; what nothing holds stays. (W. K. Grassmann,
/// M. I. Taksar, D. P. Heyman 1985, doi:10.1287/opre.33.5.1107.)
/// </summary>
/// <param name="pulls">Room for a number for each pair of columns.</param>
/// <param name="moves">Room for one for each column.</param>
internal readonly ref struct PlanGraph(Span<double> pulls, Span<double> moves)
{
    private readonly Span<double> pulls = pulls;
    private readonly Span<double> moves = moves;

    /// <summary>Begins without any pull.</summary>
    public void Clear()
    {
        for (int at = 0; at < pulls.Length; at++)
            pulls[at] = 0;
        for (int j = 0; j < moves.Length; j++)
            moves[j] = 0;
    }

    /// <summary>Adds a row: its parts of a mass of 1, and how its costs move.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public void Add(ReadOnlySpan<double> shares, ReadOnlySpan<double> costs)
    {
        int count = moves.Length;
        for (int j = 1; j < count; j++)
            for (int k = 0; k < j; k++)
            {
                double pull = shares[j] * shares[k], push = pull * (costs[j] - costs[k]);
                pulls[j * count + k] += pull;
                moves[j] += push;
                moves[k] -= push;
            }
    }

    /// <summary>Puts in place of what was pushed how far each column moves; the first one stays.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public void Solve()
    {
        int count = moves.Length;
        for (int last = count - 1; last > 0; last--)
        {
            ReadOnlySpan<double> own = pulls.Slice(last * count, last);
            double all = Sum(own);
            for (int j = 0; j < last && all > 0; j++)
            {
                double share = own[j] / all;
                moves[j] += share * moves[last];
                for (int k = 0; k < j; k++)
                    pulls[j * count + k] += share * own[k];
            }
        }
        moves[0] = 0;
        for (int j = 1; j < count; j++)
        {
            ReadOnlySpan<double> own = pulls.Slice(j * count, j);
            double all = Sum(own), sum = moves[j];
            for (int k = 0; k < j; k++)
                sum += own[k] * moves[k];
            moves[j] = all > 0 ? sum / all : all;
        }
    }

    private static double Sum(ReadOnlySpan<double> numbers)
    {
        double sum = 0;
        foreach (double number in numbers)
            sum += number;
        return sum;
    }
}
