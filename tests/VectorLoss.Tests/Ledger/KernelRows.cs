using System.Numerics;
using VectorLoss.Rows;
using VectorLoss.Spans;

namespace VectorLoss.Tests.Ledger;

/// <summary>Elementwise functions, reductions of spans, and functions of rows.</summary>
internal static class KernelRows
{
    // Below a register, at its end, beyond a block, and no multiple of anything.
    private static readonly int[] Lengths = [1, 7, 64, 1003, 20_011];

    // Rows that are taken together, one by one, and in stretches; the last is longer than a block of a sum.
    private static readonly int[] Classes = [1, 3, 10, 100, 300, 1100];

    private delegate void Map<T>(ReadOnlySpan<T> x, Span<T> destination);

    private delegate double Fold<T>(ReadOnlySpan<T> x);

    private delegate void RowMap<T>(ReadOnlySpan<T> logits, ClassAxis classes, Span<T> output, int threads);

    private delegate void RowProduct<T>(
        ReadOnlySpan<T> values, ReadOnlySpan<T> upstream, ClassAxis classes, Span<T> gradient, int threads);

    private static IEnumerable<(string Name, Map<float> Single, Map<double> Double)> Maps =>
    [
        ("exp", Elementwise.Exp, Elementwise.Exp), ("expm1", Elementwise.Expm1, Elementwise.Expm1),
        ("log", Elementwise.Log, Elementwise.Log), ("log1p", Elementwise.Log1p, Elementwise.Log1p),
        ("tanh", Elementwise.Tanh, Elementwise.Tanh), ("sigmoid", Elementwise.Sigmoid, Elementwise.Sigmoid),
        ("softplus", Elementwise.Softplus, Elementwise.Softplus),
        ("sin", Elementwise.Sin, Elementwise.Sin), ("cos", Elementwise.Cos, Elementwise.Cos),
        ("atan", Elementwise.Atan, Elementwise.Atan), ("abs", Elementwise.Abs, Elementwise.Abs),
        ("sqrt", Elementwise.Sqrt, Elementwise.Sqrt),
        ("power", (x, y) => Elementwise.Pow(x, Rotated(x), y), (x, y) => Elementwise.Pow(x, Rotated(x), y)),
        ("erf", SpecialFunctions.Erf, SpecialFunctions.Erf), ("erfc", SpecialFunctions.Erfc, SpecialFunctions.Erfc),
        ("erfcx", SpecialFunctions.Erfcx, SpecialFunctions.Erfcx),
        ("log-normal-cdf", SpecialFunctions.LogNormalCdf, SpecialFunctions.LogNormalCdf),
        ("log-gamma", SpecialFunctions.LogGamma, SpecialFunctions.LogGamma),
        ("digamma", SpecialFunctions.Digamma, SpecialFunctions.Digamma),
        ("polygamma 1", (x, y) => SpecialFunctions.Polygamma(1, x, y), (x, y) => SpecialFunctions.Polygamma(1, x, y)),
        ("polygamma 4", (x, y) => SpecialFunctions.Polygamma(4, x, y), (x, y) => SpecialFunctions.Polygamma(4, x, y)),
        ("log-beta", (x, y) => SpecialFunctions.LogBeta(x, Rotated(x), y),
            (x, y) => SpecialFunctions.LogBeta(x, Rotated(x), y)),
        ("log-rising-factorial", (x, y) => SpecialFunctions.LogRisingFactorial(x, Rotated(x), y),
            (x, y) => SpecialFunctions.LogRisingFactorial(x, Rotated(x), y)),
        ("scaled bessel 0", SpecialFunctions.BesselI0e, SpecialFunctions.BesselI0e),
        ("scaled bessel 1", SpecialFunctions.BesselI1e, SpecialFunctions.BesselI1e),
    ];

    /// <summary>The same numbers from the second on, so that each meets another.</summary>
    private static T[] Rotated<T>(ReadOnlySpan<T> x) => [.. x[1..], x[0]];

    private static IEnumerable<(string Name, Fold<float> Single, Fold<double> Double)> Folds =>
    [
        ("sum", Reductions.Sum, Reductions.Sum), ("mean", Reductions.Mean, Reductions.Mean),
        ("sum of squares", Reductions.SumOfSquares, Reductions.SumOfSquares),
        ("dot", x => Reductions.Dot(x[..(x.Length / 2)], x.Slice(x.Length / 2, x.Length / 2)),
            x => Reductions.Dot(x[..(x.Length / 2)], x.Slice(x.Length / 2, x.Length / 2))),
        ("max", x => Reductions.Max(x), Reductions.Max), ("min", x => Reductions.Min(x), Reductions.Min),
    ];

    public static IEnumerable<LedgerRow> All =>
    [
        .. Maps.SelectMany(map => Elements(map.Name, map.Single)),
        .. Maps.SelectMany(map => Elements(map.Name, map.Double)),
        .. Folds.SelectMany(fold => Sums(fold.Name, fold.Single)),
        .. Folds.SelectMany(fold => Sums(fold.Name, fold.Double)),
        .. Rows<float>(), .. Rows<double>(),
    ];

    private static IEnumerable<LedgerRow> Elements<T>(string name, Map<T> map) where T : unmanaged, INumber<T>
    {
        yield return Row("ordinary", (inputs, length) => inputs.Numbers<T>(length, -30, 30));
        yield return Row("small", (inputs, length) => inputs.Numbers<T>(length, -1, 1));
        yield return Row("hard", (inputs, length) => inputs.HardNumbers<T>(length));

        LedgerRow Row(string kind, Func<LedgerInputs, int, T[]> draw)
            => LedgerRow.Of<T>($"elementwise/{name} {kind}", 1, Lengths.Sum(), bits =>
            {
                LedgerInputs inputs = new();
                foreach (int length in Lengths)
                {
                    T[] x = draw(inputs, length);
                    map(x, x);
                    bits.Add(x);
                }
            });
    }

    private static IEnumerable<LedgerRow> Sums<T>(string name, Fold<T> fold) where T : unmanaged, INumber<T>
    {
        foreach ((double low, double high) in ((double, double)[])[(-2, 2), (1e-42, 1e-39), (1e18, 1e19)])
        {
            string range = FormattableString.Invariant($"{low} to {high}");
            yield return LedgerRow.Of<T>($"reductions/{name} of {range}", 1, Lengths.Sum(), bits =>
            {
                LedgerInputs inputs = new();
                foreach (int length in Lengths)
                {
                    bits.Add(fold(inputs.Numbers<T>(length, low, high)));
                }
            });
        }
        yield return LedgerRow.Of<T>($"reductions/{name} hard", 400, 6, bits =>
        {
            LedgerInputs inputs = new();
            for (int i = 0; i < 400; i++)
            {
                bits.Add(fold(inputs.HardNumbers<T>(6)));
            }
        });
    }

    private static IEnumerable<LedgerRow> Rows<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Classes.SelectMany(classes => (LedgerRow[])
        [
            Rows<T>("softmax", classes, classes, RowFunctions.Softmax),
            Rows<T>("log-softmax", classes, classes, RowFunctions.LogSoftmax),
            Rows<T>("log-sum-exp", classes, 1, RowFunctions.LogSumExp),
            Gradient<T>("softmax", classes, RowFunctions.Softmax, RowFunctions.SoftmaxGradient),
            Gradient<T>("log-softmax", classes, RowFunctions.LogSoftmax, RowFunctions.LogSoftmaxGradient),
            LogSumExpGradient<T>(classes),
        ]);

    // Enough numbers for three pieces, so that threads share them.
    private static int RowCount(int classes) => (36_000 / classes) + 3;

    private static LedgerRow Rows<T>(string name, int classes, int outputs, RowMap<T> map)
        where T : unmanaged, INumber<T>
        => LedgerRow.Of<T>($"rows/{name}", RowCount(classes), classes, bits =>
        {
            T[] logits = new LedgerInputs().RowsWithHardEnd<T>(RowCount(classes), classes, -9, 9);
            T[] output = new T[RowCount(classes) * outputs];
            map(logits, classes, output, bits.Threads);
            bits.Add(output);
        });

    private static LedgerRow Gradient<T>(string name, int classes, RowMap<T> map, RowProduct<T> gradient)
        where T : unmanaged, INumber<T>
        => LedgerRow.Of<T>($"rows/{name} gradient", RowCount(classes), classes, bits =>
        {
            LedgerInputs inputs = new();
            T[] x = inputs.RowsWithHardEnd<T>(RowCount(classes), classes, -9, 9);
            T[] upstream = inputs.Numbers<T>(x.Length);
            map(x, classes, x, bits.Threads);
            gradient(x, upstream, classes, x, bits.Threads);
            bits.Add(x);
        });

    private static LedgerRow LogSumExpGradient<T>(int classes) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => LedgerRow.Of<T>("rows/log-sum-exp gradient", RowCount(classes), classes, bits =>
        {
            LedgerInputs inputs = new();
            T[] x = inputs.RowsWithHardEnd<T>(RowCount(classes), classes, -9, 9);
            RowFunctions.LogSumExpGradient<T>(x, inputs.Numbers<T>(RowCount(classes)), classes, x, bits.Threads);
            bits.Add(x);
        });
}
