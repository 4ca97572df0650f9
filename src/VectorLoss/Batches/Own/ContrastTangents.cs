using System.Numerics;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using VectorLoss.Matrices;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>
/// The product of the Hessian of an <see cref="IContrastLoss"/> with a direction, in scratch memory: each step of
/// <see cref="ContrastWork{T}"/> with the tangent of what it computes.
/// </summary>
internal readonly ref struct ContrastTangents<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Piece = ContrastWork<T>.Piece;

    private readonly ContrastRule rule;
    private readonly int rows, columns, candidates;
    private readonly double factor, factorSlope, moved;
    private readonly T sharpness, relative;
    private readonly Span<T> logits, changes, slopes, units, unitTangents, dUnits, dUnitTangents, norms,
        lengths;
    private readonly Span<int> exponents, labels;

    /// <param name="rule">What is compared.</param>
    /// <param name="inputs">The inputs.</param>
    /// <param name="direction">As many numbers, or none of an input that does not move.</param>
    /// <param name="scratch">At least <see cref="ScratchLength"/> numbers.</param>
    /// <param name="whole">At least <see cref="WholeLength"/> whole numbers.</param>
    public ContrastTangents(ContrastRule rule, in RowInputs<T> inputs, in RowInputs<T> direction, Span<T> scratch,
        Span<int> whole)
    {
        (this.rule, columns, rows) = (rule, inputs.Columns, inputs.First.Length / inputs.Columns);
        candidates = rule.CandidateCount(rows);
        Lane1<double>? third = inputs.Third.IsEmpty ? null : new(double.CreateTruncating(inputs.Third[0]));
        factor = rule.Factor(third).Number;
        factorSlope = third is { } input ? rule.FactorSlope(input).Number : 0;
        moved = direction.Third.IsEmpty ? 0 : double.CreateTruncating(direction.Third[0]);
        (sharpness, relative) = (T.CreateTruncating(factor), T.CreateTruncating(factorSlope * moved));
        int length = 2 * rows * columns, piece = Math.Min(candidates, Piece) * candidates;
        logits = scratch[..piece];
        changes = scratch.Slice(piece, piece);
        slopes = scratch.Slice(2 * piece, piece);
        units = scratch.Slice(3 * piece, length);
        unitTangents = scratch.Slice(3 * piece + length, length);
        dUnits = scratch.Slice(3 * piece + 2 * length, length);
        dUnitTangents = scratch.Slice(3 * piece + 3 * length, length);
        norms = scratch.Slice(3 * piece + 4 * length, 2 * rows);
        lengths = scratch.Slice(3 * piece + 4 * length + 2 * rows, 2 * rows);
        exponents = whole[..(2 * rows)];
        labels = whole.Slice(2 * rows, Math.Min(candidates, Piece));
        Normalise(inputs.First, direction.First, 0);
        Normalise(inputs.Second, direction.Second, rows);
    }

    /// <summary>How many numbers of scratch memory it needs.</summary>
    public static int ScratchLength(ContrastRule rule, int rows, int columns)
    {
        int candidates = rule.CandidateCount(rows);
        return checked(3 * Math.Min(candidates, Piece) * candidates + 8 * rows * columns + 4 * rows);
    }

    /// <summary>How many whole numbers it needs.</summary>
    public static int WholeLength(int rows) => ContrastWork<T>.WholeLength(rows);

    /// <summary>Adds the product, times a scale, to the outputs that there is room for.</summary>
    public void Run(in LossGradients<T> products, double scale, in BatchOptions<T> options)
    {
        dUnits.Clear();
        dUnitTangents.Clear();
        for (int from = 0; from < rule.Queries(rows); from += candidates)
            for (int start = from; start < from + candidates; start += Piece)
            {
                int count = Math.Min(Piece, from + candidates - start);
                Compare(start, count);
                Move(start, count, options.Piece(start, count) with
                {
                    Reduction = Reduction.Sum,
                    Empty = EmptyBatch.Zero,
                    Upstream = scale,
                });
            }
        AddThird(products.Third);
        Add(0, products.First);
        Add(rows, products.Second);
    }

    private int Right(int start) => rule.FirstCandidate(start, rows) * columns;

    /// <summary>The similarities of some queries with their candidates, their tangents, and the labels.</summary>
    private void Compare(int start, int count)
    {
        int left = start * columns, right = Right(start);
        Multiply(units[left..], units[right..], T.Zero, logits, count);
        Multiply(unitTangents[left..], units[right..], T.Zero, changes, count);
        Multiply(units[left..], unitTangents[right..], T.One, changes, count);
        Scaled(logits, changes, count);
        for (int i = 0; i < count; i++)
        {
            labels[i] = ContrastRule.Partner(start + i, rows) - rule.FirstCandidate(start, rows);
            if (rule.Pairs == ContrastPairs.Views)
                (logits[i * candidates + start + i], changes[i * candidates + start + i])
                    = (T.NegativeInfinity, T.Zero);
        }
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

    /// <summary>The slopes of some queries and their tangents go back to the rows.</summary>
    private void Move(int start, int count, in BatchOptions<T> options)
    {
        Span<T> own = logits[..(count * candidates)], tangents = slopes[..(count * candidates)];
        CrossEntropy loss = default;
        loss.HessianProduct(own, candidates, labels[..count], changes[..own.Length], tangents, options);
        loss.ValueAndGradient(own, candidates, labels[..count], own, options);
        // The factor moves too: a slope has it once more on the way back.
        Scaled(own, tangents, count);
        int left = start * columns, right = Right(start);
        Back(own, units, dUnits, left, right, count);
        Back(tangents, units, dUnitTangents, left, right, count);
        Back(own, unitTangents, dUnitTangents, left, right, count);
    }

    private void Back(ReadOnlySpan<T> by, ReadOnlySpan<T> others, Span<T> to, int left, int right, int count)
    {
        MatrixProduct.Multiply(false, false, count, columns, candidates, sharpness, by, candidates, others[right..],
            columns, T.One, to[left..], columns);
        MatrixProduct.Multiply(true, false, candidates, columns, count, sharpness, by, candidates, others[left..],
            columns, T.One, to[right..], columns);
    }

    private void Normalise(ReadOnlySpan<T> matrix, ReadOnlySpan<T> direction, int row)
    {
        Span<T> own = units.Slice(row * columns, rows * columns),
            tangents = unitTangents.Slice(row * columns, rows * columns);
        if (direction.IsEmpty)
            tangents.Clear();
        else
            direction.CopyTo(tangents);
        if (!rule.Cosines)
        {
            matrix.CopyTo(own);
            return;
        }
        UnitRows.Normalise(matrix, columns, own, norms[row..], exponents[row..]);
        UnitTangents.Normalise<T>(own, norms[row..], exponents[row..], columns, tangents, lengths[row..]);
    }

    // As in the gradient: each product has the factor, and of views all rows together have each product twice.
    private void AddThird(Span<T> product)
    {
        if (product.IsEmpty)
            return;
        bool twice = rule.Pairs == ContrastPairs.Views;
        Range side = twice ? .. : ..(rows * columns);
        double slope = LaneSum<ProductTerm, T>.Run(units[side], dUnits[side]),
            change = LaneSum<ProductTerm, T>.Run(unitTangents[side], dUnits[side])
                + LaneSum<ProductTerm, T>.Run(units[side], dUnitTangents[side]);
        // The slope of a temperature's logarithm, -1/τ, moves by 1/τ²; that of a logarithm does not.
        double bend = rule.TakesTemperature ? factorSlope * factorSlope * moved : 0;
        product[0] += T.CreateTruncating((factorSlope * change + bend * slope) / (twice ? 2 : 1));
    }

    private void Add(int row, Span<T> product)
    {
        Range own = (row * columns)..((row + rows) * columns);
        if (product.IsEmpty)
            return;
        if (rule.Cosines)
            UnitTangents.AddBackward<T>(units[own], unitTangents[own], norms[row..], exponents[row..], dUnits[own],
                dUnitTangents[own], lengths[row..], columns, product);
        else
            for (int i = 0; i < product.Length; i++)
                product[i] += dUnitTangents[own][i];
    }
}
