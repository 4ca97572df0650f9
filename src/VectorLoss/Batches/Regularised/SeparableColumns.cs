using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>
/// The memory of a search: rows side by side, class by class, a column each; or one long row, whose columns are joined:
/// class i is in column i mod <see cref="Logical.Lanes{T}"/>, and what a column has of a row is for the first register.
/// </summary>
internal readonly ref struct SeparableColumns<T>(Span<T> numbers, int length, int width, bool joined)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Matrices = 3;
    private const int Vectors = 13;

    private readonly Span<T> numbers = numbers;

    /// <summary>Columns.</summary>
    public readonly int Width = width;

    /// <summary>Whether all columns are one row.</summary>
    public readonly bool Joined = joined;

    /// <summary>θ.</summary>
    public readonly Span<T> Scores = numbers[..length];

    /// <summary>y.</summary>
    public readonly Span<T> Targets = numbers.Slice(length, length);

    /// <summary>p, then the gradient.</summary>
    public readonly Span<T> Predictions = numbers.Slice(2 * length, length);

    /// <summary>The greatest score.</summary>
    public Span<T> Greatest => Vector(0);

    /// <summary>The level of the predictions.</summary>
    public Span<T> Level => Vector(1);

    /// <summary>Σ p.</summary>
    public Span<T> Sum => Vector(2);

    /// <summary>Σ ∂p/∂level.</summary>
    public Span<T> Rise => Vector(3);

    /// <summary>Up to this level the sum is below 1.</summary>
    public Span<T> Low => Vector(4);

    /// <summary>From this level on the sum is above 1.</summary>
    public Span<T> High => Vector(5);

    /// <summary>How far the last step went.</summary>
    public Span<T> Last => Vector(6);

    /// <summary>1 while the level is sought, then 0.</summary>
    public Span<T> Open => Vector(7);

    /// <summary>The loss.</summary>
    public Span<T> Value => Vector(8);

    /// <summary>Σ y − 1, and what its roundings left of it.</summary>
    public Span<T> Excess => Vector(9);

    /// <inheritdoc cref="Excess"/>
    public Span<T> ExcessRest => Vector(10);

    /// <summary>The factor of the gradient.</summary>
    public Span<T> Factor => Vector(11);

    /// <summary>1/Σ p, by which predictions that are proportional are still to be multiplied.</summary>
    public Span<T> Share => Vector(12);

    /// <summary>How many numbers a search needs.</summary>
    public static int Length(int length, int width) => checked(Matrices * length + Vectors * width);

    /// <summary>Where the numbers of a column's row are.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Row(int column) => Joined ? 0 : column;

    /// <summary>How many numbers a vector has of rows: a register where the columns are one.</summary>
    public int Rows<V>() where V : struct, ILanes<V, T> => Joined ? V.Count : Width;

    /// <summary>Makes of the columns' sums those of rows: added in halves where the columns are one row.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public void Fold<V>(Span<T> sums) where V : struct, ILanes<V, T>
    {
        if (Joined)
            Fill<V>(sums, OrderedSum<T>.Of(sums).Folded<V>(sums));
    }

    /// <summary>The same of the sums y − 1, which lose nothing but what their rests lose.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public void FoldExcess<V>() where V : struct, ILanes<V, T>
    {
        if (!Joined)
            return;
        for (int half = Width / 2; half >= 1; half /= 2)
            if (half >= V.Count)
                Add<V>(half);
            else
                Add<Lane1<T>>(half);
        Fill<V>(Excess, Excess[0]);
        Fill<V>(ExcessRest, ExcessRest[0]);
    }

    /// <summary>The same number for all columns.</summary>
    public void Fill<V>(Span<T> vector, T number) where V : struct, ILanes<V, T>
        => Stores.Fill<V, T>(vector[..Rows<V>()], number);

    private void Add<V>(int half) where V : struct, ILanes<V, T>
    {
        Span<T> sums = Excess, rests = ExcessRest;
        for (int at = 0; at < half; at += V.Count)
        {
            V sum = SeparableTerms.Plus<V, T>(
                V.Load((ReadOnlySpan<T>)sums, at), V.Load((ReadOnlySpan<T>)sums, at + half), out V rest);
            V.Store(sum, sums, at);
            V.Store(V.Load((ReadOnlySpan<T>)rests, at) + V.Load((ReadOnlySpan<T>)rests, at + half) + rest, rests, at);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Span<T> Vector(int index) => numbers.Slice(Matrices * Scores.Length + index * Width, Width);
}
