using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;
using VectorLoss.Batches;
using VectorLoss.Catalogue;
using VectorLoss.Losses;

namespace VectorLoss.Cli;

/// <summary>What the replay of a <see cref="ReferenceFile"/> gave.</summary>
/// <param name="Loss">The loss.</param>
/// <param name="Cases">How many cases it has.</param>
/// <param name="Misses">A line for each case that missed.</param>
/// <param name="WorstValue">The largest error of a value, relative to max(1, |reference|).</param>
/// <param name="WorstGradient">The largest error of a gradient element, likewise.</param>
internal sealed record VerifiedFile(string Loss, int Cases, IReadOnlyList<string> Misses, double WorstValue, double WorstGradient);

/// <summary>Replays reference values and holds the results against them.</summary>
[RequiresUnreferencedCode("Finds losses by reflection.")]
internal static class Verification
{
    private const double DoubleTolerance = 1e-11;

    /// <summary>What a recorded number may be wrong by itself: a few roundings in double of intermediate numbers of the size of 1 or its own.</summary>
    private const double ReferenceError = 8 * 1.1102230246251565e-16;

    /// <summary>Replays a file in one precision.</summary>
    public static VerifiedFile Of<T>(ReferenceFile file) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        List<string> misses = [];
        Worst value = new(), gradient = new();
        foreach (ReferenceCase reference in file.Cases)
            if (Miss<T>(file.Loss, reference, value, gradient) is { } miss)
                misses.Add($"{reference.Id}: {miss}");
        return new(file.Loss, file.Cases.Length, misses, value.Error, gradient.Error);
    }

    private static string? Miss<T>(string loss, ReferenceCase reference, Worst value, Worst gradient) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (LossCatalog.Find(loss) is not { } card)
            return $"there is no loss '{loss}'";
        if (reference.Words.Keys.FirstOrDefault(word => word is not ("reduction" or "target_kind")) is { } unknown)
            return $"there is no option '{unknown}'";
        LossRequest request = new(card)
        {
            Inputs = reference.Inputs, Options = reference.Options, Reduction = reference.Words.GetValueOrDefault("reduction", "mean"),
            TargetKind = reference.Words.GetValueOrDefault("target_kind", "labels"),
        };
        try
        {
            LossOutcome outcome = LossTool.Run<T>(request);
            LossOutcome? bounds = typeof(T) == typeof(double) ? null : LossTool.Bounds<T>(request);
            string? miss = Compare("value", reference.Value.Values, outcome.Value.Values, bounds?.Value.Values, value);
            foreach ((string input, double[] expected) in reference.Gradients)
                miss ??= outcome.Gradients.TryGetValue(input, out double[]? got)
                    ? Compare($"gradient of {input}", expected, got, bounds?.Gradients[input], gradient)
                    : $"there is no gradient of '{input}'";
            return miss;
        }
        catch (Exception problem) when (problem is ArgumentException or InvalidOperationException or NotSupportedException)
        {
            return problem.Message.ReplaceLineEndings(" ");
        }
    }

    private static string? Compare(string what, double[] expected, double[] got, double[]? bounds, Worst worst)
    {
        if (expected.Length != got.Length)
            return $"{what} has {got.Length} numbers, expected {expected.Length}";
        string? miss = null;
        for (int i = 0; i < expected.Length; i++)
        {
            double size = Math.Max(1, Math.Abs(expected[i])), error = expected[i].Equals(got[i]) || expected[i] == got[i] ? 0 : Math.Abs(got[i] - expected[i]);
            worst.Add(error == 0 ? 0 : error / size);
            if (!(error <= (bounds is null ? DoubleTolerance * size : bounds[i] + ReferenceError * size)))
                miss ??= $"{what}[{i}] expected {Text(expected[i])}, got {Text(got[i])}{(bounds is null ? "" : $", bound {Text(bounds[i])}")}";
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
