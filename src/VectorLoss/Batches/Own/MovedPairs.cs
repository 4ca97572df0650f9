using System.Numerics;
using VectorLoss.Lanes;
using VectorLoss.Matrices;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>
/// Rows that are compared with one another, each step with the tangent of what it computes: similarities forward, and
/// their slopes back to the rows. What the products with the Hessian of losses of pairs share.
/// </summary>
internal readonly ref struct MovedPairs<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly int columns, candidates;
    private readonly bool cosines;
    private readonly double factorSlope, moved;
    private readonly T sharpness, relative;
    private readonly Span<T> units, unitTangents, dUnits, dUnitTangents, norms, lengths;
    private readonly Span<int> exponents;

    /// <param name="rows">How many rows there are.</param>
    /// <param name="columns">Numbers in a row.</param>
    /// <param name="candidates">How many rows each is compared with.</param>
    /// <param name="cosines">Whether rows are divided by their length first.</param>
    /// <param name="factor">What similarities are multiplied by.</param>
    /// <param name="scratch">At least <see cref="ScratchLength"/> numbers.</param>
    /// <param name="exponents">Room for a whole number a row.</param>
    public MovedPairs(int rows, int columns, int candidates, bool cosines, (double Number, double Slope, double Moved)
        factor, Span<T> scratch, Span<int> exponents)
    {
        (this.columns, this.candidates, this.cosines) = (columns, candidates, cosines);
        (_, factorSlope, moved) = factor;
        (sharpness, relative) = (T.CreateTruncating(factor.Number), T.CreateTruncating(factorSlope * moved));
        int length = rows * columns;
        units = scratch[..length];
        unitTangents = scratch.Slice(length, length);
        dUnits = scratch.Slice(2 * length, length);
        dUnitTangents = scratch.Slice(3 * length, length);
        norms = scratch.Slice(4 * length, rows);
        lengths = scratch.Slice(4 * length + rows, rows);
        this.exponents = exponents[..rows];
        dUnits.Clear();
        dUnitTangents.Clear();
    }

    /// <summary>How many numbers of scratch memory it needs.</summary>
    public static int ScratchLength(int rows, int columns) => checked(4 * rows * columns + 2 * rows);

    /// <summary>Takes rows, from a row on, with their direction; without one they do not move.</summary>
    public void Take(int row, ReadOnlySpan<T> matrix, ReadOnlySpan<T> direction)
    {
        Span<T> own = units.Slice(row * columns, matrix.Length),
            tangents = unitTangents.Slice(row * columns, matrix.Length);
        if (direction.IsEmpty)
            tangents.Clear();
        else
            direction.CopyTo(tangents);
        if (!cosines)
        {
            matrix.CopyTo(own);
            return;
        }
        UnitRows.Normalise(matrix, columns, own, norms[row..], exponents[row..]);
        UnitTangents.Normalise<T>(own, norms[row..], exponents[row..], columns, tangents, lengths[row..]);
    }

    /// <summary>The similarities of some rows with candidates that begin at a row, and their tangents.</summary>
    public void Compare(int start, int count, int first, Span<T> similarities, Span<T> changes)
    {
        int left = start * columns, right = first * columns;
        Multiply(units[left..], units[right..], T.Zero, similarities, count);
        Multiply(unitTangents[left..], units[right..], T.Zero, changes, count);
        Multiply(units[left..], unitTangents[right..], T.One, changes, count);
        Scaled(similarities, changes, count);
    }

    /// <summary>The slopes of some rows' similarities and the tangents of these go back to the rows.</summary>
    public void Back(int start, int count, int first, ReadOnlySpan<T> slopes, Span<T> changes)
    {
        // The factor moves too: a slope has it once more on the way back.
        Scaled(slopes, changes, count);
        int left = start * columns, right = first * columns;
        Back(slopes, units, dUnits, left, right, count);
        Back(changes, units, dUnitTangents, left, right, count);
        Back(slopes, unitTangents, dUnitTangents, left, right, count);
    }

    /// <summary>
    /// The product by what the factor depends on. As in the gradient each product has the factor, and where rows are
    /// compared among themselves, all together have each product twice.
    /// </summary>
    /// <param name="twice">Whether they are; if not, queries are the first half.</param>
    /// <param name="bends">Whether the slope of the factor's logarithm, −1/τ, moves by 1/τ²; 0 if not.</param>
    public T Third(bool twice, bool bends)
    {
        Range side = twice ? .. : ..(units.Length / 2);
        double slope = LaneSum<ProductTerm, T>.Run(units[side], dUnits[side]),
            change = LaneSum<ProductTerm, T>.Run(unitTangents[side], dUnits[side])
                + LaneSum<ProductTerm, T>.Run(units[side], dUnitTangents[side]);
        double bend = bends ? factorSlope * factorSlope * moved : 0;
        return T.CreateTruncating((factorSlope * change + bend * slope) / (twice ? 2 : 1));
    }

    /// <summary>Adds the product by some rows, from a row on.</summary>
    public void Add(int row, Span<T> product)
    {
        Range own = (row * columns)..(row * columns + product.Length);
        if (cosines)
            UnitTangents.AddBackward<T>(units[own], unitTangents[own], norms[row..], exponents[row..], dUnits[own],
                dUnitTangents[own], lengths[row..], columns, product);
        else
            for (int i = 0; i < product.Length; i++)
                product[i] += dUnitTangents[own][i];
    }

    // What the factor's own tangent adds.
    private void Scaled(ReadOnlySpan<T> numbers, Span<T> to, int count)
    {
        for (int i = 0; relative != T.Zero && i < count * candidates; i++)
            to[i] += relative * numbers[i];
    }

    private void Multiply(ReadOnlySpan<T> left, ReadOnlySpan<T> right, T beta, Span<T> to, int count)
        => MatrixProduct.Multiply(false, true, count, candidates, columns, sharpness, left, columns, right, columns,
            beta, to, candidates);

    private void Back(ReadOnlySpan<T> by, ReadOnlySpan<T> others, Span<T> to, int left, int right, int count)
    {
        MatrixProduct.Multiply(false, false, count, columns, candidates, sharpness, by, candidates, others[right..],
            columns, T.One, to[left..], columns);
        MatrixProduct.Multiply(true, false, candidates, columns, count, sharpness, by, candidates, others[left..],
            columns, T.One, to[right..], columns);
    }
}
