using System.Numerics;
using VectorLoss.Lanes;
using VectorLoss.Losses;

namespace VectorLoss.Batches;

/// <summary>How a slope of a loss of three numbers moves, in numbers of almost any size.</summary>
/// <param name="loss">The loss.</param>
/// <param name="first">The first input, and how it moves.</param>
/// <param name="second">The second input.</param>
/// <param name="third">The third input.</param>
/// <param name="fourth">The fourth, which stays.</param>
internal readonly ref struct WideTriple<TLoss, T>(
    TLoss loss, DualSpan<T> first, DualSpan<T> second, DualSpan<T> third, ReadOnlySpan<T> fourth)
    where TLoss : struct, ITripleLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly TLoss loss = loss;
    private readonly DualSpan<T> first = first, second = second, third = third;
    private readonly ReadOnlySpan<T> fourth = fourth;

    /// <summary>The factor of all.</summary>
    public double Scale { get; init; }

    /// <summary>Whether each input moves by 1 for its own slope alone.</summary>
    public bool IsDiagonal { get; init; }

    /// <summary>Writes anew what is not finite of the second derivatives that there is room for.</summary>
    public void Mend(in LossGradients<T> products, in BatchOptions<T> options)
    {
        WideProducts.Mend(new Part(this, 0), products.First, options);
        WideProducts.Mend(new Part(this, 1), products.Second, options);
        WideProducts.Mend(new Part(this, 2), products.Third, options);
    }

    private WideRange At(int sample, int input)
    {
        Dual<WideRange> a = Moved(first, sample, input == 0), b = Moved(second, sample, input == 1),
            c = Moved(third, sample, input == 2);
        Triple<Dual<WideRange>> slopes;
        if (TLoss.TakesFourth && !fourth.IsEmpty)
            TLoss.ValueAndSlopes(
                loss, a, b, c, Dual<WideRange>.Of(double.CreateTruncating(fourth[sample])), out slopes);
        else
            slopes = loss.Slopes(a, b, c);
        return WideRange.Of(Scale)
            * (input switch { 0 => slopes.First, 1 => slopes.Second, _ => slopes.Third }).Slope;
    }

    private Dual<WideRange> Moved(DualSpan<T> numbers, int sample, bool isOwn)
    {
        Dual<WideRange> x = numbers.Over<WideRange>(sample);
        return !IsDiagonal ? x : isOwn ? Dual<WideRange>.Variable(x.Value) : Dual<WideRange>.Constant(x.Value);
    }

    private readonly ref struct Part(WideTriple<TLoss, T> all, int input) : IWideTerm
    {
        private readonly WideTriple<TLoss, T> all = all;

        public WideRange At(int sample) => all.At(sample, input);
    }
}
