using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;
using VectorLoss.Batches;
using VectorLoss.Catalogue;
using VectorLoss.Losses;

namespace VectorLoss.Cli;

/// <summary>Replays reference values and compares the results with them.</summary>
[RequiresUnreferencedCode("Finds losses by reflection.")]
internal static class Verification
{
    private const double DoubleTolerance = 1e-11;

    /// <summary>
    /// What a recorded number may be wrong by itself: a few roundings in double of intermediate numbers of the size of
    /// 1 or of its own.
    /// </summary>
    private const double ReferenceError = 8 * 1.1102230246251565e-16;

    /// <summary>Replays a file in one precision.</summary>
    public static VerifiedFile Of<T>(ReferenceFile file) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        List<string> misses = [];
        Worst value = new(), gradient = new();
        foreach (ReferenceCase reference in file.Cases)
        {
            if (Miss<T>(file.Loss, reference, value, gradient) is { } miss)
                misses.Add($"{reference.Id}: {miss}");
        }
        return new(file.Loss, file.Cases.Length, misses, value.Error, gradient.Error);
    }

    private static string? Miss<T>(string loss, ReferenceCase reference, Worst value, Worst gradient)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (LossCatalog.Find(loss) is not { } card)
            return $"there is no loss '{loss}'{Nearest.Hint(loss, LossLookup.Names)}";
        if (reference.Words.Keys.FirstOrDefault(word => word is not ("reduction" or "target_kind")) is { } unknown)
            return $"there is no option '{unknown}'";
        LossRequest request = Request(card, reference);
        try
        {
            LossOutcome outcome = LossTool.Run<T>(request);
            LossOutcome? bounds = typeof(T) == typeof(double) ? null : LossTool.Bounds<T>(request);
            string? miss = Compare("value", reference.Value.Values, outcome.Value.Values, bounds?.Value.Values, value);
            foreach ((string input, double[] expected) in reference.Gradients)
            {
                miss ??= outcome.Gradients.TryGetValue(input, out double[]? got)
                    ? Compare($"gradient of {input}", expected, got, bounds?.Gradients[input], gradient)
                    : $"there is no gradient of '{input}'";
            }
            return miss;
        }
        catch (Exception problem) when (problem is ArgumentException or InvalidOperationException
            or NotSupportedException)
        {
            return Printable.Reason(LossMessage.Of(card, problem));
        }
    }

    /// <summary>What a case asks for.</summary>
    public static LossRequest Request(LossCard card, ReferenceCase reference) => new(card)
    {
        Inputs = reference.Inputs,
        Options = reference.Options,
        Reduction = reference.Words.GetValueOrDefault("reduction", "mean"),
        TargetKind = reference.Words.GetValueOrDefault("target_kind", "labels"),
    };

    private static string? Compare(string what, double[] expected, double[] got, double[]? bounds, Worst worst)
    {
        if (expected.Length != got.Length)
            return $"{what} has {got.Length} numbers, expected {expected.Length}";
        string? miss = null;
        for (int i = 0; i < expected.Length; i++)
        {
            double size = Math.Max(1, Math.Abs(expected[i]));
            bool isEqual = expected[i].Equals(got[i]) || expected[i] == got[i];
            double error = isEqual ? 0 : Math.Abs(got[i] - expected[i]);
            worst.Add(error == 0 ? 0 : error / size);
            if (error <= (bounds is null ? DoubleTolerance * size : bounds[i] + ReferenceError * size))
                continue;
            string bound = bounds is null ? "" : $", bound {Text(bounds[i])}";
            miss ??= $"{what}[{i}] expected {Text(expected[i])}, got {Text(got[i])}{bound}";
        }
        return miss;
    }

    private static string Text(double number) => number.ToString("R", CultureInfo.InvariantCulture);

    private sealed class Worst
    {
        public double Error { get; private set; }

        // A NaN is worse than everything.
        public void Add(double error) => Error = error > Error || double.IsNaN(error) ? error : Error;
    }
}
