using System.Numerics;
using VectorLoss.Autodiff;

namespace VectorLoss.Checking;

/// <summary>Finds the ops of a tape whose backward pass is wrong, where a gradient of a parameter failed.</summary>
/// <remarks>
/// Every variable between the leaves and the scalar is a cut: its numbers are moved, and only the ops behind it run
/// again, so its measured derivative is independent of the ops before it. An op is wrong if the gradient of its output
/// passes this test and the gradient of one of its inputs fails it.
/// </remarks>
public static class OpSearch
{
    /// <summary>The ops whose backward pass is wrong, last first.</summary>
    /// <param name="tape">The tape; its leaves hold the point, and hold it again afterwards.</param>
    /// <param name="scalar">A 1×1 variable.</param>
    /// <param name="options">The options of the checks, or null for the usual ones.</param>
    /// <returns>The wrong ops with small inputs that show it; none if every gradient passes.</returns>
    /// <exception cref="ArgumentException">The scalar is not 1×1, or belongs to another tape.</exception>
    /// <exception cref="InvalidOperationException">The scalar was forgotten by a rewind, or depends on no
    /// parameter.</exception>
    /// <exception cref="OperationCanceledException">The check was stopped.</exception>
    public static IReadOnlyList<WrongOp<T>> WrongOps<T>(Tape<T> tape, Var scalar, GradientCheckOptions? options = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(tape);
        int root = tape.FindRoot(scalar, nameof(WrongOps));
        tape.Forward(scalar);
        tape.Backward(scalar);
        options = (options ?? new()) with
        {
            Precision = typeof(T) == typeof(float) ? NumberPrecision.Float : NumberPrecision.Double,
        };
        Recording<T> recording = tape.Recording;
        double[]?[] gradients = [.. Enumerable.Range(0, root + 1).Select(at => GradientOf(recording, at))];
        GradientReport?[] failed = [.. Enumerable.Range(0, root + 1)
            .Select(at => gradients[at] is { } gradient ? Check(tape, root, at, gradient, options) : null)
            .Select(report => report is { Failed: true } ? report : null)];
        tape.Forward(scalar);
        List<WrongOp<T>> wrong = [];
        for (int at = root; at >= 0; at--)
            if (recording[at].Op is { } op && failed[at] is null && FailedInput(recording, at, failed) is { } report)
                Add(wrong, recording, at, op, report, options);
        return wrong;
    }

    // A wrong gradient may come from any op that uses the variable; an op that is right when it runs alone is not
    // named.
    private static void Add<T>(List<WrongOp<T>> wrong, Recording<T> recording, int at, Op<T> op, GradientReport report,
        GradientCheckOptions options) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        InputShrinker<T> shrinker = new(op, options);
        (Shape, T[])[] inputs = CustomOps.InputsOf(recording, at);
        bool? fails = shrinker.Fails(inputs);
        if (fails != false)
            wrong.Add(new(op.Name, recording.Describe(at), report, fails is null ? null : shrinker.Smallest(inputs)));
    }

    private static GradientReport? FailedInput<T>(Recording<T> recording, int at, GradientReport?[] failed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Enumerable.Range(0, recording[at].Inputs).Select(input => failed[recording.InputOf(at, input)])
            .FirstOrDefault(report => report is not null);

    private static double[]? GradientOf<T>(Recording<T> recording, int at)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => recording[at].NeedsGradient && recording.Gradients.IsLive(at) && recording.Gradients.Exists(at)
            ? Array.ConvertAll(recording.Gradients[at].ToArray(), double.CreateTruncating) : null;

    private static GradientReport Check<T>(
        Tape<T> tape, int root, int at, double[] gradient, GradientCheckOptions options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] kept = tape.Recording.Values(at).ToArray();
        double[] point = Array.ConvertAll(kept, double.CreateTruncating);
        GradientReport report = GradientCheck.Run(moved =>
        {
            Span<T> values = tape.Recording.Values(at);
            for (int i = 0; i < values.Length; i++)
                values[i] = T.CreateTruncating(moved[i]);
            tape.Sweep.Forward(at + 1, root + 1);
            return double.CreateTruncating(tape.Recording.Values(root)[0]);
        }, (_, into) => gradient.CopyTo(into), point, options with { Subject = tape.Recording.Describe(at) });
        kept.CopyTo(tape.Recording.Values(at));
        tape.Sweep.Forward(at + 1, root + 1);
        return report;
    }
}
