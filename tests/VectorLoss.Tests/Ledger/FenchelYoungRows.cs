using System.Numerics;
using VectorLoss.Batches;

namespace VectorLoss.Tests.Ledger;

/// <summary>Fenchel–Young losses of each regulariser: losses, value and gradient, also of hard numbers.</summary>
internal static class FenchelYoungRows
{
    private const int Rows = 70;

    public static IEnumerable<LedgerRow> All =>
    [
        .. Of("shannon", new ShannonRegulariser()), .. Of("squared-norm", new SquaredNormRegulariser()),
        .. Of("tsallis-1.5", new TsallisRegulariser()), .. Of("tsallis-1.25", new TsallisRegulariser(1.25)),
        .. Of("tsallis-3", new TsallisRegulariser(3)),
    ];

    private static IEnumerable<LedgerRow> Of<TRegulariser>(string name, TRegulariser regulariser)
        where TRegulariser : struct, IRegulariser
        =>
        [
            Row<TRegulariser, float>(name, regulariser, 10), Row<TRegulariser, double>(name, regulariser, 10),
            Row<TRegulariser, float>(name, regulariser, 333), Row<TRegulariser, double>(name, regulariser, 333),
        ];

    private static LedgerRow Row<TRegulariser, T>(string name, TRegulariser regulariser, int columns)
        where TRegulariser : struct, IRegulariser where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => LedgerRow.Of<T>($"fenchel-young-{name}", Rows, columns, bits =>
        {
            LedgerInputs inputs = new();
            T[] scores = inputs.RowsWithHardEnd<T>(Rows, columns, -2, 2), targets = new T[scores.Length];
            for (int i = 0; i < targets.Length; i++)
                targets[i] = i % 3 == 0 ? T.Zero : T.CreateTruncating(inputs.Below(64)) / T.CreateTruncating(64);
            T[] values = new T[Rows], gradient = new T[scores.Length];
            FenchelYoung<TRegulariser> loss = new(regulariser);
            BatchOptions<T> options = new()
            {
                Weights = inputs.Numbers<T>(Rows, 0.1, 2),
                Mask = inputs.Mask(Rows),
                Threads = bits.Threads,
            };
            loss.Values(scores, columns, targets, values, options);
            bits.Add(loss.ValueAndGradient(scores, columns, targets, gradient, options));
            bits.Add(values);
            bits.Add(gradient);
        });
}
