using VectorLoss.Lanes;

namespace VectorLoss.Tests;

/// <summary>
/// The elementary functions of doubles to about 2⁻¹⁰⁰, in twofold arithmetic and by series of its own: it shares
/// no polynomial with the library. A result is (high + low)·2ᵉ, so that subnormal ones are judged as exactly as others.
/// </summary>
internal readonly ref struct Oracle(
    string function, ReadOnlySpan<double> x, Span<double> high, Span<double> low, Span<double> exponent)
    : IKernel<double, int>
{
    private const int Terms = 22, TwofoldTerms = 12;

    /// <summary>log 2 in three parts, the first two so short that their products with an exponent are exact.</summary>
    private const double LogTwoFirst = 0.6931471803691238, LogTwoSecond = 1.9082149291141208e-10,
        LogTwoThird = 1.564670158533888e-20;

    private static readonly double[][] Inverses = InverseFactorials();

    private readonly ReadOnlySpan<double> x = x;
    private readonly Span<double> high = high, low = low, exponent = exponent;

    /// <summary>Evaluates one of the functions of LaneMath, by name.</summary>
    public static void Evaluate(
        string function, ReadOnlySpan<double> x, Span<double> high, Span<double> low, Span<double> exponent)
        => Widest.Run<Oracle, double, int>(new Oracle(function, x, high, low, exponent));

    public int Run<V>() where V : struct, ILanes<V, double>
    {
        if (function is "Log" or "Log1p") return RunLogarithm<V>();
        int i = 0;
        for (; i <= x.Length - V.Count; i += V.Count) Store(Value(V.Load(x, i), out V n), n, i);
        for (; i < x.Length; i++) Store(Value(Load1(x, i), out Lane1<double> n), n, i);
        return i;
    }

    private Twofold<V> Value<V>(V at, out V n) where V : struct, ILanes<V, double>
    {
        V zero = V.Of(0);
        n = zero;
        switch (function)
        {
            case "Exp":
                return Twofold<V>.Of(1) + Expm1(new(V.Max(at, V.Of(-800)), zero), out n, out _);
            case "Expm1":
                return WholeExpm1(V.Max(at, V.Of(-60)), out n);
            case "Tanh":
                Twofold<V> twice = WholeExpm1(V.Min(V.Abs(at), V.Of(30)) * V.Of(2), out n).Times(Power(n));
                n = zero;
                return (twice / (twice + Twofold<V>.Of(2))).Times(V.WhereLess(at, zero, V.Of(-1), V.Of(1)));
            case "Sigmoid":
                return Sigmoid(at, out n);
            case "Softplus":
                return Softplus(at, out n);
            default:
                throw new ArgumentOutOfRangeException(nameof(at), function);
        }
    }

    private static Twofold<V> Sigmoid<V>(V x, out V n) where V : struct, ILanes<V, double>
    {
        Twofold<V> one = Twofold<V>.Of(1);
        Twofold<V> power = one + Expm1(new(-V.Min(V.Abs(x), V.Of(800)), V.Of(0)), out V turns, out V scale);
        Twofold<V> divisor = one + power.Times(scale);
        n = V.WhereLess(x, V.Of(0), turns, V.Of(0));
        return Where(x, V.Of(0), power, one) / divisor;
    }

    private static Twofold<V> Softplus<V>(V x, out V n) where V : struct, ILanes<V, double>
    {
        V zero = V.Of(0), far = V.Of(-60);
        Twofold<V> power = Twofold<V>.Of(1) + Expm1(new(-V.Min(V.Abs(x), V.Of(800)), zero), out V turns, out V scale);
        Twofold<V> e = power.Times(scale);
        n = V.WhereLess(x, far, turns, zero);
        Twofold<V> small = power * (Twofold<V>.Of(1) - e.Times(V.Of(0.5)));
        return Where(x, far, small, Log1p(e) + new Twofold<V>(V.WhereLess(zero, x, x, zero), zero));
    }

    /// <summary>eˣ − 1 = result·2ⁿ.</summary>
    private static Twofold<V> WholeExpm1<V>(V x, out V n) where V : struct, ILanes<V, double>
    {
        Twofold<V> rest = Expm1(new(x, V.Of(0)), out n, out _);
        return rest + Twofold<V>.Sum(V.Of(1), -Power(V.Max(-n, V.Of(-1000))));
    }

    /// <summary>eˣ = 2ⁿ·(1 + result); scale = 2ⁿ, or 2⁻¹⁰⁰⁰ if that is larger.</summary>
    private static Twofold<V> Expm1<V>(Twofold<V> x, out V n, out V scale) where V : struct, ILanes<V, double>
    {
        V magic = V.Of(6755399441055744);
        n = x.High * V.Of(1.4426950408889634) + magic - magic;
        scale = Power(V.Max(n, V.Of(-1000)));
        Twofold<V> t = new Twofold<V>(V.MulAdd(n, V.Of(-LogTwoFirst), x.High), x.Low)
            + new Twofold<V>(n * V.Of(-LogTwoSecond), V.Of(0)) + Twofold<V>.Product(n, V.Of(-LogTwoThird));
        // The terms from t¹³ on are below 2⁻⁴⁵ of the sum: single precision of the pair is enough for them.
        V tail = V.Of(Inverses[Terms][0]);
        for (int k = Terms - 1; k > TwofoldTerms; k--) tail = V.MulAdd(tail, t.High, V.Of(Inverses[k][0]));
        Twofold<V> sum = new(tail, V.Of(0));
        for (int k = TwofoldTerms; k >= 1; k--) sum = sum * t + Inverse<V>(k);
        return sum * t;
    }

    private int RunLogarithm<V>() where V : struct, ILanes<V, double>
    {
        double[] turns = new double[x.Length], f = new double[x.Length], rest = new double[x.Length];
        for (int i = 0; i < x.Length; i++) (turns[i], f[i], rest[i]) = Reduce(x[i]);
        int at = 0;
        for (; at <= x.Length - V.Count; at += V.Count)
            Store(Logarithm(V.Load(turns, at), new Twofold<V>(V.Load(f, at), V.Load(rest, at))), V.Of(0), at);
        for (; at < x.Length; at++)
            Store(
                Logarithm(Load1(turns, at), new Twofold<Lane1<double>>(Load1(f, at), Load1(rest, at))),
                Lane1<double>.Of(0), at);
        return at;
    }

    /// <summary>The argument of the logarithm as 2ᵏ·(1 + f + rest), exactly.</summary>
    private (double K, double F, double Low) Reduce(double x)
    {
        (double u, double uRest) = (x, 0);
        if (function == "Log1p")
        {
            if (Math.Abs(x) <= 0.25) return (0, x, 0);
            Twofold<Lane1<double>> sum = Twofold<Lane1<double>>.Sum(new(1), new(x));
            (u, uRest) = (sum.High.Number, sum.Low.Number);
        }
        int k = Math.ILogB(u);
        double m = Math.ScaleB(u, -k);
        if (m > 1.4) (k, m) = (k + 1, m / 2);
        return (k, m - 1, Math.ScaleB(uRest, -k));
    }

    private static Twofold<V> Logarithm<V>(V k, Twofold<V> f) where V : struct, ILanes<V, double>
        => Log1p(f) + new Twofold<V>(k * V.Of(LogTwoFirst), V.Of(0))
            + new Twofold<V>(k * V.Of(LogTwoSecond), V.Of(0)) + Twofold<V>.Product(k, V.Of(LogTwoThird));

    /// <summary>log(1 + x): the correction of a first guess y is log(1 + z) with 1 + z = (1 + x)·e⁻ʸ.</summary>
    private static Twofold<V> Log1p<V>(Twofold<V> x) where V : struct, ILanes<V, double>
    {
        Twofold<V> guess = new(V.Log1p(x.High), V.Of(0));
        Twofold<V> back = WholeExpm1(-guess.High, out V n).Times(Power(n));
        Twofold<V> z = x + back + x * back;
        return guess + (z - (z * z).Times(V.Of(0.5)));
    }

    private static V Power<V>(V n) where V : struct, ILanes<V, double>
        => V.AddBits(V.Of(1), V.ShiftLeft(n + V.Of(6755399441055744), 52));

    private static Twofold<V> Where<V>(V a, V b, Twofold<V> then, Twofold<V> otherwise)
        where V : struct, ILanes<V, double>
        => new(V.WhereLess(a, b, then.High, otherwise.High), V.WhereLess(a, b, then.Low, otherwise.Low));

    private static Twofold<V> Inverse<V>(int k) where V : struct, ILanes<V, double>
        => new(V.Of(Inverses[k][0]), V.Of(Inverses[k][1]));

    private static double[][] InverseFactorials()
    {
        double[][] inverses = new double[Terms + 1][];
        Twofold<Lane1<double>> inverse = Twofold<Lane1<double>>.Of(1);
        for (int k = 0; k <= Terms; k++)
        {
            if (k > 0) inverse /= Twofold<Lane1<double>>.Of(k);
            inverses[k] = [inverse.High.Number, inverse.Low.Number];
        }
        return inverses;
    }

    private void Store<V>(Twofold<V> value, V n, int at) where V : struct, ILanes<V, double>
    {
        V.Store(value.High, high, at);
        V.Store(value.Low, low, at);
        V.Store(n, exponent, at);
    }

    private static Lane1<double> Load1(ReadOnlySpan<double> from, int at) => new(from[at]);
}
