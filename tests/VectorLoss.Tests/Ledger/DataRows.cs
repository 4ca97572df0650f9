using System.Numerics;
using VectorLoss.Data;
using VectorLoss.Training;

namespace VectorLoss.Tests.Ledger;

/// <summary>Random numbers, generated digits, batches, first weights and schedules.</summary>
internal static class DataRows
{
    private const int Count = 2000, Digits = 60, Pixels = GeneratedDigits.Side * GeneratedDigits.Side;

    public static IEnumerable<LedgerRow> All =>
    [
        Random("bits", "uint64", random => random.NextBits() >> 11),
        Random("uniform", "double", random => random.Uniform(-3, 5)),
        Random("below", "int32", random => random.Below(1_000_003)),
        Random("normal", "double", random => random.Normal()),
        .. ((ulong[])[1, 2, 12345]).Select(Drawn),
        Batches("shuffled", () => MiniBatches.ShuffledEpochs(97, 10, 7)),
        Batches("short", () => MiniBatches.ShuffledEpochs(97, 10, 7, keepShort: true)),
        Batches("replaced", () => MiniBatches.WithReplacement(97, 10, 7)),
        Rate("constant", LearningRate.Constant(0.3)), Rate("steps", LearningRate.StepDecay(0.3, 7, 0.7)),
        Rate("cosine", LearningRate.Cosine(0.3, 90, 0.01)), Rate("warmed up", LearningRate.Cosine(0.3, 90).WarmedUp(9)),
        .. OfType<float>(), .. OfType<double>(),
    ];

    private static IEnumerable<LedgerRow> OfType<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Initializer[] initializers = [Initializer.He, Initializer.Glorot, Initializer.Normal(0.01)];
        foreach (Initializer initializer in initializers)
        {
            yield return LedgerRow.Of<T>($"data/weights {initializer}", 50, 40, bits =>
            {
                T[] weights = new T[50 * 40];
                initializer.Fill<T>(weights, 50, 40, new SeededRandom(4));
                bits.Add(weights);
            });
        }
        yield return LedgerRow.Of<T>("data/images to numbers", 20, Pixels, bits =>
        {
            DigitSet digits = GeneratedDigits.Create(Digits, seed: 3);
            int[] indices = new LedgerInputs().Labels(20, Digits);
            T[] images = new T[20 * digits.Pixels], targets = new T[20 * DigitSet.Classes];
            digits.CopyInputs<T>(indices, images);
            digits.CopyOneHot<T>(indices, targets);
            bits.Add(images);
            bits.Add(targets);
        });
    }

    private static LedgerRow Random(string name, string dtype, Func<SeededRandom, double> next)
        => new($"data/random {name}", $"1x{Count}", dtype, bits =>
        {
            SeededRandom random = new(9);
            for (int i = 0; i < Count; i++)
            {
                bits.Add(next(random));
            }
        });

    private static LedgerRow Drawn(ulong seed)
        => LedgerRow.Of<byte>($"data/digits seed {seed}", Digits, Pixels, bits =>
        {
            DigitSet digits = GeneratedDigits.Create(Digits, seed);
            bits.Add(digits.Images);
            bits.Add(digits.Labels);
        });

    private static LedgerRow Batches(string name, Func<MiniBatches> create)
        => LedgerRow.Of<int>($"data/batches {name}", 40, 10, bits =>
        {
            MiniBatches batches = create();
            for (int i = 0; i < 40; i++)
            {
                bits.Add(batches.Next());
            }
        });

    private static LedgerRow Rate(string name, LearningRate rate)
        => LedgerRow.Of<double>($"data/learning rate {name}", 1, 100, bits =>
        {
            for (int step = 1; step <= 100; step++)
            {
                bits.Add(rate.At(step));
            }
        });
}
