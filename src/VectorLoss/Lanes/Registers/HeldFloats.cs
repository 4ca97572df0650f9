using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace VectorLoss.Lanes;

/// <summary>
/// Four floats held in doubles: chains of multiply-adds on machines without the instruction. Each step is rounded to
/// floats, and nothing is converted between the steps.
/// </summary>
/// <remarks>
/// A product of two floats is exact in double, so a sum has one rounding there. Half of a float's last place added to
/// the bits of the sum, and the 29 bits below that place dropped, rounds it to a float. That is the float nearest to
/// the exact sum unless the sum in double is a tie of two floats: then the bits to drop are all 0 after the addition.
/// <see cref="HeldMargin"/> takes them in. All this is so where a sum is a normal float or exact, and who begins a
/// chain says why its sums are. A step of four numbers is eleven instructions of arithmetic; conversions forth and
/// back would make it 30.
/// </remarks>
internal readonly struct HeldFloats(Vector128<double> low, Vector128<double> high)
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    private readonly Vector128<double> low = low, high = high;

    /// <summary>How many there are.</summary>
    public static int Count => Vector128<float>.Count;

    /// <summary>The constant, rounded to a float, in every lane.</summary>
    [MethodImpl(Inline)]
    public static HeldFloats Of(double constant) => Broadcast((float)constant);

    /// <summary>The same number in every lane.</summary>
    [MethodImpl(Inline)]
    public static HeldFloats Broadcast(double number)
    {
        Vector128<double> both = Vector128.Create(number);
        return new(both, both);
    }

    /// <summary>Four floats.</summary>
    [MethodImpl(Inline)]
    public static HeldFloats Widen(Vector128<float> x) => new(Vector128.WidenLower(x), Vector128.WidenUpper(x));

    /// <summary>The floats; of doubles that are none, the nearest.</summary>
    [MethodImpl(Inline)]
    public Vector128<float> Narrow() => Vector128.Narrow(low, high);

    /// <summary>Loads four doubles, each a float, without checking bounds.</summary>
    [MethodImpl(Inline)]
    public static HeldFloats Load(ref readonly double origin)
        => new(Vector128.LoadUnsafe(in origin), Vector128.LoadUnsafe(in origin, 2));

    /// <summary>Stores four doubles without checking bounds.</summary>
    [MethodImpl(Inline)]
    public void Store(ref double origin)
    {
        low.StoreUnsafe(ref origin);
        high.StoreUnsafe(ref origin, 2);
    }

    /// <summary>Stores four floats without checking bounds.</summary>
    [MethodImpl(Inline)]
    public void Store(ref float origin) => Narrow().StoreUnsafe(ref origin);

    /// <summary>a − b in double.</summary>
    [MethodImpl(Inline)]
    public static HeldFloats operator -(HeldFloats a, HeldFloats b) => new(a.low - b.low, a.high - b.high);

    /// <summary>a·b + c in double, with one rounding there.</summary>
    [MethodImpl(Inline)]
    public static HeldFloats MulAddInDouble(HeldFloats a, HeldFloats b, HeldFloats c)
        => new((a.low * b.low) + c.low, (a.high * b.high) + c.high);

    /// <summary>a·b + c, rounded to floats, where the sums are normal floats or exact.</summary>
    /// <param name="a">The first factor.</param>
    /// <param name="b">The second factor.</param>
    /// <param name="c">What is added.</param>
    /// <param name="margin">The margin of the chain; takes this step in.</param>
    [MethodImpl(Inline)]
    public static HeldFloats MulAdd(HeldFloats a, HeldFloats b, HeldFloats c, ref HeldMargin margin)
    {
        HeldFloats sum = MulAddInDouble(a, b, c);
        Vector128<long> half = Vector128.Create(1L << (HeldMargin.Dropped - 1)),
            kept = Vector128.Create(-1L << HeldMargin.Dropped);
        Vector128<long> low = sum.low.AsInt64() + half, high = sum.high.AsInt64() + half;
        margin = margin.WithDropped(low, high);
        return new((low & kept).AsDouble(), (high & kept).AsDouble());
    }

    /// <summary>The same where a sum may be subnormal: the margin then says so.</summary>
    [MethodImpl(Inline)]
    public static HeldFloats MulAddWatched(HeldFloats a, HeldFloats b, HeldFloats c, ref HeldMargin margin)
    {
        HeldFloats sum = MulAdd(a, b, c, ref margin);
        margin = margin.WithSizes(sum.low.AsInt64(), sum.high.AsInt64());
        return sum;
    }

    /// <summary>a·b + c of any floats, rounded to floats.</summary>
    [MethodImpl(Inline)]
    public static HeldFloats MulAddOfAny(HeldFloats a, HeldFloats b, HeldFloats c)
        => Widen(SoftwareMulAdd.Of(a.Narrow(), b.Narrow(), c.Narrow()));

    /// <summary>
    /// The numbers times 2ⁿ in double, by adding n to their exponents. The lowest twelve bits of <paramref name="n"/>
    /// are n; they are 0 where the number is NaN.
    /// </summary>
    [MethodImpl(Inline)]
    public HeldFloats Scale(HeldFloats n)
        => new((low.AsInt64() + (n.low.AsInt64() << 52)).AsDouble(),
            (high.AsInt64() + (n.high.AsInt64() << 52)).AsDouble());
}
