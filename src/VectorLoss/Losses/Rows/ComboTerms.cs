using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>
/// The terms of <see cref="Combo"/>: what is predicted rightly, what wrongly or not at all, and the cross-entropy.
/// </summary>
internal static class ComboTerms
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Triple<R> Of<R>(double beta, R first, R second) where R : struct, IReal<R>
    {
        Triple<R> overlap = Overlap.Terms(first, second);
        return new(overlap.First, overlap.Second + overlap.Third,
            new Logistic<R>(first).Value(R.Of(beta) * second, R.Of(1 - beta) * (R.Of(1) - second)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Triple<R> Slopes<R>(double beta, Triple<R> slopes, R first, R second) where R : struct, IReal<R>
    {
        R positive = R.Of(beta), negative = R.Of(1 - beta);
        Logistic<R> logistic = new(first);
        R present = logistic.Surprises(out R absent);
        R slope = logistic.Slope(positive * second, negative * (R.Of(1) - second));
        Triple<R> overlap = Overlap.TermSlopes(slopes with { Third = slopes.Second }, first, second);
        return new(R.MulAdd(slopes.Third, slope, overlap.First),
            overlap.Second + slopes.Third * (positive * present - negative * absent), R.Of(0));
    }
}
