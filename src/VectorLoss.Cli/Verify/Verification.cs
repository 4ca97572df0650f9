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
    /// <summary>No result in double is allowed to be further off, whatever its bound says.</summary>
    private const double DoubleTolerance = 1e-11;

    private const double Unit = 1.1102230246251565e-16;

    /// <summary>
    /// What a number that was recorded in double may be wrong by itself: a few roundings of intermediate numbers of the
    /// size of 1 or of its own.
    /// </summary>
    private const double ReferenceError = 8 * Unit;

    private static readonly string[] KnownWords = ["reduction", "target_kind", "empty"];

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
        if (LossLookup.TryFind(loss, out string? choice) is not { } card)
            return LossLookup.Refusal(loss, choice);
        if (reference.Words.Keys.FirstOrDefault(word => !KnownWords.Contains(word)) is { } unknown)
            return $"there is no option '{unknown}'{Nearest.Hint(unknown, KnownWords)}";
        try
        {
            LossRequest request = Request(card, reference);
            LossOutcome outcome = LossTool.Run<T>(request), bounds = LossTool.Bounds<T>(request);
            Tolerance tolerance = new(typeof(T) == typeof(double), reference.IsRounded, reference.Within);
            string? miss = Compare(
                "value", reference.Value.Values, outcome.Value.Values, bounds.Value.Values, tolerance, value);
            foreach ((string input, double[] expected) in reference.Gradients)
            {
                miss ??= outcome.Gradients.TryGetValue(input, out double[]? got)
                    ? Compare($"gradient of {input}", expected, got, bounds.Gradients[input], tolerance, gradient)
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
    public static LossRequest Request(LossCard card, ReferenceCase reference)
    {
        string empty = reference.Words.GetValueOrDefault("empty", nameof(EmptyBatch.NaN));
        return new(card)
        {
            Inputs = reference.Inputs,
            Options = reference.LossOptions,
            Reduction = reference.Words.GetValueOrDefault("reduction", "mean"),
            TargetKind = reference.Words.GetValueOrDefault("target_kind", "labels"),
            Count = reference.Count,
            // The enumeration's own parser also takes its numbers.
            Empty = Enum.GetNames<EmptyBatch>().Contains(empty, StringComparer.OrdinalIgnoreCase)
                ? Enum.Parse<EmptyBatch>(empty, ignoreCase: true)
                : throw new ArgumentException($"empty '{empty}' is unknown; there are nan, zero, refuse."),
        };
    }

    private static string? Compare(
        string what, double[] expected, double[] got, double[] bounds, Tolerance tolerance, Worst worst)
    {
        if (expected.Length != got.Length)
            return $"{what} has {got.Length} numbers, expected {expected.Length}";
        string? miss = null;
        for (int i = 0; i < expected.Length; i++)
        {
            if (expected[i].Equals(got[i]) || expected[i] == got[i])
                continue;
            double error = Math.Abs(got[i] - expected[i]);
            worst.Add(error / Math.Max(1, Math.Abs(expected[i])));
            if (!(error <= tolerance.Of(expected[i], bounds[i])))
                miss ??= $"{what}[{i}] expected {Text(expected[i])}, got {Text(got[i])}, bound {Text(bounds[i])}";
        }
        return miss;
    }

    /// <summary>How far a result may be from a recorded number.</summary>
    private readonly record struct Tolerance(bool IsDouble, bool IsRounded, double Within)
    {
        public double Of(double expected, double bound)
        {
            double size = Math.Max(1, Math.Abs(expected));
            double own = Within * size
                + (IsRounded ? Unit * Math.Abs(expected) + double.Epsilon : ReferenceError * size);
            return IsDouble ? Math.Min(bound + own, DoubleTolerance * size) : bound + own;
        }
    }

    private static string Text(double number) => number.ToString("R", CultureInfo.InvariantCulture);

    private sealed class Worst
    {
        public double Error { get; private set; }

        // A NaN is worse than everything.
        public void Add(double error) => Error = error > Error || double.IsNaN(error) ? error : Error;
    }
}
