using System.Numerics;
using VectorLoss.Losses;

namespace VectorLoss.Batches;

/// <summary>
/// The diagonal of the Hessian by the scores of a list, of a loss that adds up a number for each item of a stage: what
/// the stage bends, times the slope of the loss, and the squares of its slopes, times what the loss bends.
/// </summary>
internal static class StageDiagonal
{
    /// <summary>Adds it.</summary>
    /// <param name="work">The stage, whose slopes are there.</param>
    /// <param name="bends">The second derivatives of the loss by the numbers of the stage.</param>
    /// <param name="room">As many numbers as the list has.</param>
    /// <param name="diagonal">To which it is added.</param>
    public static void Add<T>(in StageWork<T> work, ReadOnlySpan<T> bends, Span<T> room, Span<T> diagonal)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        (RowStage stage, double scale) = work.Kind;
        bool weighted = stage == RowStage.WeightedPairs;
        if (stage == RowStage.Tails)
            work.Tails.Diagonal(
                (ReadOnlySpan<T>)work.First[..room.Length], work.Slopes[..room.Length], bends, diagonal);
        // An item counts beside itself in its smooth rank, which is then too steep by ¼.
        else if (stage == RowStage.SoftRanks)
            Add(new SoftRankBend(), new SoftRankSquare(), new SoftRankFall(), work, bends, scale / 4, room,
                diagonal);
        else
            Add(new PairLossBend(weighted), new PairLossSquare(weighted), new PairLossFall(weighted), work, bends, 0,
                room, diagonal);
    }

    private static void Add<TBend, TSquare, TFall, T>(TBend bend, TSquare square, TFall fall, in StageWork<T> work,
        ReadOnlySpan<T> bends, double self, Span<T> room, Span<T> diagonal)
        where TBend : struct, IPairTerm where TSquare : struct, IPairTerm where TFall : struct, IPairTerm
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double scale = work.Kind.Scale;
        PairSums<TBend, T>.Run(bend, work.Items, scale, room);
        for (int i = 0; i < diagonal.Length; i++)
            diagonal[i] += room[i];
        if (!bends.ContainsAnyExcept(T.Zero))
            return;
        PairSums<TSquare, T>.Run(square, work.Items with { Slopes = bends }, scale, room);
        for (int i = 0; i < diagonal.Length; i++)
            diagonal[i] += room[i];
        PairSums<TFall, T>.Run(fall, work.Items, scale, room);
        T own = T.CreateTruncating(self);
        for (int i = 0; i < diagonal.Length; i++)
            diagonal[i] += bends[i] * (room[i] * (room[i] - own - own));
    }
}
