using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Losses;

namespace VectorLoss.Batches;

/// <summary>
/// One row of a loss on dual numbers, one element at a time: its sums, and how its slopes move with its numbers.
/// </summary>
/// <typeparam name="TLoss">The loss.</typeparam>
/// <typeparam name="T">The numbers of the inputs.</typeparam>
/// <typeparam name="R">Those under the dual numbers.</typeparam>
internal readonly ref struct MovedRow<TLoss, T, R>(TLoss loss, RowInputs<T> inputs, RowInputs<T> directions, int row)
    where TLoss : struct, IRowLoss
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where R : struct, IReal<R>
{
    private readonly TLoss loss = loss;
    private readonly RowInputs<T> inputs = inputs;
    private readonly DualSpan<T> first = new(inputs.First, directions.First),
        second = new(inputs.Second, directions.Second), third = new(inputs.Third, directions.Third);
    private readonly int row = row, from = row * inputs.Columns, end = (row + 1) * inputs.Columns,
        // A third row that holds for all is read from its own first place.
        before = inputs.Third.Length == inputs.First.Length ? 0 : row * inputs.Columns;

    /// <summary>The sums of the row.</summary>
    [MethodImpl(Compiled.Early)]
    public Triple<Dual<R>> Sums()
    {
        Triple<Dual<R>> sums = default;
        for (int at = from; at < end; at++)
        {
            Triple<Dual<R>> terms = loss.Terms(First(at), Second(at), Third(at));
            sums = new(sums.First + terms.First, sums.Second + terms.Second, sums.Third + terms.Third);
        }
        return sums;
    }

    /// <summary>How the slopes of the value by the sums move with them.</summary>
    public Triple<Dual<R>> Slopes(Triple<Dual<R>> sums) => loss.Slopes(sums, Dual<R>.Of(inputs.Columns),
        Dual<R>.Of(inputs.Labels.IsEmpty ? 0 : double.CreateTruncating(inputs.Labels[row])));

    /// <summary>Adds the product with the directions, or the diagonal, to the outputs that there is room for.</summary>
    [MethodImpl(Compiled.Early)]
    public void Add(Triple<Dual<R>> sums, double factor, in LossGradients<T> outputs, bool isDiagonal)
    {
        if (isDiagonal)
            AddDiagonal(sums, factor, outputs);
        else
            AddProduct(sums, factor, outputs);
    }

    [MethodImpl(Compiled.Early)]
    private void AddProduct(Triple<Dual<R>> sums, double factor, in LossGradients<T> products)
    {
        Triple<Dual<R>> slopes = Slopes(sums);
        for (int at = from; at < end; at++)
        {
            Triple<Dual<R>> found = loss.TermSlopes(slopes, First(at), Second(at), Third(at));
            Add(found.First, factor, products.First, at);
            Add(found.Second, factor, products.Second, at);
            Add(found.Third, factor, products.Third, at);
        }
    }

    [MethodImpl(Compiled.Early)]
    private void AddDiagonal(Triple<Dual<R>> sums, double factor, in LossGradients<T> diagonals)
    {
        for (int at = from; at < end; at++)
        {
            Dual<R> a = First(at), b = Second(at), c = Third(at);
            if (!diagonals.First.IsEmpty)
                Add(Moved(sums, Variable(a), b, c).First, factor, diagonals.First, at);
            if (!diagonals.Second.IsEmpty)
                Add(Moved(sums, a, Variable(b), c).Second, factor, diagonals.Second, at);
            if (!diagonals.Third.IsEmpty)
                Add(Moved(sums, a, b, Variable(c)).Third, factor, diagonals.Third, at);
        }
    }

    /// <summary>The slopes of an element of which one input moves, and with it the sums of its row.</summary>
    private Triple<Dual<R>> Moved(Triple<Dual<R>> sums, Dual<R> a, Dual<R> b, Dual<R> c)
    {
        Triple<Dual<R>> terms = loss.Terms(a, b, c), moved = new(new(sums.First.Value, terms.First.Slope),
            new(sums.Second.Value, terms.Second.Slope), new(sums.Third.Value, terms.Third.Slope));
        return loss.TermSlopes(Slopes(moved), a, b, c);
    }

    private Dual<R> First(int at) => first.Over<R>(at);

    private Dual<R> Second(int at) => second.Over<R>(at);

    private Dual<R> Third(int at) => third.Over<R>(at - before);

    private static Dual<R> Variable(Dual<R> x) => Dual<R>.Variable(x.Value);

    private static void Add(Dual<R> slope, double factor, Span<T> to, int at)
    {
        if (!to.IsEmpty)
            to[at] += T.CreateTruncating(Number(slope.Slope, factor));
    }

    // A number of any size may be ordinary times the factor.
    private static double Number(R x, double factor) => x is WideRange wide
        ? (wide * WideRange.Of(factor)).Number : factor * ((Lane1<double>)(object)x).Number;
}
